/*
description: >
  Currency shares of official foreign exchange reserves (IMF COFER), by quarter and method. Shares are at current
  rates and at the rates of the end of 2019. A falling dollar lowers its share without a sale; at constant rates it
  does not. The two methods are never one series.
columns:
  share_constant_fx_pct: ["%", "Share at the exchange rates of the end of 2019; NULL where the rate of the euro, yen or pound is not known."]
  not_adjusted_pct: ["%", "Part of the reserves, other than the dollar, that share_constant_fx_pct leaves at current exchange rates."]
headline: ["%", "Dollar share of reserves", "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [quarter, method, currency]}
  - expect_column_values_to_be_between: {column: share_constant_fx_pct, min_value: 0, max_value: 100}
  - name: shares_add_up_to_a_hundred
    no_rows: >-
      select quarter, method, sum(share_pct) as pct, sum(share_constant_fx_pct) as constant_pct
      from marts.currency_shares group by all having abs(pct - 100) > 0.5 or abs(constant_pct - 100) > 1e-6
*/
-- Constant rates as the ECB computes them. The dollar, other currencies, and currencies whose rate is not available are not
-- adjusted (not_adjusted_pct).
with
rates as (
  select
    r.currency,
    e.period_end,
    if(r.is_per_usd, 1 / e.series_value, e.series_value) as usd_per_unit,
    e.source,
    e.vintage
  from (
    select unnest([
      { currency: 'EUR', measure: 'usd_per_eur', is_per_usd: false },
      { currency: 'JPY', measure: 'jpy_per_usd', is_per_usd: true },
      { currency: 'GBP', measure: 'usd_per_gbp', is_per_usd: false },
      { currency: 'CNY', measure: 'cny_per_usd', is_per_usd: true },
      { currency: 'CHF', measure: 'chf_per_usd', is_per_usd: true },
      { currency: 'AUD', measure: 'usd_per_aud', is_per_usd: false },
      { currency: 'CAD', measure: 'cad_per_usd', is_per_usd: true }
    ], recursive := true)
  ) as r
  join staging.economic_series as e using (measure)
),

-- The last rate of the quarter; one more than a week old is none.
at_quarter_ends as (
  select
    currency,
    last_day(date_trunc('quarter', period_end) + interval 2 month) as quarter,
    arg_max(usd_per_unit, period_end) as usd_per_unit,
    any_value(source) as source,
    max(vintage) as vintage
  from rates
  group by currency, last_day(date_trunc('quarter', period_end) + interval 2 month)
  having max(period_end) >= any_value(last_day(date_trunc('quarter', period_end) + interval 2 month)) - 7
),

factors as (
  select
    now.currency,
    now.quarter,
    base.usd_per_unit / now.usd_per_unit as factor,
    now.source,
    now.vintage
  from at_quarter_ends as now
  join at_quarter_ends as base on now.currency = base.currency and base.quarter = date '2019-12-31'
),

adjusted as (
  select
    s.*,
    f.factor,
    s.share_pct * coalesce(f.factor, 1) as amount,
    count(f.factor) filter (where s.currency in ('EUR', 'JPY', 'GBP')) over one = 3 as is_known,
    coalesce(sum(s.share_pct) filter (where f.factor is null and s.currency <> 'USD') over one, 0) as not_adjusted_pct,
    max(f.source) over one as rate_source,
    max(f.vintage) over one as rate_vintage
  from staging.currency_composition as s
  left join factors as f using (currency, quarter)
  where s.share_pct is not null
  window one as (partition by s.quarter, s.method)
)

select
  quarter,
  method,
  currency,
  share_pct,
  if(is_known, 100 * amount / sum(amount) over (partition by quarter, method), null) as share_constant_fx_pct,
  if(is_known, not_adjusted_pct, null) as not_adjusted_pct,
  claims_usd_bn,
  concat_ws(' + ', source, rate_source) as source,
  greatest(vintage, rate_vintage) as vintage
from adjusted
order by quarter, method, currency
