/*
description: >
  Does one market lead another? Daily changes of two markets on one clock (days on which both have a value of the day
  itself; the dollar index is left out, since its noon rates would seem to follow yields by a day), filtered by the memory of the first, correlated at lags of up to ten days both ways, in samples fixed
  beforehand. At a positive lag the first leads, at a negative one the second. p by stationary block bootstrap
  with a fixed seed, q corrected over the 21 lags. Changes in yields in points, all others in logarithms. `leads`: q below
  0.05 at a lag other than 0; `insufficient data`, fewer than 250 days, is not `no evidence`.
columns:
  pair: [name, "First market, then second: the question is whether the first leads."]
  lag_days: [trading days, "Days by which the second comes after the first; negative: before. NULL with insufficient data."]
  correlation: [index -1 to 1, "Correlation of the filtered changes at that lag."]
  p_value: [probability, "How often unrelated series are correlated as much at that lag."]
  q_value: [probability, "p corrected for looking at 21 lags (Benjamini and Hochberg)."]
  n_obs: [count, "Days in the sample."]
  status: [class, "leads, no evidence, or insufficient data."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [pair, sample, lag_days]}
  - expect_column_values_to_be_in_set: {column: status, value_set: [leads, no evidence, insufficient data]}
  - expect_column_values_to_be_between: {column: correlation, min_value: -1, max_value: 1}
  - name: insufficient_data_says_nothing
    rows_where: (status = 'insufficient data') <> (correlation is null) or (correlation is null) <> (n_obs < 250)
  - name: nothing_leads_on_the_same_day
    rows_where: lag_days = 0 and status = 'leads'
*/
with
changes as (
  select
    date,
    source,
    vintage,
    unnest([
      { market: 'us10y', moved: yield_10y_pct - lag(yield_10y_pct) over day, is_of_the_day: true },
      {
        market: 'sp500', moved: ln(sp500_index / lag(sp500_index) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'sp500_index')
      },
      {
        market: 'nasdaq', moved: ln(nasdaq_index / lag(nasdaq_index) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'nasdaq_index')
      },
      {
        market: 'vix', moved: ln(vix_index / lag(vix_index) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'vix_index')
      },
      {
        market: 'paxg', moved: ln(paxg_usd / lag(paxg_usd) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'paxg_usd')
      },
      {
        market: 'btc', moved: ln(btc_usd / lag(btc_usd) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'btc_usd')
      },
      {
        market: 'eth', moved: ln(eth_usd / lag(eth_usd) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'eth_usd')
      },
      {
        market: 'bnb', moved: ln(bnb_usd / lag(bnb_usd) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'bnb_usd')
      },
      {
        market: 'xrp', moved: ln(xrp_usd / lag(xrp_usd) over day),
        is_of_the_day: not list_contains(coalesce(aged_columns, []), 'xrp_usd')
      }
    ], recursive := true)
  from marts.market_daily
  window day as (order by date)
),

pairs as (
  select unnest([
    { one: 'us10y', two: 'sp500' }, { one: 'us10y', two: 'nasdaq' }, { one: 'us10y', two: 'vix' },
    { one: 'us10y', two: 'paxg' }, { one: 'us10y', two: 'btc' }, { one: 'us10y', two: 'eth' },
    { one: 'us10y', two: 'bnb' }, { one: 'us10y', two: 'xrp' }, { one: 'sp500', two: 'btc' },
    { one: 'sp500', two: 'eth' }, { one: 'vix', two: 'btc' }
  ], recursive := true)
),

samples as (
  select unnest([
    { sample: '2018-2019', first_day: date '2018-01-01', last_day: date '2019-12-31' },
    { sample: '2020-2021', first_day: date '2020-01-01', last_day: date '2021-12-31' },
    { sample: '2022-2024', first_day: date '2022-01-01', last_day: date '2024-12-31' },
    { sample: 'since_2025', first_day: date '2025-01-01', last_day: date '9999-12-31' }
  ], recursive := true)
),

together as (
  select
    p.one || ' -> ' || p.two as pair,
    s.sample,
    list(a.moved order by a.date) filter (where a.moved is not null and b.moved is not null) as first_moves,
    list(b.moved order by a.date) filter (where a.moved is not null and b.moved is not null) as second_moves,
    count(*) filter (where a.moved is not null and b.moved is not null)::integer as n_obs,
    max(a.source) as source,
    max(a.vintage) as vintage
  from pairs as p
  cross join samples as s
  left join changes as a
    on p.one = a.market and a.date between s.first_day and s.last_day and a.is_of_the_day
  left join changes as b
    on p.two = b.market and a.date = b.date and b.is_of_the_day
  group by p.one, p.two, s.sample
),

correlated as (
  select
    * exclude (first_moves, second_moves),
    unnest(lead_lag(first_moves, second_moves), recursive := true)
  from together
  where n_obs >= 250
  union all by name
  select * exclude (first_moves, second_moves)
  from together
  where n_obs < 250
)

select
  pair,
  sample,
  lag_days,
  correlation,
  p_value,
  q_value,
  n_obs,
  case
    when n_obs < 250 then 'insufficient data'
    when lag_days <> 0 and q_value < 0.05 then 'leads'
    else 'no evidence'
  end as status,
  source,
  vintage
from correlated
order by pair, sample, lag_days
