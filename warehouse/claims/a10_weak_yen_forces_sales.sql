/*
claim: "A weak yen forces Japan to sell Treasuries."
article: A
line: 45
quote: "Yen weakness forces Japan to sell Treasuries to defend its currency"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  weak_yen: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: in months in which the yen weakens, Japan buys less; an intervention strengthens the yen and hides it"}
  interventions: {claimed: 0, unit: "correlation", rule: consistent_below, because: "in the months in which Japan sold dollars for yen (2024-04, 2024-05 and 2024-07, by its Ministry of Finance; none of 2026 is known here) it buys less than in the others, bills included; three months are few"}
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
    p.month,
    p.total_purchases_usd_bn as bought,
    yen.change,
    (p.month in ('2024-04-30', '2024-05-31', '2024-07-31'))::integer as intervention
  from marts.purchases as p
  left join yen on p.month = yen.month
  where p.holder_id = 'JPN' and not p.is_estimate and p.month <= date '2025-11-30'
)

select
  unnest([
    { part: 'weak_yen', estimate: correlated(change, bought), reason: format(
      'The change of the yen per dollar and net purchases of Japan, {} to {}, have {}.', month_of(min(month)),
      month_of(max(month)), correlation_in_words(change, bought)
    ) },
    { part: 'interventions', estimate: correlated(intervention, bought), reason: format(
      'Japan bought {:+.1f} bn a month net in {} months of intervention and {:+.1f} bn in {} others: {}.',
      avg(bought) filter (intervention = 1), sum(intervention), avg(bought) filter (intervention = 0),
      sum(1 - intervention), correlation_in_words(intervention, bought)
    ) }
  ], recursive := true)
from moves
