/*
description: >
  Official claims by currency at four year-ends as the ECB tabulates them, with the exchange rates of those days and of the
  end of 2019: the inputs of its shares at constant rates. Claims are allocated reserves.
columns:
  usd_per_unit: [USD, "Dollars for one unit of the currency at the end of the year; NULL for the dollar and others."]
  usd_per_unit_2019: [USD, "Dollars for one unit of the currency at the end of 2019."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [year, currency]}
  - expect_column_values_to_not_be_null: {column: claims_usd_bn}
  - name: every_rate_but_of_dollar_and_others
    rows_where: (usd_per_unit is null or usd_per_unit_2019 is null) and currency not in ('USD', 'OTH')
*/
select
  year::integer as year,
  currency,
  claims_usd_bn::double as claims_usd_bn,
  usd_per_unit::double as usd_per_unit,
  usd_per_unit_2019::double as usd_per_unit_2019,
  source as cited_from
from read_csv('warehouse/reference/ecb_currency_claims.csv', header = true, all_varchar = true, nullstr = '')
order by year, currency
