/*
description: TIC Table 5 with its meaning, thirteen months of the newest release, in USD bn.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
select
  month,
  holder_id,
  row_class,
  holdings_usd_bn,
  source,
  vintage,
  release
from staging.position_versions
where basis = 'table5' and valid_to is null
order by month, holder_id
