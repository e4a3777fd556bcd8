/*
claim: "Higher yields drain liquidity from risk assets: stocks suffer."
article: A
line: 135
quote: "Stocks suffer"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where sp500_avg_index is not null"
parts:
  stocks_since_2000: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: in months in which yields rise, stocks fall"}
  stocks_2018_2019: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same from 2018 to 2019, one of the samples fixed beforehand"}
  stocks_2020_2021: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same from 2020 to 2021"}
  stocks_since_2022: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same since rates began to rise"}
  crypto: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same of bitcoin, from month-end to month-end"}
  swings: {claimed: 1.22, unit: "ratio", rule: consistent_above, because: "violent swings: in months since 2018 of rising yields bitcoin moves more than stocks. Averages of the month move less than month-ends by the root of 2/3 (Working 1960)"}
  swings_more_than_else: {claimed: 1, unit: "ratio", rule: consistent_above, because: "and by more than in months in which yields do not rise: otherwise yields are not the cause"}
series: "select month, sp500_avg_index from marts.market_monthly where sp500_avg_index is not null order by month"
*/
with
moves as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over by_month as yield,
    yield_10y_month_end_pct - lag(yield_10y_month_end_pct) over by_month as month_end_yield,
    ln(sp500_avg_index / lag(sp500_avg_index) over by_month) as stocks,
    ln(btc_month_end_usd / lag(btc_month_end_usd) over by_month) as crypto
  from marts.market_monthly
  where month <= date '2025-11-30'
  window by_month as (order by month)
),

samples (part, first_year, last_year) as (
  values
  ('stocks_since_2000', 2000, 9999), ('stocks_2018_2019', 2018, 2019), ('stocks_2020_2021', 2020, 2021),
  ('stocks_since_2022', 2022, 9999)
),

sampled as (
  select
    s.part,
    m.month,
    m.yield,
    m.stocks as y
  from samples as s
  join moves as m on year(m.month) between s.first_year and s.last_year
  union all
  select
    'crypto' as part,
    month,
    month_end_yield as yield,
    crypto as y
  from moves
)

select
  part,
  unnest(correlated(yield, y)),
  format(
    'Monthly changes of the ten-year yield and of {}, {} to {}, have a correlation of {:+.2f} over {} months.',
    if(part = 'crypto', 'bitcoin', 'the S&P 500'), month_of(min(month)), month_of(max(month)),
    correlated(yield, y).observed, count(*)
  ) as reason
from sampled
where yield is not null and y is not null
group by part
union all by name
select
  'swings' as part,
  sqrt(avg(crypto * crypto)) / sqrt(avg(stocks * stocks)) as observed,
  -- The logarithm of a ratio of two standard deviations over n months has an error of 1 / sqrt(n).
  observed * exp(-1.96 / sqrt(count(*))) as low,
  observed * exp(1.96 / sqrt(count(*))) as high,
  format(
    'In {} months of rising yields, {} to {}, bitcoin moved {:.1f} times as much as stocks.', count(*),
    month_of(min(month)), month_of(max(month)), observed
  ) as reason
from moves
where yield > 0 and month >= date '2018-01-31' and crypto is not null and stocks is not null
having count(*) >= 36
union all by name
select
  'swings_more_than_else' as part,
  sqrt(avg(crypto * crypto) filter (yield > 0) / avg(crypto * crypto) filter (yield <= 0)) as observed,
  observed * exp(-1.96 * sqrt(0.5 / count(*) filter (yield > 0) + 0.5 / count(*) filter (yield <= 0))) as low,
  observed * exp(1.96 * sqrt(0.5 / count(*) filter (yield > 0) + 0.5 / count(*) filter (yield <= 0))) as high,
  format(
    'Bitcoin moved by {:.0f} % in months of rising yields, {} to {}, and by {:.0f} % in the others.',
    100 * sqrt(avg(crypto * crypto) filter (yield > 0)), month_of(min(month)), month_of(max(month)),
    100 * sqrt(avg(crypto * crypto) filter (yield <= 0))
  ) as reason
from moves
where yield is not null and month >= date '2018-01-31' and crypto is not null
having count(*) filter (yield > 0) >= 24 and count(*) filter (yield <= 0) >= 24
