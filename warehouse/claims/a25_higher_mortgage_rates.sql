/*
claim: "Higher yields mean higher mortgage rates."
article: A
line: 115
quote: "Higher mortgage rates"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where mortgage_30y_pct is not null and yield_10y_avg_pct is not null"
sources: [treasury_par_curve, fred]
parts:
  correlation: {claimed: 0, unit: "correlation", rule: consistent_above, because: "the mechanism: mortgage rates rise in months in which the ten-year yield rises"}
  slope: {claimed: 0.5, unit: "points", rule: consistent_above, because: "most of it passes on: more than half of a point"}
needs: "mortgage rates, from FRED, which may not be embedded."
*/
with
moves as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    mortgage_30y_pct - lag(mortgage_30y_pct) over (order by month) as mortgage
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2025-11-30'
)

select
  unnest([
    { part: 'correlation', estimate: correlated(yield, mortgage), reason: format(
      'Monthly changes of the ten-year yield and of the mortgage rate, to {}, have {}.',
      month_of(max(month) filter (yield * mortgage is not null)), correlation_in_words(yield, mortgage)
    ) },
    { part: 'slope', estimate: sloped(mortgage, yield), reason: format(
      'A point of the ten-year yield goes with {:.2f} points of the mortgage rate, by months to {}.',
      sloped(mortgage, yield).observed, month_of(max(month) filter (yield * mortgage is not null))
    ) }
  ], recursive := true)
from moves
