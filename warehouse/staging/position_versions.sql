/*
description: >
  Every version of every position in Treasury securities in the TIC files, in USD bn. One row per file, holder, month
  and version, with its first and last day as the current one. Before 2002-06, Belgium includes Luxembourg. Table 3D
  is used before 2020 only.
columns:
  basis: [name, "The file a value comes from: table3, table5, slt3d, mfh_history or first_print, in this order of preference."]
  preference: [rank, "Order in which bases are preferred: 1 is first."]
  holdings_usd_bn: [USD bn, "Securities held at the month's end, at market value; Treasury bills at face value."]
  long_term_usd_bn: [USD bn, "Treasury bonds and notes held at the month's end, at market value."]
  bills_usd_bn: [USD bn, "Treasury bills held at the month's end, at face value."]
  net_long_term_purchases_usd_bn: [USD bn, "Net purchases of long-term securities in the month: positive means foreigners bought."]
  valuation_usd_bn: [USD bn, "Change in the value of the long-term securities held, as published."]
  witness: [text, "Who reported the value, where the publisher's file is not archived (basis first_print)."]
  is_independent_of_articles: [flag, "The witness is not an article whose claims are evaluated here. NULL: the publisher's own file."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [basis, month, holder_id, valid_from]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
-- Of a doubled month of mfhhis01 the left column counts: it begins the new series. A literal 0.0 in an otherwise positive row
-- is a gap, not a holding of nothing. Table 3D runs to 2023-01, but from 2020-01 on Table 3 has later revisions.
with
labels as (
  select
    holder_id,
    row_class,
    unnest(labels) as label
  from reference.countries
),

codes as (
  select
    holder_id,
    row_class,
    tic_code as country_code
  from reference.countries
),

every_file as (
  select
    1 as preference,
    'table3' as basis,
    h.*,
    for_treas_pos / 1000 as holdings_usd_bn,
    for_lt_treas_pos / 1000 as long_term_usd_bn,
    for_st_treas_pos / 1000 as bills_usd_bn,
    for_lt_treas_net / 1000 as net_long_term_purchases_usd_bn,
    for_lt_treas_valchg / 1000 as valuation_usd_bn,
    c.holder_id,
    c.row_class
  from history.tic_slt3 as h
  left join codes as c using (country_code)
  union all by name
  select
    2 as preference,
    'table5' as basis,
    h.*,
    holdings as holdings_usd_bn,
    l.holder_id,
    l.row_class
  from history.tic_mfh as h
  left join labels as l using (label)
  union all by name
  select
    3 as preference,
    'slt3d' as basis,
    h.*,
    holdings / 1000 as holdings_usd_bn,
    long_term / 1000 as long_term_usd_bn,
    short_term / 1000 as bills_usd_bn,
    c.holder_id,
    c.row_class
  from history.tic_slt3_history as h
  left join codes as c using (country_code)
  where period < date '2020-01-01'
  union all by name
  select
    4 as preference,
    'mfh_history' as basis,
    h.*,
    nullif(holdings, 0) as holdings_usd_bn,
    if(l.holder_id = 'BEL' and period < date '2002-06-30', 'BEL_LUX', l.holder_id) as holder_id,
    l.row_class
  from history.tic_mfh_history as h
  left join labels as l using (label)
  where column_of_month = 1
  union all by name
  select
    5 as preference,
    'first_print' as basis,
    h.*,
    reported_by as witness,
    l.holder_id,
    l.row_class
  from history.tic_first_prints as h
  left join labels as l using (label)
)

select
  basis,
  preference,
  period as month,
  holder_id,
  row_class,
  holdings_usd_bn,
  long_term_usd_bn,
  bills_usd_bn,
  net_long_term_purchases_usd_bn,
  valuation_usd_bn,
  witness,
  is_independent_of_articles,
  source,
  vintage,
  release,
  valid_from,
  valid_to
from every_file
order by month, holder_id, preference, valid_from
