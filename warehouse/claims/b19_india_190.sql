/*
claim: "India's holdings decreased to about $190 billion by the end of October 2025."
article: B
line: 25
quote: "its U.S. Treasury holdings decreasing to about $190 billion by the end of October 2025"
claimant: "the article"
claim_date: 2026-01-22
kind: level
dated: true
period: 2025-10-31
parts:
  level: {claimed: 190, unit: "USD bn", rule: about, tolerance: 5, because: "half of the last digit quoted: about 190"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'IND' and month >= date '2011-09-30' order by month"
*/
select
  'level' as part,
  holdings_usd_bn as observed,
  format('India held {:.1f} bn in {}.', holdings_usd_bn, month_of(month)) as reason
from marts.holders
where holder_id = 'IND' and month = date '2025-10-31'
