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
  officials: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the same of central banks and governments, of whom published estimates speak"}
  size: {claimed: 0, unit: "bp per 100 bn", rule: consistent_below, because: "the same as a slope: more official purchases lower the yield; the article names a direction, and no size"}
note: "Beltran and others (2013) estimate that 100 bn of official sales lift yields by 40 to 60 bp in the short run, and by 20 bp in the long run."
*/
with
fitted as (
  select
    if(p.holder_id = 'FOREIGN_OFFICIAL', 'officials', 'all_foreigners') as part,
    correlated(p.total_purchases_usd_bn, v.yield_change_bp) as correlation,
    regr_count(p.total_purchases_usd_bn, v.yield_change_bp) as n,
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
    'Net purchases of {} and changes of the ten-year yield, {} to {}, have a correlation of {:+.2f} over {} months.',
    if(part = 'officials', 'foreign officials', 'all foreigners'), month_of(first_month), month_of(last_month),
    correlation.observed, n
  ) as reason
from fitted
union all by name
select
  'size' as part,
  unnest(bp_per_100_bn),
  format(
    'Per 100 bn that foreign officials bought in a month, {} to {}, the ten-year yield moved by {:+.0f} bp.',
    month_of(first_month), month_of(last_month), bp_per_100_bn.observed
  ) as reason
from fitted
where part = 'officials'
