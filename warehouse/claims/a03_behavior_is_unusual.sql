/*
claim: "That behaviour of foreign officials is unusual."
article: A
line: 23
quote: "This behavior is unusual and dangerous"
claimant: "the post"
claim_date: 2026-01-22
kind: rank
period: 2025-11-30
parts:
  percentile: {claimed: 10, unit: "%", rule: at_most, because: "unusual: among the lowest tenth of all twelve-month spans known here, which do not reach back to 1985"}
series: "select month, purchases_12m_pct from marts.purchases where holder_id = 'FOREIGN_OFFICIAL' order by month"
*/
with
history as (
  select
    month,
    purchases_12m_pct,
    100 * percent_rank() over (order by purchases_12m_pct) as percentile,
    min(month) over () as first,
    count(*) over () as n,
    count(*) filter (is_estimate_12m) over () as estimates
  from marts.purchases
  where holder_id = 'FOREIGN_OFFICIAL' and purchases_12m_pct is not null and month <= date '2025-11-30'
)

select
  'percentile' as part,
  percentile as observed,
  format(
    'Net purchases in a year were {:+.1f} % of holdings, '
    || 'more than in {:.0f} % of the {} months since {} ({} estimated).',
    purchases_12m_pct, percentile, n, month_of(first), estimates
  ) as reason
from history
where month = date '2025-11-30' and n >= 60
