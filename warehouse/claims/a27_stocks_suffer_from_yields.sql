/*
claim: "Higher yields drain liquidity from risk assets: stocks suffer."
article: A
line: 135
quote: "Stocks suffer"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where sp500_avg_index is not null"
parts:
  since_2000: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which yields rise, stocks fall, since 2000; 5 %, two-sided"}
  since_2022: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which yields rise, stocks fall, since 2022; 5 %, two-sided"}
series: "select month, sp500_avg_index from marts.market_monthly where sp500_avg_index is not null order by month"
*/
with
moves as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    ln(sp500_avg_index / lag(sp500_avg_index) over (order by month)) as stocks
  from marts.market_monthly
  where month <= date '2025-11-30'
),

fitted as (
  select
    since,
    count(*) as n,
    corr(yield, stocks) as r
  from moves, unnest([2000, 2022]) as samples (since)
  where year(month) >= since and yield is not null and stocks is not null
  group by since
)

select
  format('since_{}', since) as part,
  t_of_correlation(r, n) as observed,
  format('Since {} monthly changes of yields and of stocks correlate at {:+.2f} over {} months.', since, r, n) as reason
from fitted
