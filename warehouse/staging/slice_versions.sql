/*
description: >
  Which content of a source and month counted, from which day on and until when. Of several that came on one day the
  last counts; content that came again unchanged has one row. Of sources whose rows are known one by one
  (meta.sources, known_by lag) a later version adds to the earlier ones and does not end them.
columns:
  slice: [sha256, "Hash of all rows of this source and month: see meta.figures and the raw tables."]
  superseded_on: [date, "Day from which on another version counts. NULL: it still does."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [source, period, vintage]}
  - expect_column_values_to_not_be_null: {column: slice}
  - name: superseded_after_it_was_known
    rows_where: superseded_on <= vintage
*/
with
last_of_the_day as (
  select
    source,
    period,
    slice,
    vintage,
    release
  from meta.vintages
  qualify
    row_number() over (
      partition by source, period, vintage order by release desc, fetched_at desc, payload desc
    ) = 1
),

-- An older release that turns up late is no news.
counting as (
  select *
  from last_of_the_day
  qualify release = max(release) over (partition by source, period order by vintage)
),

changed as (
  select *
  from counting
  qualify slice is distinct from lag(slice) over (partition by source, period order by vintage)
)

select
  source,
  period,
  slice,
  vintage,
  lead(vintage) over (partition by source, period order by vintage) as superseded_on
from changed
order by source, period, vintage
