/*
description: >
  Every published value that was changed by a later vintage of the same source, in the publisher's unit and words. A row
  that enters or leaves a file is no revision. Revisions between sources, such as from a first print to the file: see
  holdings_by_vintage.
columns:
  key: [text, "What the publisher's row is of: code or label, and what else tells rows apart."]
  published_column: [name, "The publisher's column."]
  unit: [unit, "Unit of the value."]
  period: "Day, or last day of the month, quarter or year, of the observation."
  value_before: [as unit, "The value before this vintage."]
  value_after: [as unit, "The value from this vintage on."]
  change: [as unit, "Value after less value before."]
  change_pct: ["%", "Change as a share of the value before."]
  change_1m_before: [as unit, "Change since the period before, as it was known until then."]
  change_1m_after: [as unit, "Change since the period before, as it is known from this vintage on."]
  flipped_sign: [flag, "The sign changed: of a flow its own, of a level that of its change since the period before."]
headline: [count, "Values revised, by vintage", "select vintage, count(*) from marts.revisions group by vintage"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [source, key, published_column, period, vintage]}
  - expect_column_values_to_not_be_null: {column: value_before}
  - name: a_revision_changes_something
    rows_where: change = 0 or change is null
*/
with
-- Months of which only one version is known were never revised: most of them.
several as (
  select
    source,
    period
  from staging.partition_versions
  group by source, period
  having count(*) > 1
),

changed as (
  select
    f.source,
    f.key,
    f.published_column,
    f.unit,
    f.observed_on as period,
    v.vintage,
    f.value,
    lag(f.value)
      over (partition by f.source, f.key, f.published_column, f.observed_on order by v.vintage)
      as value_before
  from meta.observations as f
  join staging.partition_versions as v using (source, partition_hash, period)
  semi join several on f.source = several.source and f.period = several.period
  where f.value is not null
  -- A difference in the last binary digit is none.
  qualify abs(f.value - value_before) > 1e-15 * abs(value_before)
),

series as (
  select distinct
    source,
    key,
    published_column
  from changed
),

-- Of the series that were revised, every version of every period.
versions as (
  select
    f.source,
    f.key,
    f.published_column,
    f.observed_on as period,
    v.vintage,
    f.value
  from meta.observations as f
  semi join series on f.source = series.source and f.key = series.key and f.published_column = series.published_column
  join staging.partition_versions as v
    on f.source = v.source and f.partition_hash = v.partition_hash and f.period = v.period
  where f.value is not null
),

periods as (
  select
    source,
    key,
    published_column,
    period,
    lag(period) over (partition by source, key, published_column order by period) as period_before
  from versions
  group by source, key, published_column, period
),

revised as (
  select *
  from changed
  join periods using (source, key, published_column, period)
),

moved as (
  select
    r.*,
    r.value_before - was.value as change_1m_before,
    r.value - current.value as change_1m_after
  from revised as r
  asof left join versions as was
    on
      r.source = was.source
      and r.key = was.key
      and r.published_column = was.published_column
      and r.period_before = was.period
      and r.vintage > was.vintage
  asof left join versions as current
    on
      r.source = current.source and r.key = current.key and r.published_column = current.published_column
      and r.period_before = current.period and r.vintage >= current.vintage
)

select
  source,
  key,
  published_column,
  unit,
  period,
  vintage,
  value_before,
  value as value_after,
  value - value_before as change,
  100 * (value / nullif(value_before, 0) - 1) as change_pct,
  change_1m_before,
  change_1m_after,
  if(least(value, value_before) < 0, value * value_before, change_1m_before * change_1m_after) < 0 as flipped_sign
from moved
order by source, key, published_column, period, vintage
