/*
description: >
  What a change in yields does to the value of foreign long-term holdings. A line is fitted to the valuation that TIC
  publishes, in % of holdings, against the change in the ten-year par yield. Before 2023-02 there is the model only.
columns:
  yield_change_bp: [bp, "Change of the ten-year par yield from month-end to month-end."]
  modelled_usd_bn: [USD bn, "Valuation that the fitted line gives for all foreigners' long-term holdings."]
  modelled_pct: ["%", "Valuation that the fitted line gives, of the holdings of the month before."]
  reported_usd_bn: [USD bn, "Valuation of all foreigners' long-term holdings as TIC publishes it."]
  modified_duration_years: [years, "Fall of the value in % for a rise of one point: the slope of the line."]
  fit_intercept_pct: ["%", "Valuation in a month of unchanged yields, from the fit."]
  fit_r2_index: [index 0-1, "Share of the variance that the line explains."]
  fit_months: [count, "Months that the line is fitted to."]
headline: [USD bn, "Modelled change in value, by month", "select month, modelled_usd_bn from marts.valuation_losses"]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_be_between: {column: modified_duration_years, min_value: 2, max_value: 8}
  - expect_column_values_to_be_between: {column: fit_r2_index, min_value: 0.5, max_value: 1}
*/
-- One factor, one slope: a country whose securities are longer or shorter moves more or less.
with
month_ends as (
  select
    last_day(date) as month,
    arg_max(yield_10y_pct, date) as yield_10y_pct,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.treasury_yields
  group by last_day(date)
),

positions as (
  select
    month,
    arg_min(long_term_usd_bn, preference) as long_term_usd_bn,
    arg_min(source, preference) as source,
    max(vintage) as vintage
  from staging.positions
  where holder_id = 'GRAND_TOTAL' and long_term_usd_bn is not null
  group by month
),

months as (
  select
    now.month,
    100 * (y1.yield_10y_pct - y0.yield_10y_pct) as yield_change_bp,
    before.long_term_usd_bn as before_usd_bn,
    f.valuation_usd_bn as reported_usd_bn,
    100 * f.valuation_usd_bn / before.long_term_usd_bn as reported_pct,
    concat_ws(' + ', now.source, f.source, y1.source) as source,
    greatest(now.vintage, before.vintage, f.vintage, y1.vintage) as vintage
  from positions as now
  join positions as before on before.month = last_day(now.month - interval 1 month)
  join month_ends as y1 on now.month = y1.month
  join month_ends as y0 on before.month = y0.month
  left join marts.flows as f on now.month = f.month and f.holder_id = 'GRAND_TOTAL' and not f.is_estimate
),

-- From 2023-03 on: the valuation of 2023-02 lies between two forms.
fit as (
  select
    regr_slope(reported_pct, yield_change_bp) as slope,
    regr_intercept(reported_pct, yield_change_bp) as intercept,
    regr_r2(reported_pct, yield_change_bp) as r2,
    regr_count(reported_pct, yield_change_bp)::integer as n,
    max(vintage) as vintage
  from months
  where month >= date '2023-03-31' and reported_pct is not null
)

select
  m.month,
  m.yield_change_bp,
  m.before_usd_bn * (f.intercept + f.slope * m.yield_change_bp) / 100 as modelled_usd_bn,
  f.intercept + f.slope * m.yield_change_bp as modelled_pct,
  m.reported_usd_bn,
  -100 * f.slope as modified_duration_years,
  f.intercept as fit_intercept_pct,
  f.r2 as fit_r2_index,
  f.n as fit_months,
  each_source_once(m.source) as source,
  greatest(m.vintage, f.vintage) as vintage
from months as m
cross join fit as f
order by m.month
