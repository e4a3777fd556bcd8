/*
claim: "If large-scale selling occurs, bond prices fall and yields rise."
article: B
line: 35
quote: "If large-scale selling occurs, bond prices will fall, yields will rise"
said_by: "analysts"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which foreigners buy less, the ten-year yield rises; 5 %, two-sided"}
*/
with
moves as (
  select
    p.total_purchases_usd_bn as x,
    v.yield_change_bp as y
  from marts.purchases as p
  join marts.valuation_losses as v on p.month = v.month
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
    'Net foreign purchases and yield changes correlate at {:+.2f} over {} months since 2023-02: t = {:+.1f}.',
    r,
    n,
    r * sqrt((n - 2) / (1 - r * r))
  ) as reason
from fitted
