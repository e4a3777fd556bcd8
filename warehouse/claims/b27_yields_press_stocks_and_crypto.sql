/*
claim: "Rising yields tighten conditions, and stocks and cryptocurrencies come under pressure."
article: B
line: 37
quote: "stocks and cryptocurrencies, are likely to come under pressure"
claimant: "analysts"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where sp500_avg_index is not null"
parts:
  stocks_since_2000: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism, tested as in A27: in months in which yields rise, stocks fall"}
  stocks_2018_2019: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same from 2018 to 2019, one of the samples fixed beforehand"}
  stocks_2020_2021: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same from 2020 to 2021"}
  stocks_since_2022: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same since rates began to rise"}
  crypto: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same of bitcoin, from month-end to month-end"}
  conditions: {claimed: 0, unit: "correlation", rule: consistent_above, because: "and financial conditions tighten, by the Chicago Fed's index, which holds spreads between Treasury yields; the St. Louis Fed's holds the yields themselves"}
needs: "the NFCI, from FRED, which may not be embedded."
*/
with
moves as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over by_month as yield,
    yield_10y_month_end_pct - lag(yield_10y_month_end_pct) over by_month as month_end_yield,
    ln(sp500_avg_index / lag(sp500_avg_index) over by_month) as stocks,
    ln(btc_month_end_usd / lag(btc_month_end_usd) over by_month) as crypto,
    financial_conditions_index - lag(financial_conditions_index) over by_month as conditions
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
  union all
  select
    'conditions' as part,
    month,
    yield,
    conditions as y
  from moves
)

select
  part,
  unnest(correlated(yield, y)),
  format(
    'Monthly changes of the ten-year yield and of {}, {} to {}, have a correlation of {:+.2f} over {} months.',
    case part when 'crypto' then 'bitcoin' when 'conditions' then 'financial conditions' else 'the S&P 500' end,
    month_of(min(month)), month_of(max(month)), correlated(yield, y).observed, count(*)
  ) as reason
from sampled
where yield is not null and y is not null
group by part
