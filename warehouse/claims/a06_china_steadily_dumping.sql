/*
claim: "China has been steadily dumping Treasuries for years."
article: A
line: 29
quote: "China has been steadily dumping them for years"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
period: 2025-11-30
parts:
  years_of_net_sales: {claimed: 7, unit: "years", rule: at_least, because: "steadily, for years: net sales in seven of ten, whichever month the years end in; where that decides, it is mixed"}
  years_of_less_with_belgium: {claimed: 7, unit: "years", rule: at_least, because: "the same with Belgium, where China may hold in custody: less than a year before, price included, in seven of ten, whichever month they end in"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2011-09-30' order by month"
*/
with
-- Ten years that end in each of twelve months.
years as (
  select
    range // 10 as anchor,
    months_before(date '2025-11-30', 12 * (range % 10) + range // 10) as month
  from range(120)
),

with_belgium as (
  select
    y.anchor,
    now.month,
    sum(now.holdings_usd_bn - before.holdings_usd_bn) as change_usd_bn
  from years as y
  join marts.holders as now on y.month = now.month
  join marts.holders as before
    on now.holder_id = before.holder_id and before.month = months_before(now.month, 12)
  where now.holder_id in ('CHN', 'BEL')
  group by y.anchor, now.month
  having count(now.holdings_usd_bn - before.holdings_usd_bn) = 2
),

changes as (
  select
    'years_of_net_sales' as part,
    y.anchor,
    p.month,
    p.total_purchases_12m_usd_bn as change_usd_bn
  from years as y
  join marts.purchases as p on y.month = p.month and p.holder_id = 'CHN'
  where p.total_purchases_12m_usd_bn is not null
  union all
  select
    'years_of_less_with_belgium' as part,
    *
  from with_belgium
),

counted as (
  select
    part,
    anchor,
    max(month) as month,
    count(*) filter (change_usd_bn < 0) as years
  from changes
  group by part, anchor
  having count(*) = 10
)

select
  part,
  arg_min(years, anchor) as observed,
  case when min(years) >= 7 then 'SUPPORTED' when max(years) < 7 then 'CONTRADICTED' else 'MIXED' end as verdict,
  format(
    'China{} in {} of the ten years to {}, in {} to {} by the month in which years end.',
    if(part = 'years_of_net_sales', ' sold net', ' and Belgium, a custody centre, held less than a year before'),
    arg_min(years, anchor), month_of(max(month)), min(years), max(years)
  ) as reason
from counted
group by part
having min(anchor) = 0
