/*
description: >
  Share of official foreign exchange reserves in nontraditional currencies: all but the dollar, euro, yen and pound, by
  quarter and method of COFER. The Swiss franc is named throughout, the Australian and Canadian dollars since 2012-Q4,
  the renminbi since 2016-Q4; before, they are in the rest. Naming a currency does not move the sum. Methods are never
  one series.
columns:
  nontraditional_share_pct: ["%", "Share of all currencies but USD, EUR, JPY and GBP, at current exchange rates."]
  nontraditional_change_1y_points: [points, "Change in nontraditional_share_pct over four quarters, by the same method."]
  nontraditional_constant_fx_pct: ["%", "The same share at the exchange rates of the end of 2019, see marts.currency_shares.share_constant_fx_pct."]
  renminbi_share_pct: ["%", "Part of it in renminbi. NULL before 2016-Q4, where it is in unnamed_share_pct."]
  unnamed_share_pct: ["%", "Part of it in currencies that COFER does not name."]
  named_currencies: [code, "The nontraditional currencies that COFER names in the quarter, ISO 4217."]
  nontraditional_usd_bn: [USD bn, "Official claims in nontraditional currencies, at current exchange rates."]
headline: ["%", "Share of nontraditional currencies in reserves", "select quarter, nontraditional_share_pct from marts.nontraditional_currencies where method = 'all_reserves'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [quarter, method]}
  - expect_column_values_to_be_between: {column: nontraditional_share_pct, min_value: 1, max_value: 30}
  - name: the_four_and_the_others_are_all
    no_rows: >-
      select n.quarter, n.method from marts.nontraditional_currencies as n join marts.currency_shares as c
      on n.quarter = c.quarter and n.method = c.method and c.currency in ('USD', 'EUR', 'JPY', 'GBP')
      group by all having abs(sum(c.share_pct) + any_value(n.nontraditional_share_pct) - 100) > 0.5
*/
with
shares as (
  select
    quarter,
    method,
    sum(share_pct) filter (currency not in ('USD', 'EUR', 'JPY', 'GBP')) as nontraditional_share_pct,
    sum(share_constant_fx_pct) filter (currency not in ('USD', 'EUR', 'JPY', 'GBP'))
      as nontraditional_constant_fx_pct,
    any_value(share_pct) filter (currency = 'CNY') as renminbi_share_pct,
    any_value(share_pct) filter (currency = 'OTH') as unnamed_share_pct,
    string_agg(currency, ' ' order by currency)
    filter (currency not in ('USD', 'EUR', 'JPY', 'GBP', 'OTH')) as named_currencies,
    sum(claims_usd_bn) filter (currency not in ('USD', 'EUR', 'JPY', 'GBP')) as nontraditional_usd_bn,
    each_source_once(string_agg(source, ' + ')) as source,
    max(vintage) as vintage
  from marts.currency_shares
  group by quarter, method
  -- Without one of the four or the rest, what is left is another quantity.
  having count(*) filter (currency in ('USD', 'EUR', 'JPY', 'GBP', 'OTH')) = 5
)

select
  now.quarter,
  now.method,
  now.nontraditional_share_pct,
  now.nontraditional_share_pct - before.nontraditional_share_pct as nontraditional_change_1y_points,
  now.nontraditional_constant_fx_pct,
  now.renminbi_share_pct,
  now.unnamed_share_pct,
  now.named_currencies,
  now.nontraditional_usd_bn,
  now.source,
  now.vintage
from shares as now
left join shares as before
  on now.method = before.method and before.quarter = last_day(now.quarter - interval 12 month)
order by now.quarter, now.method
