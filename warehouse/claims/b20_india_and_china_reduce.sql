/*
claim: "India and China are reducing their U.S. Treasuries."
article: B
line: 1
quote: "India and China are also reducing their investments in US government bonds"
claimant: "the article"
claim_date: 2026-01-22
kind: change
period: 2025-11-30
parts:
  india: {claimed: 0, unit: "USD bn", rule: below, because: "less than a year before"}
  china: {claimed: 0, unit: "USD bn", rule: below, because: "less than a year before"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'IND' and month >= date '2011-09-30' order by month"
*/
select
  lower(h.country) as part,
  h.change_12m_usd_bn as observed,
  format(
    'Holdings of {} changed by {:+.1f} bn in the twelve months to {}{}.', h.country, h.change_12m_usd_bn,
    month_of(h.month),
    coalesce('; it ' || bought_or_sold(p.total_purchases_12m_usd_bn, '{:.1f}'), '')
  ) as reason
from marts.holders as h
left join marts.purchases as p on h.holder_id = p.holder_id and h.month = p.month
where h.holder_id in ('IND', 'CHN') and h.month = date '2025-11-30'
