/*
description: >
  Par yields of Treasury securities by day, from the Treasury's own curves. The 30-year was not issued from 2002-02-19 to
  2006-02-08: NULL there. The real yield is that of the Treasury's real curve where fetched, else FRED's DFII10, the same value.
columns:
  date: [date, "Day of trading in the United States."]
  yield_3m_pct: ["%", "Three-month par yield of Treasury securities."]
  yield_2y_pct: ["%", "Two-year par yield of Treasury securities."]
  yield_5y_pct: ["%", "Five-year par yield of Treasury securities."]
  yield_10y_pct: ["%", "Ten-year par yield of Treasury securities."]
  yield_30y_pct: ["%", "Thirty-year par yield of Treasury securities."]
  real_yield_10y_pct: ["%", "Ten-year yield of inflation-protected Treasury securities; can be negative."]
expect:
  - expect_column_values_to_be_unique: {column: date}
  - expect_column_values_to_not_be_null: {column: yield_10y_pct}
  - expect_column_values_to_be_between: {column: yield_10y_pct, min_value: 0, max_value: 20}
*/
with
nominal as (
  select
    date,
    max(par_yield) filter (where tenor = '3 Mo') as yield_3m_pct,
    max(par_yield) filter (where tenor = '2 Yr') as yield_2y_pct,
    max(par_yield) filter (where tenor = '5 Yr') as yield_5y_pct,
    max(par_yield) filter (where tenor = '10 Yr') as yield_10y_pct,
    max(par_yield) filter (where tenor = '30 Yr') as yield_30y_pct,
    any_value(source) as source,
    max(vintage) as vintage
  from known.treasury_par_curve
  group by date
)

select
  n.date,
  n.yield_3m_pct,
  n.yield_2y_pct,
  n.yield_5y_pct,
  n.yield_10y_pct,
  n.yield_30y_pct,
  coalesce(r.real_yield, f.value) as real_yield_10y_pct,
  concat_ws(' + ', n.source, coalesce(r.source, f.source)) as source,
  greatest(n.vintage, coalesce(r.vintage, f.vintage)) as vintage
from nominal as n
left join known.treasury_real_curve as r on n.date = r.date and r.tenor = '10 YR'
left join known.fred as f on n.date = f.date and f.series_id = 'DFII10' and f.value is not null
order by n.date
