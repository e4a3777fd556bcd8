/*
description: >
  What ten-year Treasury securities yield to a holder in Japan who hedges the dollar, by month, beside Japan's
  ten-year yield. The hedging cost is the U.S. three-month rate less Japan's, without the cross-currency basis. The term
  premium is the Kim-Wright estimate. Empty until fetched.
columns:
  japan_3m_pct: ["%", "Three-month interbank rate of Japan, average of the month."]
  hedging_cost_points: [points, "Cost of hedging dollars into yen, a year: yield_3m_avg_pct less japan_3m_pct. The cross-currency basis is not in it."]
  hedged_yield_10y_pct: ["%", "Ten-year yield of Treasury securities less the cost of hedging: yield_10y_avg_pct less hedging_cost_points."]
  pickup_points: [points, "Ten-year yield of Treasury securities less that of Japan, not hedged."]
  hedged_pickup_points: [points, "Ten-year yield of Treasury securities less the cost of hedging and less that of Japan. Below 0: Japan's own bonds yield more."]
  term_premium_10y_pct: ["%", "Term premium in the yield of a ten-year zero-coupon Treasury security by the model of Kim and Wright, average of the month's days. An estimate, revised with the model."]
headline: [points, "Pickup of ten-year Treasuries over Japan's, hedged", "select month, hedged_pickup_points from marts.hedged_yields"]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_not_be_null: {column: japan_3m_pct}
  - expect_column_values_to_be_between: {column: hedging_cost_points, min_value: -3, max_value: 10}
*/
-- Covered interest parity. The cost is higher where the basis is negative, and where U.S. banks pay more than Treasury
-- bills, whose rate is taken here.
with
observations as (
  select
    measure,
    period_end as date,
    series_value as value,
    source,
    vintage
  from staging.economic_series
  where measure in ('rate_japan_3m_pct', 'yield_japan_10y_pct', 'term_premium_10y_pct')
  union all
  select
    unnest(['10y', '3m']),
    date,
    unnest([yield_10y_pct, yield_3m_pct]),
    source,
    vintage
  from staging.treasury_yields
),

averages as (
  select
    last_day(date) as month,
    measure,
    avg(value) as average,
    string_agg(distinct source, ' + ') as source,
    max(vintage) as vintage
  from observations
  where value is not null
  group by last_day(date), measure
  -- No average of part of a month.
  having max(date) > last_day(date) - 7
),

months as (
  select
    month,
    any_value(average) filter (measure = '10y') as yield_10y_avg_pct,
    any_value(average) filter (measure = '3m') as yield_3m_avg_pct,
    any_value(average) filter (measure = 'rate_japan_3m_pct') as japan_3m_pct,
    any_value(average) filter (measure = 'yield_japan_10y_pct') as japan_10y_pct,
    any_value(average) filter (measure = 'term_premium_10y_pct') as term_premium_10y_pct,
    each_source_once(string_agg(source, ' + ')) as source,
    max(vintage) as vintage
  from averages
  group by month
)

select
  month,
  yield_10y_avg_pct,
  yield_3m_avg_pct,
  japan_3m_pct,
  yield_3m_avg_pct - japan_3m_pct as hedging_cost_points,
  yield_10y_avg_pct - hedging_cost_points as hedged_yield_10y_pct,
  japan_10y_pct,
  yield_10y_avg_pct - japan_10y_pct as pickup_points,
  hedged_yield_10y_pct - japan_10y_pct as hedged_pickup_points,
  term_premium_10y_pct,
  source,
  vintage
from months
where japan_3m_pct is not null
order by month
