/*
claim: Denmark's holdings have fallen to about $9 billion.
article: B
line: 9
quote: "Denmark's U.S. Treasury holdings have fallen to about $9 billion"
claimant: The Kobeissi Letter
claim_date: 2026-01-22
kind: level
dated: true
period: 2025-10-31
candidates: [2025-11-30]
parts:
  level: {claimed: 9, unit: USD bn, rule: about, tolerance: 0.5, because: "half of the last digit quoted: about 9"}
note: October, the month of the series low; in November, the newest month on the day, it was back at 9.9.
series: select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month
*/
select
  'level' as part,
  holdings_usd_bn as observed,
  format('Denmark held {:.2f} bn at the end of {}.', holdings_usd_bn, month_of(month)) as reason
from marts.holders
where holder_id = 'DNK' and month = date '2025-10-31'
