/*
description: TIC Table 3 with its meaning, one row per holder or total and month since 2020-01, in USD bn.
columns:
  holdings_usd_bn: [USD bn, "Securities held at the month's end, at market value; Treasury bills at face value."]
  long_term_usd_bn: [USD bn, "Treasury bonds and notes held at the month's end, at market value."]
  bills_usd_bn: [USD bn, "Treasury bills held at the month's end, at face value."]
  net_purchases_usd_bn: [USD bn, "Net purchases of long-term securities in the month: positive means foreigners bought."]
  valuation_usd_bn: [USD bn, "Change in the value of the long-term securities held, as published."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
select
  last_day((t.date || '-01')::date) as month,
  c.holder_id,
  c.row_class,
  t.for_treas_pos / 1000 as holdings_usd_bn,
  t.for_lt_treas_pos / 1000 as long_term_usd_bn,
  t.for_st_treas_pos / 1000 as bills_usd_bn,
  t.for_lt_treas_net / 1000 as net_purchases_usd_bn,
  t.for_lt_treas_valchg / 1000 as valuation_usd_bn,
  t.source,
  t.vintage,
  t.release
from known.tic_slt3 as t
left join reference.countries as c on t.country_code = c.tic_code
order by month, holder_id
