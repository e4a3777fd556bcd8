/*
description: >
  Does one market lead another? Correlations of daily changes at lags of up to ten days, by pair and sample. At a
  positive lag the first leads. p comes from a stationary block bootstrap; q is corrected over the 21 lags. `leads`
  needs q below 0.05 at a lag other than 0.
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
  - name: no_result_without_enough_data
    rows_where: (status = 'insufficient data') <> (correlation is null) or (n_obs < 250 and correlation is not null)
  - name: a_correlation_is_a_number
    rows_where: isnan(correlation) or isnan(p_value) or isnan(q_value)
  - name: nothing_leads_on_the_same_day
    rows_where: lag_days = 0 and status = 'leads'
*/
-- Days on which both have a value of the day itself, so on one clock; the dollar index is left out, since its noon rates would
-- seem to follow yields by a day. Changes are filtered by the memory of the first; those of yields in points, all others in
-- logarithms. The seed is fixed. `insufficient data`, fewer than 250 days or a price that never moved, is not `no evidence`.
with
every_level as (
  select
    date,
    source,
    vintage,
    aged_columns,
    unnest([
      { market: 'us10y', level: yield_10y_pct, aged_as: null },
      { market: 'sp500', level: ln(sp500_index), aged_as: 'sp500_index' },
      { market: 'nasdaq', level: ln(nasdaq_index), aged_as: 'nasdaq_index' },
      { market: 'vix', level: ln(vix_index), aged_as: 'vix_index' },
      { market: 'paxg', level: ln(paxg_usd), aged_as: 'paxg_usd' },
      { market: 'btc', level: ln(btc_usd), aged_as: 'btc_usd' },
      { market: 'eth', level: ln(eth_usd), aged_as: 'eth_usd' },
      { market: 'bnb', level: ln(bnb_usd), aged_as: 'bnb_usd' },
      { market: 'xrp', level: ln(xrp_usd), aged_as: 'xrp_usd' }
    ], recursive := true)
  from marts.market_daily
),

-- Values of the day itself only.
levels as (
  select *
  from every_level
  where level is not null and not list_contains(coalesce(aged_columns, []), coalesce(aged_as, ''))
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

-- Changes between days on which both markets were open.
moves as (
  select
    p.one || ' -> ' || p.two as pair,
    a.date,
    a.level - lag(a.level) over day as first_move,
    b.level - lag(b.level) over day as second_move,
    a.source,
    a.vintage
  from pairs as p
  join levels as a on p.one = a.market
  join levels as b on p.two = b.market and a.date = b.date
  window day as (partition by p.one, p.two order by a.date)
),

together as (
  select
    p.one || ' -> ' || p.two as pair,
    s.sample,
    list(m.first_move order by m.date) filter (where m.first_move is not null) as first_moves,
    list(m.second_move order by m.date) filter (where m.second_move is not null) as second_moves,
    count(m.first_move)::integer as n_obs,
    coalesce(stddev_pop(m.first_move) > 0 and stddev_pop(m.second_move) > 0, false) as is_moving,
    max(m.source) as source,
    max(m.vintage) as vintage
  from pairs as p
  cross join samples as s
  left join moves as m on m.pair = p.one || ' -> ' || p.two and m.date between s.first_day and s.last_day
  group by p.one, p.two, s.sample
),

correlated as (
  select
    * exclude (first_moves, second_moves, is_moving),
    unnest(lead_lag(first_moves, second_moves), recursive := true)
  from together
  where n_obs >= 250 and is_moving
  union all by name
  select * exclude (first_moves, second_moves, is_moving)
  from together
  where n_obs < 250 or not is_moving
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
    when correlation is null then 'insufficient data'
    when lag_days <> 0 and q_value < 0.05 then 'leads'
    else 'no evidence'
  end as status,
  source,
  vintage
from correlated
order by pair, sample, lag_days
