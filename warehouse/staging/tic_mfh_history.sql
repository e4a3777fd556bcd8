/*
description: >
  TIC mfhhis01 with its meaning, since 2000-03, in USD bn. Of a doubled month the left column, which begins the
  new series. Belgium up to 2002-05 is Belgium and Luxembourg. A literal 0.0 in an otherwise positive row is a
  gap, not a holding of nothing, and is NULL.
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
),

meant as (
  select
    last_day((t.date || '-01')::date) as month,
    if(l.holder_id = 'BEL' and t.date < '2002-06', 'BEL_LUX', l.holder_id) as holder_id,
    l.row_class,
    nullif(t.holdings, 0) as holdings_usd_bn,
    t.source,
    t.vintage,
    t.release
  from known.tic_mfh_history as t
  left join labels as l using (label)
  where t.column_of_month = 1
)

select *
from meant
order by month, holder_id
