/*
claim: "Gold is benefiting from this shift."
article: A
line: 143
quote: "One asset is benefiting from this shift: GOLD"
claimant: "the post"
claim_date: 2026-01-22
kind: comparison
period: 2025-12-31
newest: "select max(month) from marts.market_monthly where gold_avg_usd_oz is not null and sp500_avg_index is not null"
sources: [worldbank_gold_price, shiller_sp500, crypto_month_end_extract, binance_klines]
parts:
  return_12m: {claimed: 0, unit: "%", rule: above, because: "benefiting: a higher price than a year before"}
  above_stocks: {claimed: 0, unit: "points", rule: above, because: "the one asset: more than stocks"}
  above_bitcoin: {claimed: 0, unit: "points", rule: above, because: "and more than bitcoin, from month-end to month-end"}
  cause: {unit: "-", rule: untestable, because: "prices do not show why gold rose, nor whether reserves moved into it: the words from this shift stay open"}
series: "select month, gold_avg_usd_oz from marts.market_monthly where gold_avg_usd_oz is not null order by month"
needs: "bitcoin by day, from Binance."
*/
with
returns as (
  select
    now.month,
    100 * (now.gold_avg_usd_oz / before.gold_avg_usd_oz - 1) as gold,
    100 * (now.sp500_avg_index / before.sp500_avg_index - 1) as stocks,
    100 * (now.btc_month_end_usd / before.btc_month_end_usd - 1) as bitcoin
  from marts.market_monthly as now
  join marts.market_monthly as before on before.month = months_before(now.month, 12)
  where now.month = date '2025-12-31'
)

select
  unnest([
    { part: 'return_12m', observed: gold, reason: format(
      'The price of gold changed by {:+.0f} % in the twelve months to {}.', gold, month_of(month)
    ) },
    { part: 'above_stocks', observed: gold - stocks, reason: format(
      'U.S. stocks changed by {:+.0f} % in the twelve months to {}, gold by {:+.0f} %.', stocks, month_of(month), gold
    ) },
    { part: 'above_bitcoin', observed: gold - bitcoin, reason: format(
      'Bitcoin changed by {:+.0f} % in the twelve months to {}, gold by {:+.0f} %.', bitcoin, month_of(month), gold
    ) }
  ], recursive := true)
from returns
