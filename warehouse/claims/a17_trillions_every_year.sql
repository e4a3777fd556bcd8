/*
claim: "Trillions are added every year just to fund deficits and interest payments."
article: A
line: 69
quote: "Trillions are added every year just to fund deficits and interest payments"
claimant: "the post"
claim_date: 2026-01-22
kind: level
period: 2025-09-30
newest: "select max(month) from marts.market_monthly where gross_debt_usd_bn is not null"
sources: [fiscal_debt_to_penny]
parts:
  least_year: {claimed: 1000, unit: "USD bn", rule: at_least, because: "every year: at least a trillion in each of the last six fiscal years"}
  mean_year: {claimed: 2000, unit: "USD bn", rule: at_least, because: "trillions: at least two on average in these years"}
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
note: "Of the last year's debt the part that paid interest is in `marts.foreign_funding`, `interest_12m_usd_bn`: gross, government accounts included."
*/
with
years as (
  select
    now.month,
    now.gross_debt_usd_bn - before.gross_debt_usd_bn as added
  from marts.market_monthly as now
  join marts.market_monthly as before on before.month = months_before(now.month, 12)
  where
    now.month in (
      select months_before(date '2025-09-30', 12 * years)
      from (select unnest(range(6)) as years) as spans
    )
)

select
  unnest([
    { part: 'least_year', observed: min(added), reason: format(
      'The U.S. debt grew by {:,.0f} bn or more in each of the six years to {}.', min(added), month_of(max(month))
    ) },
    { part: 'mean_year', observed: avg(added), reason: format(
      'In the six years to {} the U.S. debt grew by {:,.0f} bn a year on average, in {} by two trillion or more.',
      month_of(max(month)), avg(added), count(*) filter (added >= 2000)
    ) }
  ], recursive := true)
from years
having count(added) = 6
