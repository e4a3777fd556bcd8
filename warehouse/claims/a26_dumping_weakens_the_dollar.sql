/*
claim: "If Treasuries are dumped, demand for the dollar weakens."
article: A
line: 123
quote: "USD demand weakens"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: 1.96, unit: "t", rule: consistent_above, because: "the mechanism: in months in which foreigners buy less, the broad dollar falls; 5 %, two-sided"}
*/
with
moves as (
  select
    p.total_purchases_usd_bn as x,
    ln(m.broad_dollar_avg_index / lag(m.broad_dollar_avg_index) over (order by m.month)) as y
  from marts.purchases as p
  join marts.market_monthly as m on p.month = m.month
  where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate and p.month <= date '2025-11-30'
),

fitted as (
  select
    count(*) as n,
    corr(x, y) as r
  from moves
  where x is not null and y is not null
  having count(*) >= 24
)

select
  't_statistic' as part,
  r * sqrt((n - 2) / (1 - r * r)) as observed,
  format(
    'Net foreign purchases and the broad dollar correlate at {:+.2f} over {} months since 2023-02: t = {:+.1f}.',
    r,
    n,
    r * sqrt((n - 2) / (1 - r * r))
  ) as reason
from fitted
