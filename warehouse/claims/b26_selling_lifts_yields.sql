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
  all_foreigners: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which foreigners buy less, the ten-year yield rises; 5 %, two-sided"}
  officials: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the same of central banks and governments, of whom the estimates speak"}
  size: {claimed: -20, unit: "bp per 100 bn", rule: consistent_below, because: "a fall of official purchases by 100 bn in a month lifts yields by 20 bp in the long run, 40 to 60 at once (Beltran and others 2013)"}
*/
with
fitted as (
  select
    if(p.holder_id = 'FOREIGN_OFFICIAL', 'officials', 'all_foreigners') as part,
    t_of(p.total_purchases_usd_bn, v.yield_change_bp) as t,
    correlation_in_words(p.total_purchases_usd_bn, v.yield_change_bp) as words,
    100 * regr_slope(v.yield_change_bp, p.total_purchases_usd_bn) as bp_per_100_bn
  from marts.purchases as p
  join marts.valuation_losses as v on p.month = v.month
  where p.holder_id in ('GRAND_TOTAL', 'FOREIGN_OFFICIAL') and not p.is_estimate and p.month <= date '2025-11-30'
  group by p.holder_id
)

select
  part,
  t as observed,
  format('Net purchases of {} and yield changes since 2023-02 {}.', replace(part, '_', ' '), words) as reason
from fitted
union all
select
  'size',
  bp_per_100_bn,
  format('With each 100 bn that officials bought more the ten-year yield moved by {:+.0f} bp.', bp_per_100_bn)
from fitted
where part = 'officials' and t is not null
