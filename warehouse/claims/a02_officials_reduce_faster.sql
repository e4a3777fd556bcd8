/*
claim: "Foreign governments and central banks have started reducing their holdings; the trend accelerated over the last few years and intensified recently."
article: A
line: 13
quote: "Foreign governments and central banks have started reducing their holdings of U.S. debt, a trend that has accelerated over the last few years and intensified recently"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
period: 2025-11-30
parts:
  level_36m: {claimed: 0, unit: "USD bn", rule: below, because: "reducing over the last few years: they hold less than three years before, price included"}
  level_48m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over four years; where the window decides, it is mixed"}
  level_60m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over five years"}
  level_120m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over ten years"}
  purchases_36m: {claimed: 0, unit: "USD bn", rule: below, because: "reducing, without price: net sales over three years"}
  purchases_48m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over four years"}
  purchases_60m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over five years"}
  purchases_120m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over ten years"}
  intensified: {claimed: 0, unit: "USD bn", rule: below, because: "intensified: net sales in the last twelve months, and more than in the twelve before"}
series: "select month, official_usd_bn from marts.official_private order by month"
*/
with
windows as (
  select unnest([3, 4, 5, 10]) as years
),

bought as (
  select
    month,
    total_purchases_12m_usd_bn as usd_bn,
    is_estimate_12m as is_estimate
  from marts.purchases
  where holder_id = 'FOREIGN_OFFICIAL' and month <= date '2025-11-30'
)

select
  format('level_{}m', 12 * w.years) as part,
  now.official_usd_bn - before.official_usd_bn as observed,
  format(
    'Official holdings went from {:,.0f} to {:,.0f} bn in the {} years to {}, price included.',
    before.official_usd_bn, now.official_usd_bn, w.years, month_of(now.month)
  ) as reason
from windows as w
cross join marts.official_private as now
join marts.official_private as before on before.month = months_before(now.month, 12 * w.years)
where now.month = date '2025-11-30'
union all
select
  format('purchases_{}m', 12 * w.years) as part,
  sum(b.usd_bn) as observed,
  format(
    'Foreign officials {} in the {} years to {}, {} of them wholly or in part by estimates.',
    bought_or_sold(sum(b.usd_bn), '{:.0f}'), w.years, month_of(max(b.month)), count(*) filter (b.is_estimate)
  ) as reason
from windows as w
join bought as b
  on b.month > months_before(date '2025-11-30', 12 * w.years) and month(b.month) = month(date '2025-11-30')
group by w.years
having count(b.usd_bn) = w.years
union all
select
  'intensified' as part,
  greatest(now.usd_bn - before.usd_bn, now.usd_bn) as observed,
  format(
    'Foreign officials {} in the twelve months to {}, and {} in the twelve before.',
    bought_or_sold(now.usd_bn, '{:.0f}'), month_of(now.month), bought_or_sold(before.usd_bn, '{:.0f}')
  ) as reason
from bought as now
join bought as before on before.month = months_before(now.month, 12)
where now.month = date '2025-11-30'
