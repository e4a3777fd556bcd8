/*
claim: "If large-scale selling occurs, bond prices fall and yields rise."
article: B
line: 35
quote: "If large-scale selling occurs, bond prices will fall, yields will rise"
claimant: "analysts"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  all_foreigners: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: in months in which foreigners buy less, the ten-year yield rises"}
  officials: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same of central banks and governments, of whom the estimates speak"}
  size: {claimed: -20, unit: "bp per 100 bn", rule: consistent_below, because: "a fall of official purchases by 100 bn in a month lifts yields by 20 bp in the long run, 40 to 60 at once (Beltran and others 2013)"}
*/
with
fitted as (
  select
    if(p.holder_id = 'FOREIGN_OFFICIAL', 'officials', 'all_foreigners') as part,
    correlated(p.total_purchases_usd_bn, v.yield_change_bp) as correlation,
    correlation_in_words(p.total_purchases_usd_bn, v.yield_change_bp) as words,
    sloped(v.yield_change_bp, p.total_purchases_usd_bn / 100) as bp_per_100_bn,
    min(p.month) as first_month,
    max(p.month) as last_month
  from marts.purchases as p
  join marts.valuation_losses as v on p.month = v.month
  where p.holder_id in ('GRAND_TOTAL', 'FOREIGN_OFFICIAL') and not p.is_estimate and p.month <= date '2025-11-30'
  group by p.holder_id
)

select
  part,
  unnest(correlation),
  format(
    'Net purchases of {} and the change of the ten-year yield, {} to {}, have {}.', replace(part, '_', ' '),
    month_of(first_month), month_of(last_month), words
  ) as reason
from fitted
union all by name
select
  'size' as part,
  unnest(bp_per_100_bn),
  format(
    'Per 100 bn that officials bought, {} to {}, the ten-year yield moved by {:+.0f} bp ({:+.0f} to {:+.0f} at 95 %).',
    month_of(first_month), month_of(last_month), bp_per_100_bn.observed, bp_per_100_bn.low, bp_per_100_bn.high
  ) as reason
from fitted
where part = 'officials'
