/*
description: >
  Yields, dollar, gold, equities, volatility and crypto on each day on which Treasury securities traded. Other markets
  have other holidays, so other columns take the last value of up to five days before. Equities, volatility and crypto
  only where fetched; gold at the London fixing only with a licence.
columns:
  broad_dollar_index: [index 2006-01 = 100, "Trade-weighted U.S. dollar against the currencies of its trading partners, broad."]
  paxg_usd: [USD, "Price of one PAX Gold token, of one troy ounce, in USDT."]
  sp500_index: [index, "S&P 500, close."]
  nasdaq_index: [index, "Nasdaq Composite, close."]
  vix_index: [index, "Cboe volatility index, close."]
  btc_usd: [USD, "Price of one bitcoin in USDT at 20:00 UTC."]
  eth_usd: [USD, "Price of one ether in USDT at 20:00 UTC."]
  bnb_usd: [USD, "Price of one BNB in USDT at 20:00 UTC."]
  xrp_usd: [USD, "Price of one XRP in USDT at 20:00 UTC."]
  max_age_days: [days, "Age of the oldest value in the row."]
  aged_columns: [list, "Columns whose value is not of the day itself."]
headline: ["%", "Ten-year Treasury yield", "select date, yield_10y_pct from marts.market_daily"]
expect:
  - expect_column_values_to_be_unique: {column: date}
  - expect_column_values_to_not_be_null: {column: yield_10y_pct}
  - expect_column_values_to_be_between: {column: max_age_days, min_value: 0, max_value: 5}
  - expect_column_values_to_be_between: {column: vix_index, min_value: 5, max_value: 150}
*/
-- max_age_days is the age of the oldest value; aged_columns names all that are not of the day. Crypto is taken at 20:00 UTC, at or
-- before the close of equities, in USDT; weekends are in Monday's change. paxg_usd is a token of one ounce.
with
observations as (
  select
    measure as name,
    period_end as observed_on,
    series_value as value,
    source,
    vintage
  from staging.economic_series
  where measure in ('broad_dollar_index', 'sp500_index', 'nasdaq_index', 'vix_index')
  union all by name
  select
    'gold_usd_oz' as name,
    period_end as observed_on,
    price as value,
    source,
    vintage
  from staging.gold_and_equity_prices
  where price_series = 'lbma_pm'
  union all by name
  select
    lower(asset) || '_usd' as name,
    date as observed_on,
    price_usd as value,
    source,
    vintage
  from staging.crypto_prices
  where source = 'binance_klines'
),

names as (
  select distinct name
  from observations
),

-- The last value of every series on or before every day of trading.
aligned as (
  select
    d.date,
    n.name,
    o.value,
    d.date - o.observed_on as age_days,
    o.source,
    o.vintage
  from staging.treasury_yields as d
  cross join names as n
  asof join observations as o on n.name = o.name and d.date >= o.observed_on
),

by_day as (
  select
    date,
    max(value) filter (where name = 'broad_dollar_index') as broad_dollar_index,
    max(value) filter (where name = 'gold_usd_oz') as gold_usd_oz,
    max(value) filter (where name = 'paxg_usd') as paxg_usd,
    max(value) filter (where name = 'sp500_index') as sp500_index,
    max(value) filter (where name = 'nasdaq_index') as nasdaq_index,
    max(value) filter (where name = 'vix_index') as vix_index,
    max(value) filter (where name = 'btc_usd') as btc_usd,
    max(value) filter (where name = 'eth_usd') as eth_usd,
    max(value) filter (where name = 'bnb_usd') as bnb_usd,
    max(value) filter (where name = 'xrp_usd') as xrp_usd,
    max(age_days) as max_age_days,
    list(name order by name) filter (where age_days > 0) as aged_columns,
    string_agg(distinct source, ' + ' order by source) as source,
    max(vintage) as vintage
  from aligned
  where age_days <= 5
  group by date
)

select
  y.date,
  y.yield_2y_pct,
  y.yield_10y_pct,
  y.yield_30y_pct,
  y.real_yield_10y_pct,
  d.broad_dollar_index,
  d.gold_usd_oz,
  d.paxg_usd,
  d.sp500_index,
  d.nasdaq_index,
  d.vix_index,
  d.btc_usd,
  d.eth_usd,
  d.bnb_usd,
  d.xrp_usd,
  coalesce(d.max_age_days, 0)::integer as max_age_days,
  d.aged_columns,
  each_source_once(concat_ws(' + ', y.source, d.source)) as source,
  greatest(y.vintage, d.vintage) as vintage
from staging.treasury_yields as y
left join by_day as d on y.date = d.date
order by y.date
