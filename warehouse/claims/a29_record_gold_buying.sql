/*
claim: "Central banks are buying gold at record levels."
article: A
line: 145
quote: "Central banks are buying gold at record levels"
claimant: "the post"
claim_date: 2026-01-22
kind: extreme
period: 2025-12-31
newest: "select make_date(max(year), 12, 31) from reference.central_bank_gold_demand where edition = 'current'"
parts:
  tonnes_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "a record: the largest year since 2010, in tonnes, reported and unreported, as published last; the year that ends before the day, though 2024 was the last published on it"}
  dollars_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "the same at the average price of the year"}
  reported_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "the same of what central banks report, over holders known at both ends of the year"}
series: "select make_date(year, 12, 31), demand_tonnes from reference.central_bank_gold_demand where edition = 'current' order by year"
note: "Reports of 2015 hold what China had bought since 2009 and first reported then."
no_vintage: "The value of 2025 was not yet published, and the quantities here are those published last."
*/
with
prices as (
  select
    year(period_end) as year,
    avg(gold_usd_oz) as usd_oz
  from marts.gold_prices
  where gold_price_basis = 'monthly_average'
  group by all
),

ranked as (
  select
    d.year,
    d.demand_tonnes,
    d.demand_tonnes * p.usd_oz * ounces_per_tonne() / 1e9 as demand_usd_bn,
    rank() over (order by d.demand_tonnes desc) as tonnes_rank,
    rank() over (order by d.demand_tonnes * p.usd_oz desc) as dollars_rank
  from reference.central_bank_gold_demand as d
  join prices as p using (year)
  where d.edition = 'current' and d.year <= year(date '2025-12-31')
),

reported as (
  select
    year(period_end) as year,
    sum(change_12m_tonnes) as tonnes,
    count(change_12m_tonnes) as holders,
    rank() over (order by sum(change_12m_tonnes) desc) as reported_rank
  from marts.gold
  where frequency = 'annual' and period_end >= date '2010-12-31' and period_end <= date '2025-12-31'
  group by year
  having count(change_12m_tonnes) >= 20
)

select
  unnest([
    { part: 'tonnes_rank', observed: tonnes_rank, reason: format(
      'In {} central banks bought {:,.0f} t, number {} since 2010 as published last.', year, demand_tonnes, tonnes_rank
    ) },
    { part: 'dollars_rank', observed: dollars_rank, reason: format(
      'At the average price of {} central banks bought gold for {:,.0f} bn dollars, number {} since 2010.', year,
      demand_usd_bn, dollars_rank
    ) }
  ], recursive := true)
from ranked
where year = year(date '2025-12-31')
union all
select
  'reported_rank' as part,
  reported_rank as observed,
  format(
    '{} known holders reported {:+.0f} t more gold in {}, number {} since 2010.', holders, tonnes, year, reported_rank
  ) as reason
from reported
where year = year(date '2025-12-31')
