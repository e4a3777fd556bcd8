/*
claim: "The purchasing power of dollar reserves melts away."
article: A
line: 99
quote: "Purchasing power of dollar reserves melts away"
claimant: "the post"
sources: [treasury_par_curve, fred]
claim_date: 2026-01-22
kind: change
period: 2025-12-31
newest: "select max(month) from marts.market_monthly where consumer_prices_index is not null and yield_3m_avg_pct is not null"
parts:
  real_bills_12m: {claimed: 0, unit: "%", rule: below, because: "melts: bills rolled over twelve months earned less than prices rose; bills are a tenth of what officials hold"}
  real_bills_24m: {claimed: 0, unit: "%", rule: below, because: "the same over two years"}
  real_bills_36m: {claimed: 0, unit: "%", rule: below, because: "the same over three years"}
  real_bills_60m: {claimed: 0, unit: "%", rule: below, because: "the same over five years: where the window decides, it is mixed"}
  real_ten_year_12m: {claimed: 0, unit: "%", rule: below, because: "the same of a holder of ten-year Treasuries, price included: nine tenths of what officials hold are notes and bonds"}
  real_ten_year_24m: {claimed: 0, unit: "%", rule: below, because: "the same over two years"}
  real_ten_year_36m: {claimed: 0, unit: "%", rule: below, because: "the same over three years"}
  real_ten_year_60m: {claimed: 0, unit: "%", rule: below, because: "the same over five years"}
*/
with
windows as (
  select unnest([12, 24, 36, 60]) as months
),

spans as (
  select
    w.months,
    m.month,
    m.month = months_before(date '2025-12-31', w.months) as is_first,
    ln(1 + m.yield_3m_avg_pct / 1200) as earned,
    m.consumer_prices_index as prices
  from windows as w
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
),

-- What a holder earned in each of the years, chained.
chained as (
  select
    w.months,
    max(r.month) as month,
    100 * (exp(sum(ln(1 + r.real_yield_pct / 100))) - 1) as real_pct
  from windows as w
  join marts.real_yields as r
    on r.month > months_before(date '2025-12-31', w.months) and month(r.month) = month(date '2025-12-31')
  where r.definition = 'holder_return' and r.month <= date '2025-12-31'
  group by w.months
  having count(r.real_yield_pct) = w.months / 12
)

select
  format('real_bills_{}m', months) as part,
  100 * ((1 + earned_pct / 100) / (1 + prices_pct / 100) - 1) as observed,
  format(
    'In the {} months to {} Treasury bills earned {:.1f} % and U.S. consumer prices rose by {:.1f} %.', months,
    month_of(month), earned_pct, prices_pct
  ) as reason
from summed
union all
select
  format('real_ten_year_{}m', months) as part,
  real_pct as observed,
  format(
    'In the {} months to {} a holder of ten-year Treasuries {} {:.1f} % of purchasing power.', months, month_of(month),
    if(real_pct < 0, 'lost', 'gained'), abs(real_pct)
  ) as reason
from chained
