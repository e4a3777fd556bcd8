/*
description: >
  How late each source is when this view is read. It compares the newest period with values with the newest period
  that should be out. TIC is out at 16:00 in New York on its release days; other periods are due a number of days
  after their end (meta.sources).
view: true
columns:
  read_on: [date, "Day in New York as of which lateness is counted: today, unless the file or the variable `now` sets another."]
  newest_period: [date, "Newest day, or last day of the month, quarter or year, that the source has a value of."]
  last_attempt_at: [UTC, "Last fetch attempt, up to this publication."]
  last_success_at: [UTC, "Last time that the publisher answered as it should, up to this publication."]
  expected_period: [date, "Newest period that should be out. NULL: nothing is promised."]
  missing_since: [UTC, "When the first period came out that is missing here."]
  missing_periods: [count, "Periods that are out and missing here."]
  days_late: [days, "Whole days since then; 0: nothing is missing. NULL: no values at all."]
  state: [class, "fresh: nothing is missing. due: missing for fewer days than a holiday or a slow publisher explains: 2 after a release day, 5 daily, 7 weekly, 10 monthly, else 30. late: longer. frozen: the file has ended, or the publisher still answered two months after the first missing period came out. NULL: no values."]
expect:
  - expect_column_values_to_be_unique: {column: source}
  - expect_column_values_to_be_in_set: {column: state, value_set: [fresh, due, late, frozen]}
  - name: every_source_is_there
    no_rows: select source from meta.sources anti join marts.freshness using (source)
  - name: late_by_something_or_not_late
    rows_where: (state in ('due', 'late')) <> (missing_periods > 0 and state <> 'frozen')
*/
-- An answer of the publisher proves nothing: the newest period with a value decides. A file rebuilt as of a day is read as on
-- that day. To read it as at another moment: set variable now = '2026-11-22 12:00:00-05'.
with
moment as (
  select
    coalesce(
      getvariable('now')::timestamptz,
      (select max(as_of) + time '23:59:59' from meta.publication) at time zone 'America/New_York',
      now()
    ) as at
),

sources as (
  select
    s.*,
    -- Of longer periods the last day, as publishers stamp them with the first or with none.
    case
      when s.cadence in ('daily', 'weekly') then t.newest_period else last_day(t.newest_period)
    end as newest_period,
    (m.at at time zone 'America/New_York')::date as day,
    m.at
  from meta.sources as s
  left join meta.tables as t on t.table_name = 'raw.' || s.source
  cross join moment as m
),

days as (
  select
    *,
    unnest(generate_series(coalesce(newest_period, day - interval 400 day)::timestamp, day, interval 1 day))::date
      as period
  from sources
  where due_after_days is not null
),

promised as (
  select
    s.source,
    c.period,
    (c.released_on + time '16:00') at time zone 'America/New_York' as out_at
  from sources as s
  join reference.release_calendar as c using (calendar)
  union all
  select
    source,
    period,
    (period + due_after_days)::timestamp at time zone 'America/New_York' as out_at
  from days
  where
    case cadence
      when 'daily' then isodow(period) < 6
      when 'weekly' then isodow(period) = 5
      when 'monthly' then period = last_day(period)
      when 'quarterly' then period = last_day(period) and month(period) % 3 = 0
      when 'yearly' then period = last_day(period) and month(period) = 12
    end
),

compared as (
  select
    s.source,
    max(p.period) as expected_period,
    min(p.out_at) filter (p.period > s.newest_period) as missing_since,
    count(*) filter (p.period > s.newest_period)::integer as missing_periods
  from sources as s
  join promised as p using (source)
  where p.out_at <= s.at
  group by s.source
),

measured as (
  select
    s.*,
    c.expected_period,
    c.missing_since,
    coalesce(c.missing_periods, 0) as missing_periods,
    case
      when s.newest_period is not null then coalesce(floor(epoch(s.at - c.missing_since) / 86400), 0)
    end::integer as days_late,
    case
      when s.calendar is not null then 2
      when s.cadence = 'daily' then 5
      when s.cadence = 'weekly' then 7
      when s.cadence = 'monthly' then 10
      else 30
    end as grace_days
  from sources as s
  left join compared as c using (source)
)

select
  source,
  day as read_on,
  newest_period,
  expected_period,
  missing_since at time zone 'UTC' as missing_since,
  missing_periods,
  days_late,
  last_attempt_at,
  last_success_at,
  case
    when newest_period is null then null
    when cadence = 'frozen' or has_ended(last_success_at, measured.missing_since at time zone 'UTC') then 'frozen'
    when missing_periods = 0 then 'fresh'
    when days_late < grace_days then 'due'
    else 'late'
  end as state
from measured
order by source
