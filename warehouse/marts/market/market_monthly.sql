/*
description: >
  Markets by month, averages of the month as their publishers give them, or of the days known here, once the month is over; crypto at the month's
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
  gdp_usd_bn: [USD bn, "Gross domestic product of the quarter that ends in the month, at an annual rate, seasonally adjusted. NULL in other months."]
  financial_stress_index: [index, "St. Louis Fed financial stress, average of the month's weeks; 0 is normal."]
  financial_conditions_index: [index, "Chicago Fed National Financial Conditions Index, average of the month's weeks; 0 is the average since 1971, above is tighter."]
  btc_month_end_usd: [USD, "Price of one bitcoin at the month's end."]
headline: ["%", "Ten-year Treasury yield, monthly average", "select month, yield_10y_avg_pct from marts.market_monthly"]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_not_be_null: {column: vintage}
  - name: month_is_a_month_end
    rows_where: month <> last_day(month)
*/
with
values as (
  select
    s.series_id as series,
    s.period_end as date,
    s.series_value as value,
    r.series_frequency as frequency,
    s.source,
    s.vintage
  from staging.economic_series as s
  join reference.fred_series as r using (series_id)
  where s.series_id in ('DTWEXBGS', 'DEXJPUS', 'MORTGAGE30US', 'IRLTLT01JPM156N', 'CPIAUCSL', 'GDP', 'STLFSI4', 'NFCI')
  union all
  select
    unnest(['10Y', '3M']),
    date,
    unnest([yield_10y_pct, yield_3m_pct]),
    'daily',
    source,
    vintage
  from staging.treasury_yields
  union all
  select
    price_series,
    last_day(period_end),
    price,
    'monthly',
    source,
    vintage
  from staging.gold_and_equity_prices
  where price_series in ('shiller_sp500', 'pink_sheet_gold')
  union all
  select
    'debt',
    date,
    gross_debt_usd_bn,
    'daily',
    source,
    vintage
  from staging.public_debt
  union all
  select
    'BTC',
    date,
    price_usd,
    'monthly',
    source,
    vintage
  from staging.crypto_prices
  where asset = 'BTC' and date = last_day(date)
),

months as (
  select
    last_day(date) as month,
    series,
    avg(value) as average,
    arg_max(value, date) as at_end,
    list(distinct source) as sources,
    max(vintage) as vintage
  from values
  where value is not null and date >= date '1990-01-01'
  group by last_day(date), series
  -- Only of a month that is over: the day on which the next value could be out lies beyond it.
  qualify
    max(max(date + case when frequency = 'weekly' then 7 when isodow(date) = 5 then 3 else 1 end))
      over (partition by series)
    > last_day(date)
)

select
  month,
  any_value(average) filter (series = '10Y') as yield_10y_avg_pct,
  any_value(at_end) filter (series = '10Y') as yield_10y_month_end_pct,
  any_value(average) filter (series = '3M') as yield_3m_avg_pct,
  any_value(average) filter (series = 'shiller_sp500') as sp500_avg_index,
  any_value(average) filter (series = 'pink_sheet_gold') as gold_avg_usd_oz,
  any_value(average) filter (series = 'DTWEXBGS') as broad_dollar_avg_index,
  any_value(average) filter (series = 'DEXJPUS') as yen_per_dollar,
  any_value(average) filter (series = 'MORTGAGE30US') as mortgage_30y_pct,
  any_value(average) filter (series = 'IRLTLT01JPM156N') as japan_10y_pct,
  any_value(average) filter (series = 'CPIAUCSL') as consumer_prices_index,
  any_value(average) filter (series = 'GDP') as gdp_usd_bn,
  any_value(average) filter (series = 'STLFSI4') as financial_stress_index,
  any_value(average) filter (series = 'NFCI') as financial_conditions_index,
  any_value(average) filter (series = 'BTC') as btc_month_end_usd,
  any_value(at_end) filter (series = 'debt') as gross_debt_usd_bn,
  array_to_string(list_sort(list_distinct(flatten(list(sources)))), ' + ') as source,
  max(vintage) as vintage
from months
group by month
order by month
