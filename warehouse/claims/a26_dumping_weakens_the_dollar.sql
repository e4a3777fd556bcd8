/*
claim: "If Treasuries are dumped, demand for the dollar weakens."
article: A
line: 123
quote: "USD demand weakens"
claimant: "the post"
sources: [tic_slt3, tic_slt3_history, fred_tic, fred]
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  correlation: {claimed: 0, unit: "correlation", rule: consistent_above, because: "the mechanism: in months in which foreigners buy less, the broad dollar, as an average of the month, falls"}
  correlation_month_end: {claimed: 0, unit: "correlation", rule: consistent_above, because: "the same from month-end to month-end, the clock on which purchases are counted"}
note: "The next links, import prices and inflation, need prices of imports, which are not available."
*/
with
month_ends as (
  select
    last_day(date) as month,
    arg_max(broad_dollar_index, date) as at_end
  from marts.market_daily
  group by last_day(date)
),

dollar as (
  select
    m.month,
    m.broad_dollar_avg_index as average,
    e.at_end
  from marts.market_monthly as m
  left join month_ends as e on m.month = e.month
),

moves as (
  select
    month,
    unnest(['correlation', 'correlation_month_end']) as part,
    unnest([
      ln(average / lag(average) over (order by month)), ln(at_end / lag(at_end) over (order by month))
    ]) as change
  from dollar
)

select
  d.part,
  unnest(correlated(p.total_purchases_usd_bn, d.change)),
  format(
    'Foreigners'' net purchases and changes of the broad dollar{}, {} to {}, have a correlation of {:+.2f} over {} '
    || 'months.',
    if(d.part = 'correlation', '', ' at month-ends'), month_of(min(p.month)), month_of(max(p.month)),
    correlated(p.total_purchases_usd_bn, d.change).observed, regr_count(p.total_purchases_usd_bn, d.change)
  ) as reason
from marts.purchases as p
join moves as d on p.month = d.month
where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate and p.month <= date '2025-11-30'
group by d.part
