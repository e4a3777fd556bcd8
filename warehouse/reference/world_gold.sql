/*
description: Official gold of the whole world, institutions included, as cited; central banks move it by 2 or 3 % a year.
expect:
  - expect_column_values_to_be_unique: {column: period_end}
  - expect_column_values_to_be_between: {column: gold_tonnes, min_value: 30000, max_value: 45000}
*/
select
  period_end::date as period_end,
  gold_tonnes::double as gold_tonnes,
  source as cited_from
from read_csv('warehouse/reference/world_gold.csv', header = true, all_varchar = true)
order by period_end
