/*
description: >
  Series from FRED with their meaning: market, price, debt and stress series, one row per series and day. FRED stamps
  a month or a quarter with its first day; here it is the last, the day of a stock at the quarter's end.
columns:
  series_value: [see reference.fred_series, "Value in the unit that reference.fred_series gives for the series."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [series_id, period_end]}
  - expect_column_values_to_not_be_null: {column: measure}
*/
with
every_series as (
  select * from known.fred
  union all by name
  select * from known.fred_stress
  union all by name
  select * from known.fred_accounts
)

select
  f.series_id,
  r.measure,
  case r.series_frequency
    when 'monthly' then last_day(f.date)
    when 'quarterly' then last_day(f.date + interval 2 month)
    when 'annual' then last_day(f.date + interval 11 month)
    else f.date
  end as period_end,
  f.value as series_value,
  f.source,
  f.vintage
from every_series as f
left join reference.fred_series as r using (series_id)
where f.value is not null
order by f.series_id, period_end
