/*
claim: "Rising yields tighten conditions, and stocks and cryptocurrencies come under pressure."
article: B
line: 37
quote: "stocks and cryptocurrencies, are likely to come under pressure"
said_by: "analysts"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  stocks: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which yields rise, stocks fall; 5 %, two-sided"}
  crypto: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the same of bitcoin"}
  stress: {claimed: 1.96, unit: "t", rule: consistent_above, because: "and financial stress rises"}
*/
with
moves as (
  select
    month,
    unnest([
      {
        part: 'stocks', yield: yield_10y_avg_pct - lag(yield_10y_avg_pct) over by_month,
        y: ln(sp500_avg_index / lag(sp500_avg_index) over by_month)
      },
      -- Bitcoin is known at the month's end, and so the yield is taken there.
      {
        part: 'crypto', yield: yield_10y_month_end_pct - lag(yield_10y_month_end_pct) over by_month,
        y: ln(btc_month_end_usd / lag(btc_month_end_usd) over by_month)
      },
      {
        part: 'stress', yield: yield_10y_avg_pct - lag(yield_10y_avg_pct) over by_month,
        y: financial_stress_index - lag(financial_stress_index) over by_month
      }
    ], recursive := true)
  from marts.market_monthly
  where month >= date '2009-12-31' and month <= date '2025-11-30'
  window by_month as (order by month)
)

select
  part,
  t_of(yield, y) as observed,
  format(
    'Monthly changes of the ten-year yield and of {} from {} to {} {}.',
    part,
    month_of(min(month)),
    month_of(max(month)),
    correlation_in_words(yield, y)
  ) as reason
from moves
where yield is not null and y is not null
group by part
