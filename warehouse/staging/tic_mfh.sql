/*
description: TIC Table 5 with its meaning, thirteen months of the newest release, in USD bn.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
with
labels as (
  select
    holder_id,
    row_class,
    unnest(labels) as label
  from reference.countries
)

select
  last_day((t.date || '-01')::date) as month,
  l.holder_id,
  l.row_class,
  t.holdings as holdings_usd_bn,
  t.source,
  t.vintage,
  t.release
from known.tic_mfh as t
left join labels as l using (label)
order by month, holder_id
