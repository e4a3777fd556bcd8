/*
claim: "Gold is becoming the neutral reserve asset."
article: A
line: 153
quote: "Gold is becoming the neutral reserve asset in a divided world"
said_by: "the post"
said_on: 2026-01-22
kind: share
period: 2025-09-30
newest: >
  select max(period_end) from (
    select period_end, count(gold_usd_bn) as n, max(count(gold_usd_bn)) over () as most
    from marts.gold where frequency = 'quarterly' group by period_end
  ) where n >= 0.9 * most
parts:
  above_euro: {claimed: 0, unit: "USD bn", rule: above, because: "gold of the known holders alone, at the average price of the month, is worth more than all reserves in euro; they are not all, so this can support and never contradict"}
  above_treasuries: {claimed: 0, unit: "USD bn", rule: above, because: "and, without that of the United States, more than all Treasuries of foreign officials; the same holds"}
*/
with
gold as (
  select
    period_end,
    sum(gold_usd_bn) as all_usd_bn,
    sum(gold_usd_bn) filter (holder_id <> 'USA') as foreign_usd_bn,
    count(gold_usd_bn) as n,
    count(gold_usd_bn) filter (holder_id <> 'USA') as foreign_n
  from marts.gold
  where frequency = 'quarterly' and period_end = date '2025-09-30'
  group by period_end
),

pairs as (
  select
    'above_euro' as part,
    g.period_end,
    g.n,
    g.all_usd_bn as gold_usd_bn,
    'reserves in euro' as what,
    c.claims_usd_bn as usd_bn
  from gold as g
  join marts.currency_shares as c on g.period_end = c.quarter and c.currency = 'EUR' and c.method = 'all_reserves'
  union all
  select
    'above_treasuries' as part,
    g.period_end,
    g.foreign_n as n,
    g.foreign_usd_bn as gold_usd_bn,
    'Treasuries of foreign officials' as what,
    o.official_usd_bn as usd_bn
  from gold as g
  join marts.official_private as o on g.period_end = o.month
)

select
  part,
  -- Known holders are not all: what they hold is a lower bound, which can show more but not less.
  if(gold_usd_bn > usd_bn, gold_usd_bn - usd_bn, null) as observed,
  format(
    'Gold of {} known holders was worth {:,.0f} bn in {}, {} {:,.0f} bn{}.',
    n,
    gold_usd_bn,
    month_of(period_end),
    what,
    usd_bn, if(gold_usd_bn > usd_bn, '', ': they are not all, so this decides nothing')
  ) as reason
from pairs
