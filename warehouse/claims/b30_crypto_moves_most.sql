/*
claim: "Cryptocurrencies show the most dramatic price moves when risk aversion increases."
article: B
line: 45
quote: "often show the most dramatic price fluctuations when risk aversion increases"
claimant: "analysts"
claim_date: 2026-01-22
kind: comparison
period: 2026-01-21
newest: "select max(month) from marts.market_monthly where btc_month_end_usd is not null and sp500_avg_index is not null"
parts:
  by_day: {claimed: 1, unit: "ratio", rule: above, because: "on days since 2018 on which the VIX rose by two points or more, bitcoin moved more than the S&P 500 and the Nasdaq did"}
  by_month: {claimed: 1.22, unit: "ratio", rule: above, because: "the same in months since 2018 of tighter financial conditions. Averages of stocks move less than month-ends by the root of 2/3 (Working 1960)"}
  by_fall: {claimed: 1.22, unit: "ratio", rule: above, because: "the same in months in which stocks fell"}
  more_than_else: {claimed: 1, unit: "ratio", rule: above, because: "when risk aversion increases: in months of tighter financial conditions bitcoin moved more than in the others"}
  more_than_else_by_fall: {claimed: 1, unit: "ratio", rule: above, because: "the same in months in which stocks fell"}
needs: "daily stock indices and weekly financial conditions, from FRED, which may not be embedded."
*/
with
days as (
  select
    date,
    vix_index - lag(vix_index) over by_day as vix_change,
    ln(btc_usd / lag(btc_usd) over by_day) as btc,
    ln(sp500_index / lag(sp500_index) over by_day) as sp500,
    ln(nasdaq_index / lag(nasdaq_index) over by_day) as nasdaq
  from marts.market_daily
  where date >= date '2018-01-01' and date <= date '2026-01-21'
  window by_day as (order by date)
),

months as (
  select
    month,
    financial_conditions_index - lag(financial_conditions_index) over by_month as tightening,
    ln(btc_month_end_usd / lag(btc_month_end_usd) over by_month) as btc,
    ln(sp500_avg_index / lag(sp500_avg_index) over by_month) as stocks
  from marts.market_monthly
  where month >= date '2017-12-31' and month <= date '2026-01-21'
  window by_month as (order by month)
),

-- Months in which risk aversion rose, or not, by either sign of it.
signed as (
  select
    unnest(['by_month', 'by_fall']) as part,
    unnest([tightening > 0, stocks < 0]) as is_averse,
    month,
    btc,
    stocks
  from months
  where btc is not null and stocks is not null
),

-- How much each moved: the root of the mean square.
moved as (
  select
    'by_day' as part,
    'days, {} to {}, on which the VIX rose by two points or more' as which,
    count(*) as n,
    min(date) as oldest,
    max(date) as newest,
    sqrt(avg(btc * btc)) as btc,
    greatest(sqrt(avg(sp500 * sp500)), sqrt(avg(nasdaq * nasdaq))) as stocks,
    null as n_else,
    null as btc_else
  from days
  where vix_change >= 2 and btc is not null and sp500 is not null and nasdaq is not null
  union all by name
  select
    part,
    if(
      part = 'by_month', 'months, {} to {}, in which financial conditions tightened',
      'months, {} to {}, in which stocks fell'
    ) as which,
    count(*) filter (is_averse) as n,
    min(month) as oldest,
    max(month) as newest,
    sqrt(avg(btc * btc) filter (is_averse)) as btc,
    sqrt(avg(stocks * stocks) filter (is_averse)) as stocks,
    count(*) filter (not is_averse) as n_else,
    sqrt(avg(btc * btc) filter (not is_averse)) as btc_else
  from signed
  where is_averse is not null
  group by part
),

said as (
  select
    * exclude (which),
    format(which, month_of(oldest), month_of(newest)) as which
  from moved
  where n >= 24
)

select
  part,
  btc / stocks as observed,
  null as low,
  null as high,
  format('In {} {}, bitcoin moved {:.1f} times as much as stocks.', n, which, btc / stocks) as reason
from said
union all
select
  if(part = 'by_month', 'more_than_else', 'more_than_else_by_fall') as part,
  btc / btc_else as observed,
  observed * exp(-1.96 * sqrt(0.5 / n + 0.5 / n_else)) as low,
  observed * exp(1.96 * sqrt(0.5 / n + 0.5 / n_else)) as high,
  format(
    'Bitcoin moved by {:.0f} % in {} {}, and by {:.0f} % in the others.', 100 * btc, n, which, 100 * btc_else
  ) as reason
from said
where n_else >= 24
