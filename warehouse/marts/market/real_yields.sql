/*
description: >
  What a holder of ten-year Treasury securities earns after inflation, by month. `ex_ante`: yield of inflation-
  protected securities. `ex_post`: nominal yield of twelve months before, less inflation since. `holder_return`: total
  return over twelve months of a par bond bought at ten years and sold at nine, deflated.
columns:
  definition: [class, "ex_ante, ex_post or holder_return."]
  real_yield_pct: ["%", "Yield or return after inflation, a year."]
headline: ["%", "Ten-year real yield, ex post", "select month, real_yield_pct from marts.real_yields where definition = 'ex_post'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, definition]}
  - expect_column_values_to_be_between: {column: real_yield_pct, min_value: -40, max_value: 40}
  - name: a_month_without_consumer_prices_has_no_inflation
    no_rows: >-
      from marts.real_yields anti join staging.economic_series on month = period_end and measure = 'cpi_index'
      where definition <> 'ex_ante'
*/
-- Consumer prices of October 2025 were never published: NULL there.
with
-- The last day of trading of each month.
month_ends as (
  select
    last_day(date) as month,
    arg_max(yield_10y_pct, date) as nominal,
    arg_max_null(real_yield_10y_pct, date) as tips,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.treasury_yields
  group by last_day(date)
  -- Only of a month that is over: the weekday after the newest value lies beyond it.
  qualify max(max(date)) over () + if(isodow(max(max(date)) over ()) = 5, 3, 1) > last_day(date)
),

prices as (
  select
    now.period_end as month,
    now.series_value / before.series_value - 1 as inflation,
    now.source,
    now.vintage
  from staging.economic_series as now
  join staging.economic_series as before
    on now.measure = before.measure and before.period_end = last_day(now.period_end - interval 12 month)
  where now.measure = 'cpi_index'
),

years as (
  select
    now.month,
    before.nominal / 100 as bought_at,
    now.nominal / 200 as half_yield,
    p.inflation,
    -- Nine years left, a coupon every half year, and one year of coupons.
    bought_at / (2 * half_yield) * (1 - (1 + half_yield) ** -18) + (1 + half_yield) ** -18 as sold_at,
    sold_at + bought_at - 1 as total_return,
    each_source_once(concat_ws(' + ', now.source, p.source)) as source,
    greatest(now.vintage, before.vintage, p.vintage) as vintage
  from month_ends as now
  join month_ends as before on before.month = last_day(now.month - interval 12 month)
  join prices as p on now.month = p.month
)

select
  month,
  'ex_ante' as definition,
  tips as real_yield_pct,
  source,
  vintage
from month_ends
where tips is not null
union all by name
select
  month,
  'ex_post' as definition,
  100 * (bought_at - inflation) as real_yield_pct,
  source,
  vintage
from years
union all by name
select
  month,
  'holder_return' as definition,
  100 * ((1 + total_return) / (1 + inflation) - 1) as real_yield_pct,
  source,
  vintage
from years
order by month, definition
