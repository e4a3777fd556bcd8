/*
description: >
  Every area code of the IMF's International Liquidity, and the holder that it denotes. Codes are ISO 3166 mixed with
  groups, institutions and dead states; EZB is the European Central Bank, ECB the Eastern Caribbean one. A payload with
  a code that is not here is refused: add the line, and its holder where countries.csv has one.
columns:
  imf_code: [code, "Area code of the IMF."]
  area_class: [class, "What an area is: country, institution, aggregate, former state, or unlisted: not in countries.csv."]
expect:
  - expect_column_values_to_be_unique: {column: imf_code}
  - expect_column_values_to_not_be_null: {column: imf_code}
  - expect_column_values_to_be_unique: {column: holder_id}
  - expect_column_values_to_not_be_null: {column: cited_from}
  - expect_column_values_to_be_in_set:
      column: area_class
      value_set: [country, institution, aggregate, former, unlisted]
  - name: every_country_has_a_holder
    rows_where: area_class = 'country' and holder_id is null
  - name: every_holder_is_in_countries_csv
    no_rows: from reference.imf_areas anti join reference.countries using (holder_id) where holder_id is not null
*/
select
  imf_code,
  holder_id,
  area_class,
  source as cited_from
from read_csv('warehouse/reference/imf_areas.csv', header = true, all_varchar = true, nullstr = '')
order by imf_code
