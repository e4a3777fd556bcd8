/*
claim: "A weak yen forces Japan to sell Treasuries."
article: A
line: 45
quote: "Yen weakness forces Japan to sell Treasuries to defend its currency"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  weak_yen: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which the yen weakens, Japan buys less; 5 %, two-sided; an intervention strengthens the yen and hides it"}
  interventions: {claimed: -1.96, unit: "t", rule: consistent_below, because: "in the months in which Japan sold dollars for yen (2024-04, 2024-05 and 2024-07, by its Ministry of Finance; none of 2026 is known here) it buys less than in the others, bills included; three months are few"}
series: "select month, yen_per_dollar from marts.market_monthly where yen_per_dollar is not null order by month"
*/
with
yen as (
  select
    month,
    ln(yen_per_dollar / lag(yen_per_dollar) over (order by month)) as change
  from marts.market_monthly
),

moves as (
  select
    p.total_purchases_usd_bn as bought,
    yen.change,
    (p.month in ('2024-04-30', '2024-05-31', '2024-07-31'))::integer as intervention
  from marts.purchases as p
  left join yen on p.month = yen.month
  where p.holder_id = 'JPN' and not p.is_estimate and p.month <= date '2025-11-30'
)

select
  unnest([
    { part: 'weak_yen', observed: t_of(change, bought), reason: format(
      'The yen per dollar and net purchases of Japan since 2023-02 {}.', correlation_in_words(change, bought)
    ) },
    { part: 'interventions', observed: t_of(intervention, bought), reason: format(
      'In {} months of intervention net purchases of Japan were {:+.1f} bn each, in {} others {:+.1f} bn: {}.',
      sum(intervention), avg(bought) filter (intervention = 1), sum(1 - intervention),
      avg(bought) filter (intervention = 0), t_in_words(t_of(intervention, bought))
    ) }
  ], recursive := true)
from moves
