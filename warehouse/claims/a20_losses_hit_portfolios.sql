/*
claim: "Losses hit foreign reserve portfolios."
article: A
line: 89
quote: "Losses hit foreign reserve portfolios"
said_by: "the post"
said_on: 2026-01-22
kind: level
period: 2025-11-30
parts:
  since_2022: {claimed: -67, unit: "USD bn", rule: below, because: "losses of officials since the rise of rates began, 2022-01: more than twice the error of the model, 0.25 % of 3,700 bn by the root of the 13 months before TIC published valuations"}
  last_12m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over the last twelve months, as published"}
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
    f.valuation_usd_bn as published_usd_bn,
    if(has_published_flows(o.month), null, v.modelled_pct * o.before_usd_bn / 100) as modelled_usd_bn
  from officials as o
  left join marts.flows as f on o.month = f.month and f.holder_id = 'FOREIGN_OFFICIAL'
  left join marts.valuation_losses as v on o.month = v.month
  where o.month >= date '2022-01-31' and o.month <= date '2025-11-30'
),

summed as (
  select
    max(month) as month,
    sum(coalesce(published_usd_bn, modelled_usd_bn)) as all_usd_bn,
    sum(modelled_usd_bn) as modelled_usd_bn,
    count(coalesce(published_usd_bn, modelled_usd_bn))
    = datediff('month', date '2022-01-31', date '2025-11-30') + 1 as is_whole,
    sum(published_usd_bn) filter (month > months_before(date '2025-11-30', 12)) as year_usd_bn,
    count(published_usd_bn) filter (month > months_before(date '2025-11-30', 12)) as year_months
  from valued
)

select
  unnest([
    { part: 'since_2022', observed: if(is_whole, all_usd_bn, null), reason: format(
      'From 2022-01 to {} prices changed what officials held in bonds by {:+.0f} bn, of it {:+.0f} bn modelled.',
      month_of(month), all_usd_bn, modelled_usd_bn
    ) },
    { part: 'last_12m', observed: if(year_months = 12, year_usd_bn, null), reason: format(
      'In the last twelve months by {:+.0f} bn.', year_usd_bn
    ) }
  ], recursive := true)
from summed
where month = date '2025-11-30'
