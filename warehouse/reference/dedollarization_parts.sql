/*
description: >
  The parts of the de-dollarization index, by era: which are required, which way they count, and which change
  in a year counts in full. Fixed beforehand; docs/decisions.md argues them.
columns:
  from_year: [year, "First year of the era."]
  to_year: [year, "Last year of the era."]
  index_part: [name, "gold_share, gold_bought, treasuries or purchases."]
  is_required: [flag, "Without this part there is no index in the era."]
  direction: [sign, "1: a rise leads away from the dollar; -1: a fall does."]
  full_scale: [unit of the part, "Change in a year that counts as 100; a larger one counts no more."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [from_year, index_part]}
  - expect_column_values_to_be_in_set: {column: direction, value_set: [1, -1]}
*/
select
  from_year::integer as from_year,
  to_year::integer as to_year,
  index_part,
  is_required::boolean as is_required,
  direction::integer as direction,
  full_scale::double as full_scale,
  reason as cited_from
from read_csv('warehouse/reference/dedollarization_parts.csv', header = true, all_varchar = true)
order by from_year, index_part
