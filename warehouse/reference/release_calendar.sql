/*
description: >
  When each month was first released. TIC comes out at 16:00 New York about six weeks after the month's end;
  a date by rule is the late end of the window, so that nothing counts as known before it was.
columns:
  calendar: [name, "Release calendar: tic."]
  earliest_on: [date, "First day on which it may come out: where the day is by rule, the 11th business day."]
  released_on: [date, "Day of the first release."]
  cancelled_on: [date, "Day of a release that was announced, or due by rule, and did not take place."]
  is_rule: [flag, "The day comes from the rule, not from a published date."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [calendar, period]}
  - name: released_after_the_period
    rows_where: released_on <= period
  - name: the_window_ends_with_the_release
    rows_where: earliest_on > released_on or (not is_rule and earliest_on <> released_on)
  - name: period_is_a_month_end
    rows_where: period <> last_day(period)
*/
select
  calendar,
  period::date as period,
  earliest_on::date as earliest_on,
  released_on::date as released_on,
  cancelled_on::date as cancelled_on,
  is_rule::boolean as is_rule,
  source as cited_from
from read_csv('warehouse/reference/release_calendar.csv', header = true, all_varchar = true)
order by calendar, period
