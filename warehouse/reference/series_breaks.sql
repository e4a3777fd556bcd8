/*
description: >
  Months in which a series of holdings begins again, so a change across them is not a change in holdings.
  Basis `all` breaks every series; a line
  without a holder breaks the series of every holder in that basis.
columns:
  month: [date, "Last day of the month."]
  break_reason: [text, "Why the series begins again in this month."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [basis, month, holder_id]}
  - name: month_is_a_month_end
    rows_where: month <> last_day(month)
*/
select
  basis,
  month::date as month,
  holder_id,
  reason as break_reason,
  source as cited_from
from read_csv('warehouse/reference/series_breaks.csv', header = true, all_varchar = true, nullstr = '')
order by month, basis
