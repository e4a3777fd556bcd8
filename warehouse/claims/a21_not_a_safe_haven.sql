/*
claim: "Long-term Treasuries are not a safe haven."
article: A
line: 91
quote: "Long-term Treasuries become a liability, not a safe haven"
claimant: "the post"
claim_date: 2026-01-22
kind: comparison
period: 2026-01-21
parts:
  yields_rise: {claimed: 0, unit: "bp", rule: above, because: "no haven: on days on which stocks fall by more than two standard deviations, in the two years before, the thirty-year yield rises; ten days are the fewest that are judged"}
  bonds_fall_with_stocks: {claimed: 0, unit: "correlation", rule: above, because: "on all days: prices of bonds, which move against yields, go with stocks"}
  months_since_2022: {claimed: 0, unit: "correlation", rule: above, because: "by month, since rates began to rise in 2022: prices of bonds go with stocks; averages of the month"}
needs: "the S&P 500 by day, from FRED, which may not be embedded, and ten days on which it fell that far."
*/
with
moves as (
  select
    100 * (yield_30y_pct - lag(yield_30y_pct) over (order by date)) as yield_bp,
    ln(sp500_index / lag(sp500_index) over (order by date)) as stocks
  from marts.market_daily
  where date > date '2026-01-21' - interval 730 day and date <= date '2026-01-21'
),

by_month as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    ln(sp500_avg_index / lag(sp500_avg_index) over (order by month)) as stocks
  from marts.market_monthly
  where month >= date '2021-12-31' and month <= date '2026-01-21'
),

limits as (
  select avg(stocks) - 2 * stddev(stocks) as floor_of_two_sd
  from moves
)

select
  'yields_rise' as part,
  avg(yield_bp) as observed,
  avg(yield_bp) - t_quantile(count(yield_bp) - 1) * stddev(yield_bp) / sqrt(count(yield_bp)) as low,
  avg(yield_bp) + t_quantile(count(yield_bp) - 1) * stddev(yield_bp) / sqrt(count(yield_bp)) as high,
  format(
    'On {} days of steep falls in stocks the thirty-year yield moved by {:+.1f} bp (95 % interval {:+.1f} to {:+.1f}).',
    count(yield_bp), avg(yield_bp), low, high
  ) as reason
from moves, limits
where stocks < floor_of_two_sd
having count(yield_bp) >= 10
union all by name
select
  'bonds_fall_with_stocks' as part,
  unnest(correlated(-yield_bp, stocks)),
  format(
    'Daily returns of Treasury bonds and stocks have {}.',
    replace(correlation_in_words(-yield_bp, stocks), 'months', 'days')
  ) as reason
from moves
union all by name
select
  'months_since_2022' as part,
  unnest(correlated(-yield, stocks)),
  format(
    'Monthly returns of Treasury bonds, by the change of the ten-year yield, and of stocks, {} to {}, have {}.',
    month_of(min(month)), month_of(max(month)), correlation_in_words(-yield, stocks)
  ) as reason
from by_month
where yield is not null and stocks is not null
