/*
claim: "Cryptocurrencies show the most dramatic price moves when risk aversion increases."
article: B
line: 45
quote: "often show the most dramatic price fluctuations when risk aversion increases"
claimant: "analysts"
claim_date: 2026-01-22
kind: comparison
period: 2026-01-21
parts:
  by_day: {claimed: 1, unit: "ratio", rule: above, because: "on days since 2018 on which the VIX rose by two points or more, bitcoin moved more than the S&P 500 and the Nasdaq did"}
  by_month: {claimed: 1.22, unit: "ratio", rule: above, because: "in months since 2018 in which financial stress rose, bitcoin moved more than stocks; these are averages of the month, which move less than month-ends by the root of 2/3 (Working 1960)"}
needs: "the S&P 500, the Nasdaq and the VIX by day, from FRED, which may not be embedded, and 36 days on which the VIX rose that far."
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
    financial_stress_index - lag(financial_stress_index) over by_month as stress_change,
    ln(btc_month_end_usd / lag(btc_month_end_usd) over by_month) as btc,
    ln(sp500_avg_index / lag(sp500_avg_index) over by_month) as stocks
  from marts.market_monthly
  where month >= date '2017-12-31' and month <= date '2026-01-21'
  window by_month as (order by month)
),

-- How much each moved: the root of the mean square.
moved as (
  select
    'by_day' as part,
    count(*) as n,
    max(date) as newest,
    sqrt(avg(btc * btc)) as btc,
    greatest(sqrt(avg(sp500 * sp500)), sqrt(avg(nasdaq * nasdaq))) as stocks
  from days
  where vix_change >= 2 and btc is not null and sp500 is not null and nasdaq is not null
  union all
  select
    'by_month' as part,
    count(*) as n,
    max(month) as newest,
    sqrt(avg(btc * btc)) as btc,
    sqrt(avg(stocks * stocks)) as stocks
  from months
  where stress_change > 0 and btc is not null and stocks is not null
)

select
  part,
  btc / stocks as observed,
  format(
    '{}, to {}, bitcoin moved {:.1f} times as much as stocks.',
    if(
      part = 'by_day', format('On {} days on which the VIX rose by two points', n),
      format('In {} months in which financial stress rose', n)
    ), month_of(newest), btc / stocks
  ) as reason
from moved
where n >= 36
