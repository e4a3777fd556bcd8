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
)

select
  't_statistic' as part,
  t_of_correlation(corr(x, y), regr_count(x, y)) as observed,
  format(
    'Net foreign purchases and yield changes correlate at {:+.2f} over {} months since 2023-02: t = {:+.1f}.',
    corr(x, y),
    regr_count(x, y),
    t_of_correlation(corr(x, y), regr_count(x, y))
  ) as reason
from moves
having regr_count(x, y) >= 24
