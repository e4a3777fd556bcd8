/*
description: >
  The price at which gold is valued, by period and basis. The price of a year's end is that of the World Bank's two
  totals for China and China's tonnes, which needs no licence.
columns:
  gold_usd_oz: [USD/oz, "Price of gold in USD per troy ounce, on the basis that the row names; by day the London afternoon fixing."]
  gold_price_basis: [class, "end_of_period: London afternoon fixing; world_bank_implied; monthly_average: World Bank Pink Sheet; preferred in this order."]
headline: [USD/oz, "Gold, monthly average", "select period_end, gold_usd_oz from marts.gold_prices where gold_price_basis = 'monthly_average'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, gold_price_basis]}
  - expect_column_values_to_be_between: {column: gold_usd_oz, min_value: 30, max_value: 20000}
  # An average may be far from the price at the end: in 1983-02 by a fifth.
  - name: prices_of_one_day_agree_within_two_percent
    no_rows: >-
      select period_end, min(gold_usd_oz) as low, max(gold_usd_oz) as high from marts.gold_prices
      where gold_price_basis <> 'monthly_average' group by period_end having high > low * 1.02
*/
with
implied as (
  select
    r.period_end,
    'world_bank_implied' as gold_price_basis,
    (r.reserves_with_gold_usd_bn - r.reserves_ex_gold_usd_bn) * 1e9 / (g.gold_tonnes * ounces_per_tonne())
      as gold_usd_oz,
    concat_ws(' + ', r.source, g.source) as source,
    greatest(r.vintage, g.vintage) as vintage
  from staging.reserves as r
  join staging.gold_tonnes as g using (period_end, holder_id)
  where r.holder_id = 'CHN' and r.reserves_with_gold_usd_bn is not null and r.reserves_ex_gold_usd_bn is not null
),

fixings as (
  select
    last_day(period_end) as period_end,
    'end_of_period' as gold_price_basis,
    arg_max(price, period_end) as gold_usd_oz,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.gold_and_equity_prices
  where price_series = 'lbma_pm'
  group by last_day(period_end)
  -- Only of a month that is over: the next weekday lies beyond it.
  having max(period_end) + if(isodow(max(period_end)) = 5, 3, 1) > last_day(period_end)
),

averages as (
  select
    period_end,
    'monthly_average' as gold_price_basis,
    price as gold_usd_oz,
    source,
    vintage
  from staging.gold_and_equity_prices
  where price_series = 'pink_sheet_gold'
)

select * from implied
union all by name
select * from fixings
union all by name
select * from averages
order by period_end, gold_price_basis
