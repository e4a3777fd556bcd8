/*
claim: "The purchasing power of dollar reserves melts away."
article: A
line: 99
quote: "Purchasing power of dollar reserves melts away"
said_by: "the post"
said_on: 2026-01-22
kind: change
period: 2025-12-31
newest: "select max(month) from marts.market_monthly where consumer_prices_index is not null and yield_3m_avg_pct is not null"
parts:
  real_bills_5y: {claimed: 0, unit: "%", rule: below, because: "melts: bills rolled over five years earned less than prices rose"}
*/
with
months as (
  select
    month,
    ln(1 + yield_3m_avg_pct / 1200) as earned,
    consumer_prices_index as prices
  from marts.market_monthly
  where month >= months_before(date '2025-12-31', 60) and month <= date '2025-12-31'
),

-- A month without a figure of prices still earned; prices are needed at both ends only.
summed as (
  select
    max(month) as month,
    100 * (
      exp(sum(earned) filter (month > months_before(date '2025-12-31', 60))) - 1
    ) as earned_pct,
    100 * (
      max(prices) filter (month = date '2025-12-31')
      / max(prices) filter (month = months_before(date '2025-12-31', 60)) - 1
    ) as prices_pct
  from months
  having count(earned) = 61
)

select
  'real_bills_5y' as part,
  100 * ((1 + earned_pct / 100) / (1 + prices_pct / 100) - 1) as observed,
  format(
    'In the five years to {} bills earned {:.1f} %, prices rose by {:.1f} %.', month_of(month), earned_pct,
    prices_pct
  ) as reason
from summed
