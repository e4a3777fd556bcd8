/*
description: >
  Prices of crypto assets: daily at 20:00 UTC from Binance, quoted in USDT, which is not quite a dollar; before the
  first fetch month-end closes, a limited extract of CoinGecko. PAXG is a token of one ounce of gold.
columns:
  asset: [code, "Crypto asset: BTC, ETH, BNB, XRP, or PAXG."]
  price_usd: [USD, "Price of one unit; from Binance in USDT."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [date, asset]}
  - expect_column_values_to_be_between: {column: price_usd, min_value: 0.0001, max_value: 10000000}
*/
with
binance as (
  select
    replace(symbol, 'USDT', '') as asset,
    date,
    close as price_usd,
    source,
    vintage
  from known.binance_klines
)

select * from binance
union all by name
select
  asset,
  date,
  close_usd as price_usd,
  source,
  vintage
from known.crypto_month_end_extract as e
-- One clock in a series: the extract is used for an asset only until it is fetched.
where e.asset not in (select asset from binance)
order by asset, date
