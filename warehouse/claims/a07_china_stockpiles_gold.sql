/*
claim: "China has been stockpiling gold."
article: A
line: 39
quote: "China has instead been stockpiling gold"
claimant: "the post"
claim_date: 2026-01-22
kind: change
period: 2025-12-31
newest: "select max(period_end) from marts.gold where frequency = 'quarterly' and holder_id = 'CHN'"
parts:
  change_12m: {claimed: 0, unit: "t", rule: above, because: "more tonnes reported than a year before"}
series: "select period_end, gold_tonnes from marts.gold where holder_id = 'CHN' and frequency = 'annual' order by period_end"
*/
select
  'change_12m' as part,
  change_12m_tonnes as observed,
  format(
    'China reported {:,.0f} t at the end of {}, {:+.1f} t in twelve months; what it does not report is not known.',
    gold_tonnes,
    month_of(period_end), change_12m_tonnes
  ) as reason
from marts.gold
where holder_id = 'CHN' and frequency = 'quarterly' and period_end = date '2025-12-31'
