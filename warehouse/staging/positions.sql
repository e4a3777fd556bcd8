/*
description: >
  Every published position in Treasury securities, by basis: the same holder and month can stand in several files,
  at different precision and vintage. Nothing is preferred here yet.
columns:
  basis: [name, "The file a figure comes from: table3, table5, slt3d, mfh_history or first_print, in this order of preference."]
  preference: [rank, "Order in which bases are preferred: 1 is first."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [basis, month, holder_id]}
  - expect_column_values_to_not_be_null: {column: row_class}
*/
with
every_basis as (
  select
    1 as preference,
    'table3' as basis,
    *
  from staging.tic_slt3
  union all by name
  select
    2 as preference,
    'table5' as basis,
    *
  from staging.tic_mfh
  union all by name
  select
    3 as preference,
    'slt3d' as basis,
    *
  from staging.tic_slt3_history
  union all by name
  select
    4 as preference,
    'mfh_history' as basis,
    *
  from staging.tic_mfh_history
  union all by name
  select
    5 as preference,
    'first_print' as basis,
    *
  from staging.tic_first_prints
)

select
  basis,
  preference,
  month,
  holder_id,
  row_class,
  holdings_usd_bn,
  long_term_usd_bn,
  bills_usd_bn,
  witness,
  is_independent_of_articles,
  source,
  vintage,
  release
from every_basis
order by basis, month, holder_id
