/*
claim: "A weak yen forces Japan to sell Treasuries."
article: A
line: 45
quote: "Yen weakness forces Japan to sell Treasuries to defend its currency"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
sources: [tic_slt3, tic_slt3_history, fred_tic, fred]
parts:
  weak_yen: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: in months in which the yen weakens, Japan buys less; an intervention strengthens the yen and hides it"}
  interventions: {claimed: 0, unit: "correlation", rule: consistent_below, because: "to defend its currency: Japan buys less in months in which its Ministry of Finance sold dollars for yen, 2024-04, 2024-05 and 2024-07. Three months are few: without any one of them the interval holds zero"}
  interventions_since_2022: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same with 2022-09 and 2022-10, whose purchases are estimates"}
note: "The figures are those of all Japanese holders, banks and insurers included, not of the Ministry of Finance alone. Interventions of 2026 are not known here."
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
    p.is_estimate,
    (p.month in ('2022-09-30', '2022-10-31', '2024-04-30', '2024-05-31', '2024-07-31'))::integer as intervention
  from marts.purchases as p
  left join yen on p.month = yen.month
  where p.holder_id = 'JPN' and p.month >= date '2022-01-31' and p.month <= date '2025-11-30'
)

select
  'weak_yen' as part,
  unnest(correlated(change, bought)),
  format(
    'The change of the yen per dollar and net purchases of Japan, {} to {}, have {}.', month_of(min(month)),
    month_of(max(month)), correlation_in_words(change, bought)
  ) as reason
from moves
where not is_estimate
union all by name
select
  if(with_estimates, 'interventions_since_2022', 'interventions') as part,
  unnest(correlated(intervention, bought)),
  format(
    'In {} months of intervention since {}, Japan {} a month; in {} others it {}, {}.', sum(intervention),
    month_of(min(month)), bought_or_sold(avg(bought) filter (intervention = 1), '{:.1f}'), sum(1 - intervention),
    bought_or_sold(avg(bought) filter (intervention = 0), '{:.1f}'),
    if(with_estimates, 'estimates included', 'as published')
  ) as reason
from moves, unnest([false, true]) as ways (with_estimates)
where with_estimates or not is_estimate
group by with_estimates
