/*
description: >
  Official gold of countries and institutions, at the dates that are known, never interpolated. A change in tonnes is
  a change of what is reported, not demand: swaps, deposits and late reports are in it, and unreported buying is not
  (reference.central_bank_gold_demand). The value says at which price.
columns:
  frequency: [class, "annual, quarterly or monthly: over which step change_tonnes runs."]
  change_tonnes: [t, "Change in gold since the period before; NULL where that is not known."]
  change_12m_tonnes: [t, "Change in gold over twelve months; NULL where the month before is not known."]
  gold_usd_bn: [USD bn, "Official gold at the price of the row's gold_price_basis."]
  gold_share_pct: ["%", "Gold as a share of gold and reserves without gold, both at market value."]
  gold_rank: [rank, "Rank by tonnes: 1 is the largest. NULL while a holder that had as much or more in a report of the three years before has not reported."]
headline: [tonnes, "Official gold of China at year-ends", "select period_end, gold_tonnes from marts.gold where holder_id = 'CHN' and frequency = 'annual'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, frequency, holder_id]}
  - expect_column_values_to_not_be_null: {column: gold_tonnes}
  - expect_column_values_to_be_between: {column: gold_share_pct, min_value: 0, max_value: 100}
  - name: no_total_is_a_holder
    no_rows: from marts.gold join reference.countries using (holder_id) where row_class not in ('country', 'int_org')
*/
with
steps as (
  select unnest([
    { frequency: 'annual', months: 12 }, { frequency: 'quarterly', months: 3 }, { frequency: 'monthly', months: 1 }
  ], recursive := true)
),

-- A year's end is a quarter's end too, but only where quarters are known.
placed as (
  select
    s.frequency,
    g.period_end,
    g.holder_id,
    g.gold_tonnes,
    g.gold_tonnes - before.gold_tonnes as change_tonnes,
    g.gold_tonnes - year_before.gold_tonnes as change_12m_tonnes,
    g.source,
    greatest(g.vintage, before.vintage, year_before.vintage) as vintage
  from staging.gold_tonnes as g
  join steps as s on month(g.period_end) % s.months = 0
  left join staging.gold_tonnes as before
    on
      g.holder_id = before.holder_id
      and last_day(g.period_end - to_months(s.months)) = before.period_end
  left join staging.gold_tonnes as after
    on
      g.holder_id = after.holder_id
      and last_day(g.period_end + to_months(s.months)) = after.period_end
  left join staging.gold_tonnes as year_before
    on
      g.holder_id = year_before.holder_id
      and last_day(g.period_end - interval 12 month) = year_before.period_end
  where
    g.row_class in ('country', 'int_org')
    and (s.frequency = 'annual' or before.holder_id is not null or after.holder_id is not null)
),

expected as (
  select
    d.period_end,
    d.frequency,
    h.holder_id
  from placed as d
  cross join reference.countries as h
  group by all
),

-- The newest report of each holder that is missing at a date, if it is no older than three years.
missing as (
  select
    e.period_end,
    e.frequency,
    max(last_known.gold_tonnes) as most_tonnes
  from expected as e
  anti join placed as there
    on e.period_end = there.period_end and e.frequency = there.frequency and e.holder_id = there.holder_id
  asof join staging.gold_tonnes as last_known
    on e.holder_id = last_known.holder_id and e.period_end >= last_known.period_end
  where last_known.row_class in ('country', 'int_org') and last_known.period_end > e.period_end - interval 3 year
  group by e.period_end, e.frequency
),

prices as (
  select *
  from marts.gold_prices
  qualify row_number() over (
    partition by period_end
    order by list_position(['end_of_period', 'world_bank_implied', 'monthly_average'], gold_price_basis)
  ) = 1
)

select
  g.period_end,
  g.frequency,
  g.holder_id,
  c.country,
  g.gold_tonnes,
  g.change_tonnes,
  g.change_12m_tonnes,
  g.gold_tonnes * ounces_per_tonne() * p.gold_usd_oz / 1e9 as gold_usd_bn,
  p.gold_usd_oz,
  p.gold_price_basis,
  100 * gold_usd_bn / (gold_usd_bn + r.reserves_ex_gold_usd_bn) as gold_share_pct,
  coalesce(r.is_estimate, false) as is_estimate,
  if(
    coalesce(m.most_tonnes >= g.gold_tonnes, false), null,
    rank() over (partition by g.period_end, g.frequency order by g.gold_tonnes desc)
  )::integer as gold_rank,
  each_source_once(concat_ws(' + ', g.source, p.source, r.source)) as source,
  greatest(g.vintage, p.vintage, r.vintage) as vintage
from placed as g
join reference.countries as c using (holder_id)
left join missing as m using (period_end, frequency)
left join prices as p on g.period_end = p.period_end
left join marts.reserves as r on g.period_end = r.period_end and g.holder_id = r.holder_id
order by g.period_end, g.frequency, g.holder_id
