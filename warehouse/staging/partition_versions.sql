/*
description: >
  Which content of a source and month counted, from which day on and until when. Of several that came on one day the
  last counts; content that came again unchanged has one row. Of sources whose rows are known one by one
  (meta.sources, known_by lag) a later version adds to the earlier ones and does not end them.
columns:
  partition_hash: [sha256, "Hash of all rows of this source and month: see meta.observations and the raw tables."]
  superseded_on: [date, "Day from which on another version counts. NULL: it still does."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [source, period, vintage]}
  - expect_column_values_to_not_be_null: {column: partition_hash}
  - name: superseded_after_it_was_known
    rows_where: superseded_on <= vintage
*/
select
  source,
  period,
  partition_hash,
  valid_from as vintage,
  valid_to as superseded_on
from meta.versions
order by source, period, vintage
