/*
claim: "Less foreign demand means that the U.S. must offer higher yields."
article: A
line: 109
quote: "Less foreign demand = the U.S. must offer higher yields to attract buyers"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  correlation: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: the ten-year yield rises in months in which foreigners buy less, for the size of their holdings. As published, since estimates have yields in them"}
*/
select
  'correlation' as part,
  unnest(correlated(p.total_purchases_usd_bn / t.holdings_usd_bn, v.yield_change_bp)),
  format(
    'Foreign net purchases, over holdings, and changes of the ten-year yield, {} to {}, have {}.',
    month_of(min(p.month)), month_of(max(p.month)),
    correlation_in_words(p.total_purchases_usd_bn / t.holdings_usd_bn, v.yield_change_bp)
  ) as reason
from marts.purchases as p
join marts.valuation_losses as v on p.month = v.month
join marts.totals as t on p.month = t.month and t.row_id = 'GRAND_TOTAL'
where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate and p.month <= date '2025-11-30'
