/*
description: >
  Every total of Treasury holdings ever printed for a holder or a total, by file and by the day from which it counted:
  what marts.holders would have said on any day. A figure in USD bn with one decimal in most files.
columns:
  move_then_usd_bn: [USD bn, "Change since the month before, both as the same file had them on that day; includes price."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id, basis, vintage]}
  - expect_column_values_to_not_be_null: {column: holdings_usd_bn}
  - expect_column_values_to_not_be_null: {column: row_class}
*/
with
labels as (
  select
    holder_id,
    unnest(labels) as label
  from reference.countries
),

prints as (
  select
    1 as preference,
    'table3' as basis,
    'tic_slt3' as source,
    slice,
    period,
    c.holder_id,
    for_treas_pos / 1000 as holdings_usd_bn
  from raw.tic_slt3
  join reference.countries as c on country_code = c.tic_code
  union all by name
  select
    2 as preference,
    'table5' as basis,
    'tic_mfh' as source,
    slice,
    period,
    l.holder_id,
    holdings as holdings_usd_bn
  from raw.tic_mfh
  join labels as l using (label)
  union all by name
  select
    3 as preference,
    'slt3d' as basis,
    'tic_slt3_history' as source,
    slice,
    period,
    c.holder_id,
    holdings / 1000 as holdings_usd_bn
  from raw.tic_slt3_history
  join reference.countries as c on country_code = c.tic_code
  where period < date '2020-01-01'
  union all by name
  select
    4 as preference,
    'mfh_history' as basis,
    'tic_mfh_history' as source,
    slice,
    period,
    if(l.holder_id = 'BEL' and period < date '2002-06-30', 'BEL_LUX', l.holder_id) as holder_id,
    nullif(holdings, 0) as holdings_usd_bn
  from raw.tic_mfh_history
  join labels as l using (label)
  where column_of_month = 1
  union all by name
  select
    5 as preference,
    'first_print' as basis,
    'tic_first_prints' as source,
    slice,
    period,
    l.holder_id,
    holdings_usd_bn,
    reported_by as witness,
    is_independent_of_articles
  from raw.tic_first_prints
  join labels as l using (label)
),

dated as (
  select
    p.*,
    p.period as month,
    v.vintage,
    v.superseded_on,
    coalesce(v.superseded_on, date '9999-12-31') as until
  from prints as p
  join staging.slice_versions as v using (source, slice, period)
  where p.holdings_usd_bn is not null
)

select
  d.month,
  d.holder_id,
  c.country,
  c.row_class,
  d.basis,
  d.preference,
  d.vintage,
  d.superseded_on,
  d.holdings_usd_bn,
  d.holdings_usd_bn - before.holdings_usd_bn as move_then_usd_bn,
  d.witness,
  d.is_independent_of_articles,
  d.source
from dated as d
join reference.countries as c using (holder_id)
left join dated as before
  on
    d.basis = before.basis and d.holder_id = before.holder_id and before.month = last_day(d.month - interval 1 month)
    and d.vintage >= before.vintage and d.vintage < before.until
order by d.month, d.holder_id, d.vintage, d.preference
