/*
claim: "Cryptocurrencies show the most dramatic price moves when risk aversion increases."
article: B
line: 45
quote: "often show the most dramatic price fluctuations when risk aversion increases"
said_by: "analysts"
said_on: 2026-01-22
kind: comparison
period: 2026-01-21
parts:
  ratio: {claimed: 1, unit: "ratio", rule: above, because: "on days of VIX above 25 since 2018, bitcoin moves more than the S&P 500"}
*/
with
moves as (
  select
    vix_index,
    ln(btc_usd / lag(btc_usd) over (order by date)) as btc,
    ln(sp500_index / lag(sp500_index) over (order by date)) as stocks
  from marts.market_daily
  where date >= date '2018-01-01' and date <= date '2026-01-21'
)

select
  'ratio' as part,
  stddev(btc) / stddev(stocks) as observed,
  format(
    'On {} days with VIX above 25 bitcoin moved {:.1f} times as much as the S&P 500.',
    count(*),
    stddev(btc) / stddev(stocks)
  ) as reason
from moves
where vix_index > 25 and btc is not null and stocks is not null
having count(*) >= 60
