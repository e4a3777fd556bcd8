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
select
  't_statistic' as part,
  t_of(yield_change_bp, reported_usd_bn) as observed,
  format(
    'Valuation and the change of yields since 2023-02 {}.', correlation_in_words(yield_change_bp, reported_usd_bn)
  ) as reason
from marts.valuation_losses
where month <= date '2025-11-30'
