/*
description: TIC levels as they were first reported, with their meaning and their witness, in USD bn.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
select
  month,
  holder_id,
  row_class,
  holdings_usd_bn,
  witness,
  is_independent_of_articles,
  source,
  vintage,
  release
from staging.position_versions
where basis = 'first_print' and valid_to is null
order by month, holder_id
