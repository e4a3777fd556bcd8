/*
description: >
  Values that two publishers, or two columns of one, must agree on: how far they are apart, and how far they may be. One
  row per check and month; a missing row means that nothing was compared, because one of the two is not available.
columns:
  check_name: [name, "What must equal what."]
  largest_difference: [unit of the row, "Largest absolute difference of the month."]
  allowed_difference: [unit of the row, "Largest difference that the publishers' rounding or definitions allow."]
  difference_unit: [unit, "Unit of the differences."]
  n_compared: [count, "Pairs of values that were compared."]
  exception: [text, "Why the row may be further apart: a known fault of the publisher."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [check_name, month]}
  # One publisher's slip must not keep all others from being published: it is said.
  - name: publishers_agree
    warn: true
    rows_where: largest_difference > allowed_difference and exception is null
  - name: yields_and_debt_were_compared
    no_rows: >-
      select 'nothing compared' as found from marts.cross_checks
      having count(*) filter (where check_name in ('Treasury par yield = FRED', 'gross debt = public + intragovernmental')) = 0
      and (select count(*) from staging.treasury_yields) > 0 and (select count(*) from staging.public_debt) > 0
*/
with
par_yields as (
  unpivot (
    select
      date,
      yield_3m_pct,
      yield_2y_pct,
      yield_5y_pct,
      yield_10y_pct,
      yield_30y_pct
    from staging.treasury_yields
  )
  on yield_3m_pct, yield_2y_pct, yield_5y_pct, yield_10y_pct, yield_30y_pct into name measure value par_yield
),

par_and_fred as (
  select
    'Treasury par yield = FRED' as check_name,
    last_day(y.date) as month,
    abs(y.par_yield - f.series_value) as difference,
    0.001 as allowed_difference,
    'points' as difference_unit
  from par_yields as y
  join staging.economic_series as f on y.measure = f.measure and y.date = f.period_end
),

breakeven as (
  select
    'breakeven = nominal - real, ten years, FRED' as check_name,
    last_day(b.period_end) as month,
    abs(b.series_value - (n.series_value - r.series_value)) as difference,
    0.011 as allowed_difference,
    'points' as difference_unit
  from staging.economic_series as b
  join staging.economic_series as n on b.period_end = n.period_end and n.measure = 'yield_10y_pct'
  join staging.economic_series as r on b.period_end = r.period_end and r.measure = 'real_yield_10y_pct'
  where b.measure = 'breakeven_10y_pct'
),

debt as (
  select
    'gross debt = public + intragovernmental' as check_name,
    last_day(date) as month,
    round(1000 * abs(gross_debt_usd_bn - debt_held_by_public_usd_bn - intragovernmental_usd_bn)) as difference,
    1 as allowed_difference,
    'USD mn' as difference_unit
  from staging.public_debt
  where debt_held_by_public_usd_bn is not null and intragovernmental_usd_bn is not null
),

gold_of_the_united_states as (
  select *
  from staging.gold_tonnes
  where holder_id = 'USA'
),

us_gold as (
  select
    'gold of the United States: Treasury = reserve statistics' as check_name,
    last_day(t.period_end) as month,
    abs(t.gold_tonnes - s.gold_tonnes) as difference,
    0.1 as allowed_difference,
    't' as difference_unit
  from staging.us_gold as t
  asof join gold_of_the_united_states as s on t.period_end >= s.period_end
),

reserves as (
  select
    'reserves without gold: World Bank = IMF, sum of all countries in both' as check_name,
    w.period_end as month,
    100 * abs(sum(w.reserves_ex_gold_usd_bn) / sum(i.reserves_ex_gold_usd_bn) - 1) as difference,
    2 as allowed_difference,
    '%' as difference_unit
  from staging.reserves as w
  join staging.reserves as i using (period_end, holder_id)
  where
    w.source = 'worldbank_reserves'
    and i.source = 'imf_liquidity'
    and w.reserves_ex_gold_usd_bn is not null
    and i.reserves_ex_gold_usd_bn is not null
    and w.row_class = 'country'
  group by w.period_end
),

-- Turkey's two totals of the World Bank hold the gold of its commercial banks, its tonnes do not.
gold_price as (
  select
    'gold price in the World Bank''s totals: India, Poland, Russia, Saudi Arabia = China' as check_name,
    r.period_end as month,
    100 * abs(
      (r.reserves_with_gold_usd_bn - r.reserves_ex_gold_usd_bn) * 1e9 / (g.gold_tonnes * ounces_per_tonne())
      / p.gold_usd_oz - 1
    ) as difference,
    1 as allowed_difference,
    '%' as difference_unit
  from staging.reserves as r
  join staging.gold_tonnes as g using (period_end, holder_id)
  join marts.gold_prices as p on r.period_end = p.period_end and p.gold_price_basis = 'world_bank_implied'
  where
    r.holder_id in ('IND', 'POL', 'RUS', 'SAU')
    and r.source = 'worldbank_reserves'
    and r.reserves_ex_gold_usd_bn is not null
),

foreign_held as (
  select
    'foreign holdings: Treasury Bulletin (FRED) = TIC Grand Total' as check_name,
    t.month,
    100 * abs(f.series_value / t.holdings_usd_bn - 1) as difference,
    5 as allowed_difference,
    '%' as difference_unit
  from marts.totals as t
  join staging.economic_series as f on t.month = f.period_end and f.measure = 'foreign_held_debt_usd_bn'
  where t.row_id = 'GRAND_TOTAL' and t.month >= date '2012-01-31'
),

every_pair as (
  select * from par_and_fred
  union all by name
  select * from breakeven
  union all by name
  select * from debt
  union all by name
  select * from us_gold
  union all by name
  select * from reserves
  union all by name
  select * from gold_price
  union all by name
  select * from foreign_held
)

select
  check_name,
  month,
  max(difference)::double as largest_difference,
  any_value(allowed_difference)::double as allowed_difference,
  any_value(difference_unit) as difference_unit,
  count(*)::integer as n_compared,
  if(
    check_name like 'gross debt%'
    and month = date '2025-08-31'
    and max(difference) = 10000
    and count(*) filter (where difference > allowed_difference) = 1,
    '2025-08-04 is off by exactly 10 bn as published', null
  ) as exception
from every_pair
where difference is not null
group by check_name, month
order by check_name, month
