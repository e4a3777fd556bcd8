/*
claim: "Long-term Treasuries are not a safe haven."
article: A
line: 91
quote: "Long-term Treasuries become a liability, not a safe haven"
said_by: "the post"
said_on: 2026-01-22
kind: comparison
period: 2026-01-21
parts:
  yields_rise: {claimed: 2.26, unit: "t", rule: above, because: "no haven: on days on which stocks fall by more than two standard deviations, in the two years before, the thirty-year yield rises; 5 %, two-sided, for ten days, the fewest that are judged"}
  bonds_fall_with_stocks: {claimed: 1.96, unit: "t", rule: above, because: "on all days: prices of bonds, which move against yields, go with stocks"}
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

limits as (
  select avg(stocks) - 2 * stddev(stocks) as floor_of_two_sd
  from moves
)

select
  'yields_rise' as part,
  avg(yield_bp) / (stddev(yield_bp) / sqrt(count(yield_bp))) as observed,
  format(
    'On {} such days the thirty-year yield moved by {:+.1f} bp on average: {}.', count(yield_bp), avg(yield_bp),
    t_in_words(avg(yield_bp) / (stddev(yield_bp) / sqrt(count(yield_bp))))
  ) as reason
from moves, limits
where stocks < floor_of_two_sd
having count(yield_bp) >= 10
union all
select
  'bonds_fall_with_stocks' as part,
  t_of(-yield_bp, stocks) as observed,
  format('Daily returns of bonds and stocks {}.', replace(correlation_in_words(-yield_bp, stocks), 'months', 'days'))
    as reason
from moves
