/*
description: >
  Values that others have published and that this warehouse should give again: marts.reproductions sets the computed
  ones beside them. Known reasons for a difference are given here.
columns:
  value_name: [name, "Name of the published value."]
  topic: [class, "What it is about."]
  what: [text, "What was published."]
  published: [unit of the row, "The published value."]
  published_unit: [unit, "Unit of the value."]
  tolerance: [unit of the row, "How far the computed value may be away from the published or claimed one: rounding and vintage."]
  published_by: [citation, "Who published it, and when."]
  why_apart: [text, "Why the computed value is further away, or is not there; NULL where nothing excuses it."]
expect:
  - expect_column_values_to_be_unique: {column: value_name}
  - expect_column_values_to_not_be_null: {column: published_by}
  - expect_column_values_to_not_be_null: {column: tolerance}
*/
select
  value_name,
  topic,
  what,
  published::double as published,
  unit as published_unit,
  tolerance::double as tolerance,
  published_by,
  why_apart
from read_csv('warehouse/reference/published_values.csv', header = true, all_varchar = true, nullstr = '')
order by topic, value_name
