/*
claim: "If Treasuries are dumped, demand for the dollar weakens."
article: A
line: 123
quote: "USD demand weakens"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  correlation: {claimed: 0, unit: "correlation", rule: consistent_above, because: "the mechanism: in months in which foreigners buy less, the broad dollar, as an average of the month, falls"}
note: "The next links, import prices and inflation, need prices of imports, which are not held here."
*/
with
dollar as (
  select
    month,
    ln(broad_dollar_avg_index / lag(broad_dollar_avg_index) over (order by month)) as change
  from marts.market_monthly
)

select
  'correlation' as part,
  unnest(correlated(p.total_purchases_usd_bn, d.change)),
  format(
    'Foreign net purchases and the change of the broad dollar, {} to {}, have {}.',
    month_of(min(p.month)), month_of(max(p.month)), correlation_in_words(p.total_purchases_usd_bn, d.change)
  ) as reason
from marts.purchases as p
join dollar as d on p.month = d.month
where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate and p.month <= date '2025-11-30'
