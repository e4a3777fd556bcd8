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
  month,
  holder_id,
  row_class,
  holdings_usd_bn,
  long_term_usd_bn,
  bills_usd_bn,
  source,
  vintage,
  release
from staging.position_versions
where basis = 'slt3d' and valid_to is null
order by month, holder_id
