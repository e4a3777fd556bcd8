/*
claim: "Losses hit foreign reserve portfolios."
article: A
line: 89
quote: "Losses hit foreign reserve portfolios"
claimant: "the post"
claim_date: 2026-01-22
kind: level
period: 2025-11-30
parts:
  trough_since_2022: {claimed: -67, unit: "USD bn", rule: below, because: "losses hit: at worst since rates rose in 2022-01, beyond twice the model's error, 0.25 % of 3,700 bn times the root of 13 months"}
  months_of_rising_yields: {claimed: 50, unit: "%", rule: above, because: "as interest rates rise: losses in most of the months since 2022-01 in which the ten-year yield rose"}
  last_12m: {claimed: 0, unit: "USD bn", rule: below, because: "losses hit now: over the last twelve months, as published"}
series: "select month, reported_usd_bn from marts.valuation_losses where reported_usd_bn is not null order by month"
*/
with
officials as (
  select
    month,
    lag(official_coupons_usd_bn) over (order by month) as before_usd_bn
  from marts.official_private
),

valued as (
  select
    o.month,
    o.before_usd_bn,
    f.valuation_usd_bn as published_usd_bn,
    if(has_published_flows(o.month), null, v.modelled_pct * o.before_usd_bn / 100) as modelled_usd_bn,
    v.yield_change_bp > 0 as is_rising
  from officials as o
  left join marts.flows as f on o.month = f.month and f.holder_id = 'FOREIGN_OFFICIAL'
  left join marts.valuation_losses as v on o.month = v.month
  where o.month >= date '2022-01-31' and o.month <= date '2025-11-30'
),

cumulated as (
  select
    *,
    coalesce(published_usd_bn, modelled_usd_bn) as usd_bn,
    sum(usd_bn) over by_month as so_far_usd_bn,
    sum(modelled_usd_bn) over by_month as modelled_so_far_usd_bn,
    count(*) over by_month as months_so_far,
    count(modelled_usd_bn) over by_month as modelled_months_so_far
  from valued
  window by_month as (order by month)
),

summed as (
  select
    max(month) as month,
    min(so_far_usd_bn) as trough_usd_bn,
    arg_min(month, so_far_usd_bn) as trough_month,
    arg_min(modelled_so_far_usd_bn, so_far_usd_bn) as trough_modelled_usd_bn,
    arg_min(modelled_months_so_far, so_far_usd_bn) as trough_modelled_months,
    arg_min(months_so_far, so_far_usd_bn) as trough_months,
    sum(usd_bn) as all_usd_bn,
    100 * trough_usd_bn / arg_min(before_usd_bn, month) as trough_pct,
    count(usd_bn) = datediff('month', date '2022-01-31', date '2025-11-30') + 1 as is_whole,
    count(*) filter (is_rising) as rising,
    count(*) filter (is_rising and usd_bn < 0) as rising_with_losses,
    sum(published_usd_bn) filter (month > months_before(date '2025-11-30', 12)) as year_usd_bn,
    count(published_usd_bn) filter (month > months_before(date '2025-11-30', 12)) as year_months
  from cumulated
)

select
  unnest([
    { part: 'trough_since_2022', observed: if(is_whole, trough_usd_bn, null), reason: format(
      'Prices took {:,.0f} bn, {:.1f} %, from the bonds of foreign officials, 2022-01 to {}; {:,.0f} bn, {} of {} '
      || 'months, are modelled.',
      -trough_usd_bn, -trough_pct, month_of(trough_month), -trough_modelled_usd_bn, trough_modelled_months,
      trough_months
    ) },
    { part: 'months_of_rising_yields', observed: if(is_whole, 100 * rising_with_losses / rising, null), reason: format(
      'In {} of {} months in which the ten-year yield rose, 2022-01 to {}, foreign officials lost on bond prices.',
      rising_with_losses, rising, month_of(month)
    ) },
    { part: 'last_12m', observed: if(year_months = 12, year_usd_bn, null), reason: format(
      'In the twelve months to {} prices changed the bonds of foreign officials by {:+.0f} bn, and since 2022-01 by '
      || '{:+.0f} bn.',
      month_of(month), year_usd_bn, all_usd_bn
    ) }
  ], recursive := true)
from summed
where month = date '2025-11-30'
