/*
description: >
  TIC Table 3D with its meaning, 2011-09 to 2019-12, in USD bn. The file runs to 2023-01, but from 2020-01 on
  Table 3 has later revisions.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
  - name: months_before_2020_only
    rows_where: month >= date '2020-01-01'
*/
select
  last_day((t.date || '-01')::date) as month,
  c.holder_id,
  c.row_class,
  t.holdings / 1000 as holdings_usd_bn,
  t.long_term / 1000 as long_term_usd_bn,
  t.short_term / 1000 as bills_usd_bn,
  t.source,
  t.vintage,
  t.release
from known.tic_slt3_history as t
left join reference.countries as c on t.country_code = c.tic_code
where t.date < '2020-01'
order by month, holder_id
