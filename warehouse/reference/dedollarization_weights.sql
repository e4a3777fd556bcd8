/*
description: >
  Weightings of the parts of the de-dollarization index: `base` is the index, the others show how much of it is a matter
  of taste.
columns:
  weighting: [name, "base, flows, stocks, dollar_leg or gold_leg."]
  weight: [ratio, "Weight of the part before those that do not apply are left out."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [weighting, index_part]}
  - expect_column_values_to_be_between: {column: weight, min_value: 0, max_value: 10}
*/
select
  weighting,
  index_part,
  weight::double as weight,
  reason as cited_from
from read_csv('warehouse/reference/dedollarization_weights.csv', header = true, all_varchar = true)
order by weighting, index_part
