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
  tonnes_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "a record: the largest year since 2010, in tonnes, reported and unreported, by the newest figures; the year that ends before the day"}
  dollars_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "the same at the average price of the year"}
  first_tonnes_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "a record by first prints, newest figures before 2018, of the last year published; a year is published at the end of January"}
  first_dollars_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "the same at the average price of the year"}
  reported_rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "the same of what central banks report, over holders known at both ends of the year"}
series: "select make_date(year, 12, 31), demand_tonnes from reference.central_bank_gold_demand where edition = 'current' order by year"
note: "Reports of 2015 hold what China had bought since 2009 and first reported then."
*/
with
prices as (
  select
    year(period_end) as year,
    avg(gold_usd_oz) as usd_oz,
    -- How far anything is known: the first print of a year comes out at the end of the January after it.
    max(max(period_end)) over () as known_until
  from marts.gold_prices
  where gold_price_basis = 'monthly_average'
  group by year(period_end)
),

printed as (
  select
    d.edition,
    d.year,
    d.demand_tonnes,
    d.demand_tonnes * p.usd_oz * ounces_per_tonne() / 1e9 as demand_usd_bn
  from (
    select
      year,
      demand_tonnes,
      edition
    from reference.central_bank_gold_demand
    union all
    select
      year,
      arg_min(demand_tonnes, edition = 'current') as demand_tonnes,
      'first_print_or_current' as edition
    from reference.central_bank_gold_demand
    group by year
  ) as d
  join prices as p using (year)
  where
    d.edition <> 'first_print' and d.year <= year(date '2025-12-31') and make_date(d.year + 1, 1, 31) <= p.known_until
),

ranked as (
  select
    *,
    rank() over (partition by edition order by demand_tonnes desc) as tonnes_rank,
    rank() over (partition by edition order by demand_usd_bn desc) as dollars_rank
  from printed
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
),

-- By the newest figures only of the year of the period, by first prints of the last year that was out.
found as (
  select
    if(edition = 'current', '', 'first_') || unnest(['tonnes_rank', 'dollars_rank']) as part,
    unnest([tonnes_rank, dollars_rank]) as rank,
    format('In {} central banks bought ', year)
    || unnest([
      format('{:,.0f} t', demand_tonnes), format('gold for {:,.0f} bn dollars at its average price', demand_usd_bn)
    ]) as said,
    if(edition = 'current', 'the newest figures', 'first prints') as which
  from ranked
  where year = if(edition = 'current', year(date '2025-12-31'), (select max(year) from printed))
  union all
  select
    'reported_rank',
    reported_rank,
    format('Reported gold of {} holders changed by {:+.0f} t in {}', holders, tonnes, year),
    'the newest figures'
  from reported
  where year = year(date '2025-12-31')
  union all
  select
    unnest(['tonnes_rank', 'dollars_rank']),
    null,
    format('What central banks bought in {} was not published yet.', year(date '2025-12-31')),
    null
  from prices
  having max(known_until) < make_date(year(date '2025-12-31') + 1, 1, 31)
)

select
  part,
  rank as observed,
  if(rank is null, said, format(
    '{}, {} since 2010, by {}.', said,
    coalesce(
      ['the most', 'the second most', 'the third most', 'the fourth most', 'the fifth most'][rank],
      format('the {}th most', rank)
    ), which
  )) as reason
from found
