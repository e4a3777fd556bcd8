/*
claim: "At $500 billion China would hold less than Belgium or Luxembourg."
article: B
line: 23
quote: "becoming less than that of Belgium or Luxembourg"
claimant: "a market watcher"
claim_date: 2026-01-22
kind: comparison
period: 2025-11-30
parts:
  belgium: {claimed: 500, unit: "USD bn", rule: above, because: "500 bn is less than what Belgium holds, in the same month"}
  luxembourg: {claimed: 500, unit: "USD bn", rule: above, because: "the same of Luxembourg"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'BEL' and month >= date '2011-09-30' order by month"
*/
select
  lower(h.country) as part,
  h.holdings_usd_bn as observed,
  format(
    '{} held {:.1f} bn in {}, much of it in custody for others, when China held {:.1f} bn.', h.country,
    h.holdings_usd_bn, month_of(h.month), china.holdings_usd_bn
  ) as reason
from marts.holders as h
join marts.holders as china on h.month = china.month and china.holder_id = 'CHN'
where h.holder_id in ('BEL', 'LUX') and h.month = date '2025-11-30'
