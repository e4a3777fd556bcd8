/*
description: >
  Which holders belong to which group of countries, and since when: advanced economies as the IMF groups them, the euro
  area, G7, BRICS, the Middle East, Central Asia, and the two groups of mfhhis01. A country in no line of imf_advanced is an emerging
  or developing economy to the IMF.
columns:
  country_group: [class, "imf_advanced, euro_area, g7, brics, middle_east, central_asia, oil_exporters or carib_banking_centers."]
  member_since: [date, "First day of membership; NULL where the group has no dates."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [country_group, holder_id]}
  - expect_column_values_to_be_in_set:
      column: country_group
      value_set: [imf_advanced, euro_area, g7, brics, middle_east, central_asia, oil_exporters, carib_banking_centers]
  - name: only_countries_are_members
    no_rows: >-
      from reference.country_groups
      where holder_id not in (select holder_id from reference.countries where row_class = 'country')
*/
select
  holder_id,
  country_group,
  member_since::date as member_since,
  source as cited_from
from read_csv('warehouse/reference/country_groups.csv', header = true, all_varchar = true, nullstr = '')
order by country_group, holder_id
