/*
description: >
  Every series that is asked of FRED: what it measures, its unit, how late it comes, what values are plausible and since
  when there are any. The file to edit to ask for another series. Series with a copyright are fetched, never embedded.
columns:
  series_id: [code, "Name of the series at FRED."]
  fred_source: [name, "Source that fetches the series: fred, fred_stress, fred_accounts or fred_tic."]
  measure: [name, "What the series measures, its unit at the end."]
  series_frequency: [class, "daily, weekly, monthly, quarterly or annual; FRED stamps the last three with their first day."]
  series_unit: [text, "Unit of the values as published."]
  series_title: [text, "Title of the series."]
  series_licence: [text, "Terms under which the values may be used."]
  is_embedded: [flag, "The values may be part of the snapshot."]
  publication_lag_days: [days, "Days from the stamped day until the value is published."]
  min_value: [unit of the series, "Least plausible value: another unit falls outside."]
  max_value: [unit of the series, "Largest plausible value."]
  first_date: [date, "The series reaches back to the year of this day at least; NULL where it slides."]
expect:
  - expect_column_values_to_be_unique: {column: series_id}
  - expect_compound_columns_to_be_unique: {column_list: [measure, holder_id]}
  - expect_column_values_to_be_in_set: {column: fred_source, value_set: [fred, fred_stress, fred_accounts, fred_tic]}
  - expect_column_values_to_be_in_set:
      column: series_frequency
      value_set: [daily, weekly, monthly, quarterly, annual]
  - name: no_empty_cells
    rows_where: >
      measure is null or fred_source is null or series_frequency is null or series_unit is null or series_title is null
      or series_licence is null or cited_from is null or is_embedded is null
  - name: limits_and_lags_make_sense
    rows_where: coalesce(min_value >= max_value or max_value <= 0 or publication_lag_days not between 1 and 200, true)
  - name: copyrighted_series_are_not_embedded
    rows_where: is_embedded and series_licence not like 'public domain%'
  - name: every_holder_is_in_countries_csv
    no_rows: from reference.fred_series anti join reference.countries using (holder_id) where holder_id is not null
*/
select
  series_id,
  source as fred_source,
  holder_id,
  measure,
  frequency as series_frequency,
  unit as series_unit,
  title as series_title,
  licence as series_licence,
  embed::boolean as is_embedded,
  lag_days::integer as publication_lag_days,
  min_value::double as min_value,
  max_value::double as max_value,
  first_date::date as first_date,
  source_note as cited_from
from read_csv('warehouse/reference/fred_series.csv', header = true, all_varchar = true, nullstr = '')
order by series_id
