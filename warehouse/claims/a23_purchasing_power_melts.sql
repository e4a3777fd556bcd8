/*
claim: "The purchasing power of dollar reserves melts away."
article: A
line: 99
quote: "Purchasing power of dollar reserves melts away"
claimant: "the post"
claim_date: 2026-01-22
kind: change
period: 2025-12-31
newest: "select max(month) from marts.market_monthly where consumer_prices_index is not null and yield_3m_avg_pct is not null"
parts:
  real_bills_12m: {claimed: 0, unit: "%", rule: below, because: "melts: bills rolled over twelve months earned less than prices rose; bills are a tenth of what officials hold"}
  real_bills_24m: {claimed: 0, unit: "%", rule: below, because: "the same over two years"}
  real_bills_36m: {claimed: 0, unit: "%", rule: below, because: "the same over three years"}
  real_bills_60m: {claimed: 0, unit: "%", rule: below, because: "the same over five years: where the window decides, it is mixed"}
*/
with
spans as (
  select
    w.months,
    m.month,
    m.month = months_before(date '2025-12-31', w.months) as is_first,
    ln(1 + m.yield_3m_avg_pct / 1200) as earned,
    m.consumer_prices_index as prices
  from (select unnest([12, 24, 36, 60]) as months) as w
  join marts.market_monthly as m
    on m.month >= months_before(date '2025-12-31', w.months) and m.month <= date '2025-12-31'
),

-- A month without a value of prices still earned; prices are needed at both ends only.
summed as (
  select
    months,
    max(month) as month,
    100 * (exp(sum(earned) filter (not is_first)) - 1) as earned_pct,
    100 * (max(prices) filter (month = date '2025-12-31') / max(prices) filter (is_first) - 1) as prices_pct
  from spans
  group by months
  having count(earned) = months + 1
)

select
  format('real_bills_{}m', months) as part,
  100 * ((1 + earned_pct / 100) / (1 + prices_pct / 100) - 1) as observed,
  format(
    'In the {} months to {} Treasury bills earned {:.1f} % and U.S. consumer prices rose by {:.1f} %.', months,
    month_of(month), earned_pct, prices_pct
  ) as reason
from summed
