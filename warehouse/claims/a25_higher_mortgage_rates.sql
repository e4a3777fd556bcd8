/*
claim: "Higher yields mean higher mortgage rates."
article: A
line: 115
quote: "Higher mortgage rates"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  slope: {claimed: 0.5, unit: "points", rule: consistent_above, because: "the mechanism: a point of the ten-year yield passes on by more than half to mortgage rates"}
*/
with
moves as (
  select
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    mortgage_30y_pct - lag(mortgage_30y_pct) over (order by month) as mortgage
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2025-11-30'
)

select
  'slope' as part,
  regr_slope(mortgage, yield) as observed,
  format(
    'A point of the ten-year yield goes with {:.2f} points of the mortgage rate, over {} months.',
    regr_slope(mortgage, yield),
    regr_count(mortgage, yield)
  ) as reason
from moves
having regr_count(mortgage, yield) >= 36
