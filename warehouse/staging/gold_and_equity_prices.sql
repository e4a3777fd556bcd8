/*
description: >
  Prices of gold and equities at their own frequencies: London afternoon fixing by day (only for who holds the licence),
  gold by month (World Bank, average), S&P composite by month (Shiller, average). Averages are no prices of a day.
columns:
  price_series: [name, "lbma_pm, pink_sheet_gold or shiller_sp500."]
  price: [USD/oz or index, "Price of gold in USD per troy ounce, or level of the index."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [price_series, period_end]}
  - expect_column_values_to_be_between: {column: price, min_value: 1, max_value: 100000}
*/
select
  'lbma_pm' as price_series,
  date as period_end,
  usd as price,
  source,
  vintage
from known.lbma_gold
where usd is not null
union all by name
select
  'pink_sheet_gold' as price_series,
  last_day((month || '-01')::date) as period_end,
  gold as price,
  source,
  vintage
from known.worldbank_gold_price
where gold is not null
union all by name
select
  'shiller_sp500' as price_series,
  last_day((month || '-01')::date) as period_end,
  sp500 as price,
  source,
  vintage
from known.shiller_sp500
where sp500 is not null
order by price_series, period_end
