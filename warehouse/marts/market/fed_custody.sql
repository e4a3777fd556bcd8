/*
description: >
  Treasury and agency securities that the Federal Reserve holds in custody for foreign officials, and their cash in the
  foreign repo pool, by week. From custody follows an estimate of official holdings for the months that TIC has not
  published. estimate_error_usd_bn is its error in the past. Empty until fetched.
columns:
  week: [date, "Wednesday of the level."]
  custody_usd_bn: [USD bn, "Marketable Treasury securities in custody at the Federal Reserve for foreign official and international accounts, at face value; lent or pledged ones are not in it."]
  custody_change_1w_usd_bn: [USD bn, "Change in custody_usd_bn since the Wednesday before."]
  custody_agencies_usd_bn: [USD bn, "Federal agency debt and mortgage-backed securities in custody for the same accounts, at face value."]
  custody_agencies_change_1w_usd_bn: [USD bn, "Change in custody_agencies_usd_bn since the Wednesday before."]
  foreign_repo_pool_usd_bn: [USD bn, "Cash that the same accounts lend to the Federal Reserve overnight (its reverse repurchase agreements); the Treasuries pledged for it are not in custody_usd_bn."]
  foreign_repo_pool_change_1w_usd_bn: [USD bn, "Change in foreign_repo_pool_usd_bn since the Wednesday before."]
  tic_month: [date, "Newest month of official holdings that TIC has published. NULL in weeks up to its end."]
  months_ahead: [months, "Months from tic_month to the month of the week."]
  official_change_estimate_usd_bn: [USD bn, "Estimate of the change in official holdings since tic_month: the change in custody since its last Wednesday."]
  official_estimate_usd_bn: [USD bn, "Estimate of official holdings: those of tic_month and the change since."]
  estimate_error_usd_bn: [USD bn, "Past error of the estimate. Root mean square of the change in custody less the change in official holdings. Over all spans of months_ahead months that both have, without a series break."]
  estimate_error_spans: [count, "Spans of months that the past error is taken over; they overlap."]
headline: [USD bn, "Treasuries in custody at the Federal Reserve", "select week, custody_usd_bn from marts.fed_custody"]
expect:
  - expect_column_values_to_be_unique: {column: week}
  - name: an_estimate_only_of_what_tic_has_not_published
    rows_where: official_estimate_usd_bn is not null and week <= tic_month
  - name: no_estimate_error_without_an_estimate
    rows_where: estimate_error_usd_bn is not null and official_change_estimate_usd_bn is null
*/
-- Custody is at face value, TIC at market value and with other custodians.
with
custody as (
  select
    period_end as week,
    any_value(series_value / 1000) filter (measure = 'custody_treasuries_usd_mn') as custody_usd_bn,
    any_value(series_value / 1000) filter (measure = 'custody_agencies_usd_mn') as custody_agencies_usd_bn,
    any_value(series_value / 1000) filter (measure = 'foreign_repo_pool_usd_mn') as foreign_repo_pool_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.economic_series
  where measure in ('custody_treasuries_usd_mn', 'custody_agencies_usd_mn', 'foreign_repo_pool_usd_mn')
  group by period_end
  having count(*) filter (measure = 'custody_treasuries_usd_mn') > 0
),

-- The last Wednesday of a month is set against its end.
month_ends as (
  select
    last_day(week) as month,
    arg_max(custody_usd_bn, week) as custody_usd_bn
  from custody
  group by last_day(week)
  having max(week) > last_day(week) - 7
),

official as (
  select
    o.month,
    o.official_usd_bn,
    m.custody_usd_bn,
    sum(o.is_series_break::integer) over (order by o.month) as nth_series,
    o.source,
    o.vintage
  from marts.official_private as o
  left join month_ends as m using (month)
),

errors as (
  select
    datediff('month', before.month, now.month) as months_ahead,
    sqrt(avg((
      (now.custody_usd_bn - before.custody_usd_bn) - (now.official_usd_bn - before.official_usd_bn)
    ) ** 2)) as error_usd_bn,
    count(*) as spans
  from official as before
  join official as now
    on before.nth_series = now.nth_series and before.month < now.month and now.month <= before.month + interval 1 year
  where before.custody_usd_bn is not null and now.custody_usd_bn is not null
  group by datediff('month', before.month, now.month)
),

newest as (
  select *
  from official
  order by month desc
  limit 1
)

select
  c.week,
  c.custody_usd_bn,
  c.custody_usd_bn - w.custody_usd_bn as custody_change_1w_usd_bn,
  c.custody_agencies_usd_bn,
  c.custody_agencies_usd_bn - w.custody_agencies_usd_bn as custody_agencies_change_1w_usd_bn,
  c.foreign_repo_pool_usd_bn,
  c.foreign_repo_pool_usd_bn - w.foreign_repo_pool_usd_bn as foreign_repo_pool_change_1w_usd_bn,
  n.month as tic_month,
  datediff('month', n.month, c.week)::integer as months_ahead,
  c.custody_usd_bn - n.custody_usd_bn as official_change_estimate_usd_bn,
  n.official_usd_bn + official_change_estimate_usd_bn as official_estimate_usd_bn,
  if(official_change_estimate_usd_bn is null, null, e.error_usd_bn) as estimate_error_usd_bn,
  if(official_change_estimate_usd_bn is null, null, e.spans)::integer as estimate_error_spans,
  concat_ws(' + ', c.source, n.source) as source,
  greatest(c.vintage, n.vintage) as vintage
from custody as c
left join custody as w on w.week = c.week - 7
left join newest as n on c.week > n.month
left join errors as e on e.months_ahead = datediff('month', n.month, c.week)
order by c.week
