/*
claim: "As interest rates rise, bond prices fall."
article: A
line: 87
quote: "Bond prices fall"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: -1.96, unit: "t", rule: consistent_below, because: "an identity of bonds, seen in what TIC publishes as valuation; 5 %, two-sided"}
*/
with
moves as (
  select
    yield_change_bp as x,
    reported_usd_bn as y
  from marts.valuation_losses
  where month <= date '2025-11-30'
)

select
  't_statistic' as part,
  t_of_correlation(corr(x, y), regr_count(x, y)) as observed,
  format(
    'Valuation and the change of yields correlate at {:+.2f} over {} months since 2023-02: t = {:+.1f}.',
    corr(x, y),
    regr_count(x, y),
    t_of_correlation(corr(x, y), regr_count(x, y))
  ) as reason
from moves
having regr_count(x, y) >= 24
