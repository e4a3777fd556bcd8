/*
description: >
  TIC Table 1 with its meaning: long-term U.S. securities by holder, month and asset class since 2020-01, in USD bn.
columns:
  asset_class: [class, "Kind of long-term U.S. security: total, treasuries, agencies, corporates or equities."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id, asset_class]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
with
by_class as (
  select
    country_code,
    date,
    source,
    vintage,
    release,
    unnest([
      { asset_class: 'total', pos: for_lt_total_pos, net: for_lt_total_net, val: for_lt_total_valchg },
      { asset_class: 'treasuries', pos: for_lt_treas_pos, net: for_lt_treas_net, val: for_lt_treas_valchg },
      { asset_class: 'agencies', pos: for_lt_agcy_pos, net: for_lt_agcy_net, val: for_lt_agcy_valchg },
      { asset_class: 'corporates', pos: for_lt_corp_pos, net: for_lt_corp_net, val: for_lt_corp_valchg },
      { asset_class: 'equities', pos: for_lt_eqty_pos, net: for_lt_eqty_net, val: for_lt_eqty_valchg }
    ], recursive := true)
  from known.tic_slt1
)

select
  last_day((t.date || '-01')::date) as month,
  c.holder_id,
  c.row_class,
  t.asset_class,
  t.pos / 1000 as holdings_usd_bn,
  t.net / 1000 as net_long_term_purchases_usd_bn,
  t.val / 1000 as valuation_usd_bn,
  t.source,
  t.vintage,
  t.release
from by_class as t
left join reference.countries as c on t.country_code = c.tic_code
order by month, holder_id, asset_class
