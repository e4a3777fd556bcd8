/*
claim: "Higher yields mean higher mortgage rates."
article: A
line: 115
quote: "Higher mortgage rates"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where mortgage_30y_pct is not null and yield_10y_avg_pct is not null"
parts:
  t_statistic: {claimed: 1.96, unit: "t", rule: consistent_above, because: "the mechanism: mortgage rates rise in months in which the ten-year yield rises; 5 %, two-sided"}
  slope: {claimed: 0.5, unit: "points", rule: consistent_above, because: "most of it passes on: more than half of a point"}
needs: "mortgage rates, from FRED, which may not be embedded."
*/
with
moves as (
  select
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    mortgage_30y_pct - lag(mortgage_30y_pct) over (order by month) as mortgage
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2025-11-30'
),

fitted as (
  select
    corr(mortgage, yield) as r,
    regr_slope(mortgage, yield) as slope,
    regr_count(mortgage, yield) as n
  from moves
  having regr_count(mortgage, yield) >= 36
)

select
  unnest([
    { part: 't_statistic', observed: t_of_correlation(r, n), reason: format(
      'Monthly changes of both correlate at {:+.2f} over {} months: {}.', r, n, t_in_words(t_of_correlation(r, n))
    ) },
    { part: 'slope', observed: slope, reason: format(
      'A point of the ten-year yield goes with {:.2f} points of the mortgage rate.', slope
    ) }
  ], recursive := true)
from fitted
