/*
description: >
  Published values beside what this warehouse computes: how far they are apart and why. A value that needs data that were
  not fetched is NULL.
columns:
  computed: [unit of the row, "The same value as computed here from the newest vintage; NULL where the data are not available."]
  difference: [unit of the row, "Computed less published."]
  is_within: [flag, "The difference is within the tolerance; NULL where nothing was computed."]
expect:
  - expect_column_values_to_be_unique: {column: value_name}
  - expect_column_values_to_not_be_null: {column: published_by}
  - name: every_difference_has_a_verdict
    rows_where: (difference is null) <> (is_within is null)
*/
with
shares as (
  select
    if(
      method = 'allocated',
      'cofer_allocated_usd_' || if(year(quarter) = 2025, '2025q1', year(quarter)::varchar),
      'cofer_all_usd_' || year(quarter) || 'q' || quarter(quarter)
    ) as value_name,
    share_pct as computed
  from marts.currency_shares
  where
    currency = 'USD'
    and (method = 'all_reserves' or month(quarter) = 12 or quarter = date '2025-03-31')
),

claims_at_rates_of_2019 as (
  select
    *,
    claims_usd_bn * coalesce(usd_per_unit_2019 / usd_per_unit, 1) as amount
  from reference.ecb_currency_claims
),

ecb as (
  select
    lower('ecb_' || year || '_' || currency) as value_name,
    100 * amount / sum(amount) over (partition by year) as computed
  from claims_at_rates_of_2019
),

gold as (
  select
    'gold_price_' || year(period_end) as value_name,
    gold_usd_oz as computed
  from marts.gold_prices
  where gold_price_basis = 'world_bank_implied'
  union all
  select
    'gold_share_' || if(holder_id = 'USA', 'usa', if(holder_id = 'RUS', 'russia', 'china')) || '_2018' as value_name,
    gold_share_pct as computed
  from marts.gold
  where frequency = 'annual' and period_end = date '2018-12-31' and holder_id in ('USA', 'RUS', 'CHN')
  union all
  select
    'active_diversifiers_' || year(period_end) as value_name,
    count(*) filter (where is_diversifier_at_market_prices) as computed
  from marts.reserve_mix
  where frequency = 'annual' and is_diversifier_at_market_prices is not null
  group by year(period_end)
),

funding as (
  select
    month,
    unnest([
      { value_name: 'foreign_share_public_' || year(month), computed: foreign_share_of_public_pct, of_month: 12 },
      { value_name: 'official_share_' || year(month), computed: official_share_pct, of_month: 12 },
      {
        value_name: 'foreign_share_marketable_' || year(month), computed: foreign_share_of_marketable_pct,
        of_month: 12
      },
      { value_name: 'foreign_interest_' || year(month), computed: foreign_interest_12m_usd_bn, of_month: 12 },
      { value_name: 'interest_fy' || year(month), computed: interest_12m_usd_bn, of_month: 9 },
      {
        value_name: 'foreign_share_gross_' || strftime(month, '%Y_%m'), computed: foreign_share_of_gross_pct,
        of_month: month(month)
      }
    ], recursive := true)
  from marts.foreign_funding
),

interest as (
  select
    'interest_12m_' || strftime(month, '%Y_%m') as value_name,
    sum(interest_usd_bn) over (order by month rows between 11 preceding and current row) as computed
  from staging.interest_expense
),

newest_fit as (
  select *
  from marts.valuation_losses
  order by month desc
  limit 1
),

valuation as (
  select
    unnest([
      { value_name: 'valuation_slope', computed: -modified_duration_years / 100 },
      { value_name: 'valuation_intercept', computed: fit_intercept_pct },
      { value_name: 'valuation_r2', computed: fit_r2_index }
    ], recursive := true)
  from newest_fit
),

changes as (
  select
    date,
    ln(btc_usd / lag(btc_usd) over (order by date)) as btc,
    ln(sp500_index / lag(sp500_index) over (order by date)) as sp500
  from marts.market_daily
),

correlations as (
  select
    'btc_sp500_2017_2019' as value_name,
    corr(btc, sp500) as computed
  from changes
  where year(date) between 2017 and 2019
  union all
  select
    'btc_sp500_2020_2021' as value_name,
    corr(btc, sp500) as computed
  from changes
  where year(date) between 2020 and 2021
),

holders as (
  select
    'japan_share_2025' as value_name,
    share_of_foreign_pct as computed
  from marts.holders
  where holder_id = 'JPN' and month = date '2025-12-31'
  union all
  select
    unnest(['hhi_low_2025_11', 'hhi_high_2025_11']) as value_name,
    unnest([hhi_low_points, hhi_high_points]) as computed
  from marts.concentration
  where basis = 'table5' and scenario = 'raw' and month = date '2025-11-30'
),

every_value as (
  select * from shares
  union all by name
  select * from ecb
  union all by name
  select * from gold
  union all by name
  select
    value_name,
    computed
  from funding
  where month(month) = of_month
  union all by name
  select * from interest
  union all by name
  select * from valuation
  union all by name
  select * from correlations
  union all by name
  select * from holders
)

select
  p.value_name,
  p.topic,
  p.what,
  p.published,
  c.computed,
  c.computed - p.published as difference,
  p.tolerance,
  -- Shares are published rounded: a difference of the tolerance itself is within it.
  abs(c.computed - p.published) <= p.tolerance + 1e-9 as is_within,
  p.published_unit,
  p.published_by,
  p.why_apart
from reference.published_values as p
left join every_value as c using (value_name)
order by p.topic, p.value_name
