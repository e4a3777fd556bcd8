/*
claim: "Trillions are added every year just to fund deficits and interest payments."
article: A
line: 69
quote: "Trillions are added every year just to fund deficits and interest payments"
said_by: "the post"
said_on: 2026-01-22
kind: level
period: 2025-09-30
newest: "select max(month) from marts.market_monthly where gross_debt_usd_bn is not null"
parts:
  least_year: {claimed: 1000, unit: "USD bn", rule: at_least, because: "every year: at least a trillion in each of the last six fiscal years"}
  mean_year: {claimed: 2000, unit: "USD bn", rule: at_least, because: "trillions: two or more on average"}
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
*/
with
years as (
  select
    now.month,
    now.gross_debt_usd_bn - before.gross_debt_usd_bn as added
  from marts.market_monthly as now
  join marts.market_monthly as before on before.month = last_day(now.month - interval 12 month)
  where
    now.month in (
      select last_day(date '2025-09-30' - to_months(12 * years::integer))
      from (select unnest(range(6)) as years) as spans
    )
)

select
  unnest([
    { part: 'least_year', observed: min(added), reason: format(
      'In the six years to {} the debt grew by {:,.0f} bn in the least of them.',
      strftime(max(month), '%Y-%m'),
      min(added)
    ) },
    { part: 'mean_year', observed: avg(added), reason: format(
      'On average by {:,.0f} bn.', avg(added)
    ) }
  ], recursive := true)
from years
having count(added) = 6
