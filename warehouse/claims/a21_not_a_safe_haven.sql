/*
claim: "Long-term Treasuries are not a safe haven."
article: A
line: 91
quote: "Long-term Treasuries become a liability, not a safe haven"
claimant: "the post"
claim_date: 2026-01-22
kind: comparison
period: 2026-01-21
newest: "select max(month) from marts.market_monthly where sp500_avg_index is not null"
parts:
  yields_rise: {claimed: 0, unit: "bp", rule: above, because: "no haven: the thirty-year yield rises on days of two years on which stocks fall beyond two standard deviations; ten days at least"}
  bonds_fall_with_stocks: {claimed: 0, unit: "correlation", rule: above, because: "on all days: prices of bonds, which move against yields, go with stocks"}
  months_24: {claimed: 0, unit: "correlation", rule: above, because: "the same by month, over the two years by which days are judged; averages of the month, ten-year yield"}
  months_60: {claimed: 0, unit: "correlation", rule: above, because: "the same over five years; where the window decides, it is mixed"}
  months_since_2000: {claimed: 0, unit: "correlation", rule: above, because: "the same since 2000"}
  falls_since_2000: {claimed: 0, unit: "bp", rule: above, because: "a haven is a matter of bad months: the ten-year yield rises in months in which stocks fall by 3 % or more"}
needs: "the S&P 500 by day, from FRED, which may not be embedded, and ten steep falls."
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
),

monthly_moves as (
  select
    month,
    100 * (yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month)) as yield_bp,
    ln(sp500_avg_index / lag(sp500_avg_index) over (order by month)) as stocks
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2026-01-21'
),

by_month as (
  select
    *,
    row_number() over (order by month desc) as nth_last
  from monthly_moves
  where yield_bp is not null and stocks is not null
),

windows (part, months) as (
  values ('months_24', 24), ('months_60', 60), ('months_since_2000', 9999)
)

select
  'yields_rise' as part,
  avg(yield_bp) as observed,
  avg(yield_bp) - t_quantile(count(yield_bp) - 1) * stddev(yield_bp) / sqrt(count(yield_bp)) as low,
  avg(yield_bp) + t_quantile(count(yield_bp) - 1) * stddev(yield_bp) / sqrt(count(yield_bp)) as high,
  format(
    'On {} days in two years on which stocks fell steeply the thirty-year yield moved by {:+.1f} bp on average.',
    count(yield_bp), avg(yield_bp)
  ) as reason
from moves, limits
where stocks < floor_of_two_sd
having count(yield_bp) >= 10
union all by name
select
  'bonds_fall_with_stocks' as part,
  unnest(correlated(-yield_bp, stocks)),
  format(
    'Daily returns of thirty-year Treasuries and of stocks have a correlation of {:+.2f} over {} days.',
    correlated(-yield_bp, stocks).observed, regr_count(yield_bp, stocks)
  ) as reason
from moves
union all by name
select
  w.part,
  unnest(correlated(-m.yield_bp, m.stocks)),
  format(
    'Monthly returns of ten-year Treasuries and of stocks, {} to {}, have a correlation of {:+.2f} over {} months.',
    month_of(min(m.month)), month_of(max(m.month)), correlated(-m.yield_bp, m.stocks).observed, count(*)
  ) as reason
from windows as w
join by_month as m on w.months >= m.nth_last
group by w.part
union all by name
select
  'falls_since_2000' as part,
  avg(yield_bp) as observed,
  avg(yield_bp) - t_quantile(count(*) - 1) * stddev(yield_bp) / sqrt(count(*)) as low,
  avg(yield_bp) + t_quantile(count(*) - 1) * stddev(yield_bp) / sqrt(count(*)) as high,
  format(
    'In {} months, {} to {}, in which stocks fell by 3 % or more the ten-year yield moved by {:+.0f} bp on average.',
    count(*), month_of(min(month)), month_of(max(month)), avg(yield_bp)
  ) as reason
from by_month
where stocks <= ln(0.97)
having count(*) >= 10
