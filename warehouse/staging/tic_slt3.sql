/*
description: TIC Table 3 with its meaning, one row per holder or total and month since 2020-01, in USD bn.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
select
  month,
  holder_id,
  row_class,
  holdings_usd_bn,
  long_term_usd_bn,
  bills_usd_bn,
  net_long_term_purchases_usd_bn,
  valuation_usd_bn,
  source,
  vintage,
  release
from staging.position_versions
where basis = 'table3' and valid_to is null
order by month, holder_id
