/*
description: >
  Net purchases of gold by central banks and other institutions, unreported ones included, by year: a limited extract of
  the World Gold Council's Gold Demand Trends, cited. Another universe than changes of reported gold in marts.gold,
  which are a third to a half of it. Every edition revises, so first prints are kept beside the latest.
columns:
  year: [year, "Calendar year."]
  edition: [class, "first_print, or current: as published last."]
  demand_tonnes: [t, "Net purchases in the year, reported and unreported."]
  is_first_print: [flag, "The value is the one first published for the year."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [year, edition]}
  - expect_column_values_to_be_between: {column: demand_tonnes, min_value: 50, max_value: 2000}
  - expect_column_values_to_not_be_null: {column: cited_from}
  # The mean that the publisher states for 2010 to 2021.
  - name: mean_of_2010_to_2021_is_473
    no_rows: >-
      select avg(demand_tonnes) as mean_tonnes from reference.central_bank_gold_demand
      where edition = 'current' and year between 2010 and 2021 having abs(mean_tonnes - 473) > 0.5
*/
select
  year::integer as year,
  edition,
  demand_tonnes::double as demand_tonnes,
  is_first_print::boolean as is_first_print,
  source as cited_from
from read_csv('warehouse/reference/central_bank_gold_demand.csv', header = true, all_varchar = true)
order by year, edition
