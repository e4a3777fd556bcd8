/*
description: >
  Every code and label of the TIC files, and the holder that it denotes. The file to edit when the publisher
  spells a name in a new way: add the label, after a bar, to its line.
columns:
  holder_id: [code, "ISO 3166 alpha-3 where there is one, else a fixed name such as BEL_LUX or GRAND_TOTAL."]
  iso3: [code, "ISO 3166 alpha-3 code; NULL for what is not one country of today."]
  country: [name, "Short name of the holder, region or total."]
  region: [name, "Region in which TIC counts the holder: Canada is a region of its own."]
  row_class: [class, "What a row is: country, residual, total, region, memo, official_split, int_org or group."]
  is_custody_centre: [flag, "The holder keeps securities for others: UK, Belgium, Luxembourg, Cayman, Ireland, Switzerland."]
  tic_code: [code, "TIC's five-digit code; NULL where a file names the row by label only."]
  labels: [list, "Every spelling seen in the TIC files, footnote marks included."]
  aliases: [list, "Other names by which people ask for the holder, such as UK."]
  cited_from: [citation, "Where the line of this reference file comes from."]
expect:
  - expect_column_values_to_be_unique: {column: holder_id}
  - expect_column_values_to_be_unique: {column: tic_code}
  - expect_column_values_to_not_be_null: {column: country}
  - expect_column_values_to_not_be_null: {column: cited_from}
  - expect_column_values_to_be_in_set:
      column: row_class
      value_set: [country, residual, total, region, memo, official_split, int_org, group]
  - name: six_custody_centres_and_the_joint_row
    no_rows: select count(*) as n from reference.countries where is_custody_centre having count(*) <> 7
  - name: a_name_means_one_holder
    no_rows: >
      select lower(name) as name from (select holder_id, unnest([country] || labels || aliases) as name from reference.countries where row_class = 'country')
      group by all having count(distinct holder_id) > 1
  - name: iso3_is_the_holder_id
    rows_where: iso3 <> holder_id
*/
select
  holder_id,
  iso3,
  country,
  region,
  row_class,
  is_custody_centre::boolean as is_custody_centre,
  tic_code,
  string_split(labels, '|') as labels,
  coalesce(string_split(aliases, '|'), []) as aliases,
  source as cited_from
from read_csv('warehouse/reference/countries.csv', header = true, all_varchar = true, nullstr = '')
order by holder_id
