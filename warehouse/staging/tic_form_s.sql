/*
description: >
  Form S with its meaning: Treasury bonds and notes that foreigners bought from and sold to U.S. residents, one row per
  holder or total and month, 1977-01 to 2023-01, in USD bn. By the country of the foreign counterparty to the trade.
columns:
  gross_purchases_usd_bn: [USD bn, "Treasury bonds and notes that foreigners bought from U.S. residents in the month, gross."]
  gross_sales_usd_bn: [USD bn, "Treasury bonds and notes that foreigners sold to U.S. residents in the month, gross."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
select
  s.period as month,
  c.holder_id,
  c.row_class,
  s.purchases / 1000 as gross_purchases_usd_bn,
  s.sales / 1000 as gross_sales_usd_bn,
  (s.purchases - s.sales) / 1000 as net_long_term_purchases_usd_bn,
  s.source,
  s.vintage,
  s.release
from known.tic_form_s as s
left join reference.countries as c on s.country_code = c.tic_code
order by month, holder_id
