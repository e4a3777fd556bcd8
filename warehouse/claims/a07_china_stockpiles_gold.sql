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
  change_12m: {claimed: 1, unit: "t", rule: at_least, because: "stockpiling: a tonne or more above the year before, as reported; what China does not report would add to it"}
series: "select period_end, gold_tonnes from marts.gold where holder_id = 'CHN' and frequency = 'annual' order by period_end"
*/
with
quarters as (
  select
    period_end,
    gold_tonnes,
    change_12m_tonnes,
    gold_tonnes - lag(gold_tonnes) over (order by period_end) as last,
    lag(gold_tonnes, 3) over (order by period_end) - lag(gold_tonnes, 4) over (order by period_end) as first
  from marts.gold
  where holder_id = 'CHN' and frequency = 'quarterly'
)

select
  'change_12m' as part,
  change_12m_tonnes as observed,
  format(
    'China reported {:,.0f} t of gold in {}, {:+.1f} t in four quarters: {:+.1f} t in the first, {:+.1f} in the last.',
    gold_tonnes, month_of(period_end), change_12m_tonnes, first, last
  ) as reason
from quarters
where period_end = date '2025-12-31'
