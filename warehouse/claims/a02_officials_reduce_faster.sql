/*
claim: "Foreign governments and central banks have started reducing their holdings; the trend accelerated over the last few years and intensified recently."
article: A
line: 13
quote: "Foreign governments and central banks have started reducing their holdings of U.S. debt, a trend that has accelerated over the last few years and intensified recently"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
period: 2025-11-30
parts:
  level_36m: {claimed: 0, unit: "USD bn", rule: below, because: "reducing: less than three years before"}
  purchases_36m: {claimed: 0, unit: "USD bn", rule: below, because: "net sales over the last few years, read as three"}
  intensified: {claimed: 0, unit: "USD bn", rule: below, because: "intensified: net sales in the last twelve months, and more than in the twelve before"}
series: "select month, official_usd_bn from marts.official_private order by month"
*/
with
bought as (
  select
    now.total_purchases_12m_usd_bn as last,
    one.total_purchases_12m_usd_bn as before,
    two.total_purchases_12m_usd_bn as earlier,
    two.is_estimate_12m as is_estimate,
    now.month
  from marts.purchases as now
  join marts.purchases as one on now.holder_id = one.holder_id and one.month = months_before(now.month, 12)
  join marts.purchases as two on now.holder_id = two.holder_id and two.month = months_before(now.month, 24)
  where now.holder_id = 'FOREIGN_OFFICIAL' and now.month = date '2025-11-30'
)

select
  'level_36m' as part,
  now.official_usd_bn - before.official_usd_bn as observed,
  format(
    'Official holdings went from {:,.0f} to {:,.0f} bn in the three years to {}, price included.',
    before.official_usd_bn, now.official_usd_bn, month_of(now.month)
  ) as reason
from marts.official_private as now
join marts.official_private as before on before.month = months_before(now.month, 36)
where now.month = date '2025-11-30'
union all
select
  unnest([
    {
      part: 'purchases_36m', observed: last + before + earlier,
      reason: format(
        'Net purchases of officials were {:+.0f}, {:+.0f} and {:+.0f} bn in the three years to {}{}.',
        earlier,
        before,
        last,
        month_of(month),
        if(is_estimate, '; the first in part by estimates', '')
      )
    },
    {
      part: 'intensified', observed: greatest(last - before, last),
      reason: format(
        'Net purchases of officials were {:+.0f} bn in the twelve months to {}, and {:+.0f} bn in the twelve before.',
        last, month_of(month), before
      )
    }
  ], recursive := true)
from bought
