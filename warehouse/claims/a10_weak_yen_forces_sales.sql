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
  interventions: {claimed: -1.96, unit: "t", rule: consistent_below, because: "in the months in which Japan sold dollars for yen (2024-04, 2024-05 and 2024-07, by its Ministry of Finance; none of 2026 is known here) it buys less than in the others, bills included"}
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
    p.month in ('2024-04-30', '2024-05-31', '2024-07-31') as is_intervention
  from marts.purchases as p
  left join yen on p.month = yen.month
  where p.holder_id = 'JPN' and not p.is_estimate and p.month <= date '2025-11-30'
),

fitted as (
  select
    min(month) as first,
    corr(change, bought) as r,
    regr_count(change, bought) as n,
    avg(bought) filter (is_intervention) as in_them,
    avg(bought) filter (not is_intervention) as in_others,
    corr(is_intervention::integer, bought) as r_of_interventions,
    count(bought) as months
  from moves
)

select
  unnest([
    {
      part: 'weak_yen', observed: if(n >= 24, t_of_correlation(r, n), null),
      reason: format(
        'The yen per dollar and net purchases of Japan correlate at {:+.2f} over {} months since {}: {}.', r, n,
        strftime(first, '%Y-%m'), t_in_words(t_of_correlation(r, n))
      )
    },
    {
      part: 'interventions', observed: if(months >= 24, t_of_correlation(r_of_interventions, months), null),
      reason: format(
        'In three months of intervention net purchases of Japan were {:+.1f} bn each, in {} others {:+.1f} bn: {}.',
        in_them, months - 3, in_others, t_in_words(t_of_correlation(r_of_interventions, months))
      )
    }
  ], recursive := true)
from fitted
