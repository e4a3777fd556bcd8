/*
description: >
  How much the holdings of each holder and total were revised: the first available vintage of each month against the newest,
  over all files. A difference below 0.1 bn is rounding and no revision.
columns:
  months_compared: [count, "Months with at least two vintages."]
  months_revised: [count, "Of these, months whose newest value differs from the first by 0.1 bn or more."]
  mean_revision_pct: ["%", "Mean of the absolute revisions over the months compared, as a share of the first print."]
  largest_revision_usd_bn: [USD bn, "The largest revision, newest less first print."]
  largest_revision_pct: ["%", "The same as a share of the first print."]
  largest_revision_month: [date, "Month of the largest revision."]
  revision_rank: [rank, "Rank among the countries by mean revision: 1 is the most revised. NULL for totals."]
expect:
  - expect_column_values_to_be_unique: {column: holder_id}
  - name: months_revised_are_among_those_compared
    rows_where: months_revised > months_compared
*/
with
by_month as (
  select
    month,
    holder_id,
    country,
    row_class,
    arg_min(holdings_usd_bn, (vintage, preference)) as first_usd_bn,
    -- Of one day the preferred file, so that rounding in another is no revision.
    arg_max(holdings_usd_bn, (vintage, -preference)) as newest_usd_bn,
    max(vintage) as vintage
  from marts.holdings_by_vintage
  group by month, holder_id, country, row_class
  having count(distinct vintage) > 1
),

revisions as (
  select
    *,
    if(abs(newest_usd_bn - first_usd_bn) < 0.1, 0, newest_usd_bn - first_usd_bn) as revision_usd_bn
  from by_month
)

select
  holder_id,
  country,
  row_class,
  count(*)::integer as months_compared,
  count(*) filter (revision_usd_bn <> 0)::integer as months_revised,
  avg(100 * abs(revision_usd_bn) / first_usd_bn) as mean_revision_pct,
  arg_max(revision_usd_bn, abs(revision_usd_bn)) as largest_revision_usd_bn,
  arg_max(100 * revision_usd_bn / first_usd_bn, abs(revision_usd_bn)) as largest_revision_pct,
  if(max(abs(revision_usd_bn)) > 0, arg_max(month, abs(revision_usd_bn)), null) as largest_revision_month,
  if(
    row_class = 'country',
    rank() over (partition by row_class = 'country' order by avg(100 * abs(revision_usd_bn) / first_usd_bn) desc),
    null
  )::integer as revision_rank,
  'tic_slt3 + tic_mfh + tic_mfh_history + tic_first_prints' as source,
  max(vintage) as vintage
from revisions
group by holder_id, country, row_class
order by revision_rank nulls last, holder_id
