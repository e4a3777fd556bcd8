/*
description: >
  Currency composition of official foreign exchange reserves (IMF COFER), by quarter. Two methods that are never
  spliced: `allocated` counts the reserves whose currency was reported and ended with the release of 2025Q2;
  `all_reserves` counts all, with the IMF's estimates, from 2000-Q1 on. The file of the new method still gives 1999
  by the old one.
columns:
  quarter: [date, "Last day of the quarter."]
  method: [class, "What shares are a share of: `allocated` reserves, or `all_reserves` with the IMF's estimates."]
  currency: [code, "Currency of the claims, ISO 4217; OTH is all others; TOTAL is their sum."]
  share_pct: ["%", "Share of the currency in official foreign exchange reserves at current exchange rates."]
  claims_usd_bn: [USD bn, "Official claims in the currency, at current exchange rates."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [quarter, method, currency]}
  - expect_column_values_to_be_between: {column: share_pct, min_value: 0, max_value: 100}
  - name: world_total_is_plausible
    rows_where: currency = 'TOTAL' and claims_usd_bn not between 1000 and 20000
*/
with
both_methods as (
  select
    *,
    if(time_period < '2000', 'allocated', 'all_reserves') as method
  from known.imf_cofer
  union all by name
  select
    *,
    'allocated' as method
  from known.imf_cofer_allocated
),

named as (
  select
    *,
    last_day(make_date(left(time_period, 4)::integer, 3 * right(time_period, 1)::integer, 1)) as quarter,
    case fxr_currency when 'CI_T' then 'TOTAL' when 'CI_OTHC' then 'OTH' else replace(fxr_currency, 'CI_', '') end
      as currency
  from both_methods
  where indicator = 'AFXRA' and value is not null
  -- 1999 is in both files, as last published.
  qualify dense_rank() over (partition by quarter, method order by vintage desc) = 1
)

select
  quarter,
  method,
  currency,
  max(value) filter (where transformation = 'SHRO_PT' and currency <> 'TOTAL') as share_pct,
  max(value) filter (where transformation = 'NV_USD') / 1e9 as claims_usd_bn,
  any_value(source) as source,
  max(vintage) as vintage
from named
group by quarter, method, currency
order by quarter, method, currency
