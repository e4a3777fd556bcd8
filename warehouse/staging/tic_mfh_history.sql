/*
description: >
  TIC mfhhis01 with its meaning, since 2000-03, in USD bn. Of a doubled month the left column, which begins the
  new series. Belgium up to 2002-05 is Belgium and Luxembourg. A literal 0.0 in an otherwise positive row is a
  gap, not a holding of nothing, and is NULL.
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
where basis = 'mfh_history' and valid_to is null
order by month, holder_id
