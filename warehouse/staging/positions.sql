/*
description: >
  Every published position in Treasury securities, by basis: the same holder and month can be in several files,
  at different precision and vintage. Nothing is preferred here yet.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [basis, month, holder_id]}
  - expect_column_values_to_not_be_null: {column: row_class}
*/
select * exclude (net_long_term_purchases_usd_bn, valuation_usd_bn, valid_from, valid_to)
from staging.position_versions
where valid_to is null
order by basis, month, holder_id
