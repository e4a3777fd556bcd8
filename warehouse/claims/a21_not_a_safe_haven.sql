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
  yield_move: {claimed: 0, unit: "bp", rule: above, because: "no haven: on days on which stocks fall by more than two standard deviations, the thirty-year yield rises, in the two years before"}
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
  'yield_move' as part,
  avg(yield_bp) as observed,
  format('On {} such days the thirty-year yield moved by {:+.1f} bp on average.', count(*), avg(yield_bp)) as reason
from moves, limits
where stocks < floor_of_two_sd and yield_bp is not null
having count(*) >= 5
