/*
description: >
  Markets by month, averages of the month as their publishers give them, or of the days known here; crypto at the month's
  end. For what is asked by month: by day, market_daily has more and fewer years.
columns:
  yield_10y_avg_pct: ["%", "Ten-year par yield of Treasury securities, average of the month's days."]
  yield_10y_month_end_pct: ["%", "Ten-year par yield of Treasury securities on the last day of the month that has one."]
  yield_3m_avg_pct: ["%", "Three-month par yield of Treasury securities, average of the month's days."]
  sp500_avg_index: [index, "S&P composite, average of the month (Shiller)."]
  gold_avg_usd_oz: [USD/oz, "Gold, average of the month (World Bank)."]
  broad_dollar_avg_index: [index 2006-01 = 100, "Broad trade-weighted U.S. dollar, average of the month's days."]
  yen_per_dollar: [JPY per USD, "Yen per dollar, average of the month's days."]
  mortgage_30y_pct: ["%", "Thirty-year fixed mortgage rate in the United States, average of the month's weeks."]
  japan_10y_pct: ["%", "Ten-year government bond yield of Japan, average of the month."]
  consumer_prices_index: [index 1982-84 = 100, "U.S. consumer prices, all items, seasonally adjusted."]
  financial_stress_index: [index, "St. Louis Fed financial stress, average of the month's weeks; 0 is normal."]
  btc_month_end_usd: [USD, "Price of one bitcoin at the month's end."]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_not_be_null: {column: vintage}
  - name: month_is_a_month_end
    rows_where: month <> last_day(month)
*/
with
figures as (
  select
    last_day(period_end) as month,
    series_id as series,
    series_value as figure,
    source,
    vintage
  from staging.economic_series
  where series_id in ('DTWEXBGS', 'DEXJPUS', 'MORTGAGE30US', 'IRLTLT01JPM156N', 'CPIAUCSL', 'STLFSI4')
  union all
  select
    last_day(date),
    unnest(['10Y', '3M']),
    unnest([yield_10y_pct, yield_3m_pct]),
    source,
    vintage
  from staging.treasury_yields
  union all
  select
    last_day(date),
    '10Y month-end',
    arg_max(yield_10y_pct, date),
    any_value(source),
    max(vintage)
  from staging.treasury_yields
  group by last_day(date)
  union all
  select
    last_day(period_end),
    price_series,
    price,
    source,
    vintage
  from staging.gold_and_equity_prices
  where price_series in ('shiller_sp500', 'pink_sheet_gold')
  union all
  select
    last_day(date),
    'debt',
    arg_max(gross_debt_usd_bn, date),
    any_value(source),
    max(vintage)
  from staging.public_debt
  group by last_day(date)
  union all
  select
    date,
    'BTC',
    price_usd,
    source,
    vintage
  from staging.crypto_prices
  where asset = 'BTC' and date = last_day(date)
)

select
  month,
  avg(figure) filter (series = '10Y') as yield_10y_avg_pct,
  avg(figure) filter (series = '10Y month-end') as yield_10y_month_end_pct,
  avg(figure) filter (series = '3M') as yield_3m_avg_pct,
  avg(figure) filter (series = 'shiller_sp500') as sp500_avg_index,
  avg(figure) filter (series = 'pink_sheet_gold') as gold_avg_usd_oz,
  avg(figure) filter (series = 'DTWEXBGS') as broad_dollar_avg_index,
  avg(figure) filter (series = 'DEXJPUS') as yen_per_dollar,
  avg(figure) filter (series = 'MORTGAGE30US') as mortgage_30y_pct,
  avg(figure) filter (series = 'IRLTLT01JPM156N') as japan_10y_pct,
  avg(figure) filter (series = 'CPIAUCSL') as consumer_prices_index,
  avg(figure) filter (series = 'STLFSI4') as financial_stress_index,
  avg(figure) filter (series = 'BTC') as btc_month_end_usd,
  avg(figure) filter (series = 'debt') as gross_debt_usd_bn,
  string_agg(distinct source, ' + ' order by source) as source,
  max(vintage) as vintage
from figures
where month >= date '1990-01-01'
group by month
order by month
