/*
description: >
  Totals, regions, memo rows, the official split, international organizations and the residual of foreign holdings
  of Treasury securities, by month: everything that is not a holder. From the first basis that knows the row.
  ALL_OTHER is the rest of its own basis's list: with the list it jumps, and it is no remainder of marts.holders.
columns:
  row_id: [code, "holder_id of a row that is not a holder: GRAND_TOTAL, TOTAL_EUROPE, FOREIGN_OFFICIAL, ALL_OTHER ..."]
headline: [USD bn, "Holdings of all foreigners", "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, row_id]}
  - expect_column_values_to_not_be_null: {column: holdings_usd_bn}
  - name: no_month_without_a_grand_total
    no_rows: select month from marts.totals group by month having count(*) filter (row_id = 'GRAND_TOTAL') <> 1
*/
with
official_parts as (
  select
    month,
    source,
    vintage,
    basis,
    preference,
    row_class,
    unnest([
      { holder_id: 'FOREIGN_OFFICIAL_BILLS', holdings_usd_bn: bills_usd_bn },
      { holder_id: 'FOREIGN_OFFICIAL_COUPONS', holdings_usd_bn: long_term_usd_bn }
    ], recursive := true)
  from staging.positions
  where holder_id = 'FOREIGN_OFFICIAL'
),

every_row as (
  select *
  from staging.positions
  union all by name
  select *
  from official_parts
)

select
  month,
  holder_id as row_id,
  row_class,
  holdings_usd_bn,
  long_term_usd_bn,
  bills_usd_bn,
  basis,
  witness,
  is_independent_of_articles,
  source,
  vintage
from every_row
where row_class <> 'country' and holdings_usd_bn is not null
qualify row_number() over (partition by month, holder_id order by preference) = 1
order by month, row_id
