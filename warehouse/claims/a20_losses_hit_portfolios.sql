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
  since_2022: {claimed: 0, unit: "USD bn", rule: below, because: "losses: the valuation of long-term holdings since the rise of rates began, 2022-01, modelled before 2023-02"}
  last_12m: {claimed: 0, unit: "USD bn", rule: below, because: "the same over the last twelve months"}
series: "select month, reported_usd_bn from marts.valuation_losses where reported_usd_bn is not null order by month"
*/
with
valued as (
  select
    month,
    coalesce(reported_usd_bn, modelled_usd_bn) as value_usd_bn
  from marts.valuation_losses
  where month >= date '2022-01-31' and month <= date '2025-11-30'
)

select
  unnest([
    { part: 'since_2022', observed: sum(value_usd_bn), reason: format(
      'From 2022-01 to {} prices changed long-term foreign holdings by {:+.0f} bn, private ones included.',
      strftime(max(month), '%Y-%m'),
      sum(value_usd_bn)
    ) },
    {
      part: 'last_12m',
      observed: sum(value_usd_bn) filter (month > last_day(date '2025-11-30' - interval 12 month)),
      reason: format(
        'In the last twelve months by {:+.0f} bn.',
        sum(value_usd_bn) filter (month > last_day(date '2025-11-30' - interval 12 month))
      )
    }
  ], recursive := true)
from valued
having max(month) = date '2025-11-30'
