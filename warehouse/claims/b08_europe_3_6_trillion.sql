/*
claim: "Europe holds $3.6 trillion of U.S. government securities."
article: B
line: 11
quote: "$3.6 trillion across Europe"
claimant: "the article"
claim_date: 2026-01-22
kind: level
period: 2025-10-31
candidates: [2025-11-30]
parts:
  level: {claimed: 3600, unit: "USD bn", rule: about, tolerance: 50, because: "half of the last digit quoted"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'TOTAL_EUROPE' order by month"
*/
select
  'level' as part,
  holdings_usd_bn as observed,
  format(
    'Europe held {:,.0f} bn in {}, by residence of the custodian''s client and not of the owner.',
    holdings_usd_bn,
    month_of(month)
  ) as reason
from marts.totals
where row_id = 'TOTAL_EUROPE' and month = date '2025-10-31'
