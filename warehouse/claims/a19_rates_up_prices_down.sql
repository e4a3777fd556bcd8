/*
claim: "As interest rates rise, bond prices fall."
article: A
line: 87
quote: "Bond prices fall"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  correlation: {claimed: 0, unit: "correlation", rule: consistent_below, because: "an identity of bonds with fixed coupons, not a mechanism; seen in the valuation that TIC publishes"}
*/
select
  'correlation' as part,
  unnest(correlated(yield_change_bp, reported_usd_bn)),
  format(
    'By definition, bond prices fall when yields rise: yields and valuation, {} to {}, have {}.',
    month_of(min(month) filter (reported_usd_bn is not null)), month_of(max(month)),
    correlation_in_words(yield_change_bp, reported_usd_bn)
  ) as reason
from marts.valuation_losses
where month <= date '2025-11-30'
