/*
claim: "Less foreign demand means that the U.S. must offer higher yields."
article: A
line: 109
quote: "Less foreign demand = the U.S. must offer higher yields to attract buyers"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which foreigners buy less, for the size of their holdings, the ten-year yield rises; 5 %, two-sided"}
*/
with
moves as (
  select
    p.total_purchases_usd_bn / t.holdings_usd_bn as x,
    v.yield_change_bp as y
  from marts.purchases as p
  join marts.valuation_losses as v on p.month = v.month
  join marts.totals as t on p.month = t.month and t.row_id = 'GRAND_TOTAL'
  where p.holder_id = 'GRAND_TOTAL' and p.month <= date '2025-11-30'
),

fitted as (
  select
    count(*) as n,
    corr(x, y) as r
  from moves
  where x is not null and y is not null
  having count(*) >= 60
)

select
  't_statistic' as part,
  r * sqrt((n - 2) / (1 - r * r)) as observed,
  format(
    'Net purchases over holdings and yield changes correlate at {:+.2f} over {} months, some estimated: t = {:+.1f}.',
    r,
    n,
    r * sqrt((n - 2) / (1 - r * r))
  ) as reason
from fitted
