/*
claim: "China has been steadily dumping Treasuries for years."
article: A
line: 29
quote: "China has been steadily dumping them for years"
said_by: "the post"
said_on: 2026-01-22
kind: trend
period: 2025-11-30
parts:
  years_of_net_sales: {claimed: 7, unit: "years", rule: at_least, because: "steadily, for years: net sales in seven of ten"}
  years_of_less_with_belgium: {claimed: 7, unit: "years", rule: at_least, because: "the same with Belgium, where China may hold in custody: less than a year before, price included, in seven of ten"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2011-09-30' order by month"
*/
with
years as (
  select months_before(date '2025-11-30', 12 * years) as month
  from (select unnest(range(10)) as years) as spans
),

with_belgium as (
  select
    now.month,
    sum(now.holdings_usd_bn - before.holdings_usd_bn) as change_usd_bn
  from years as y
  join marts.holders as now on y.month = now.month
  join marts.holders as before
    on now.holder_id = before.holder_id and before.month = months_before(now.month, 12)
  where now.holder_id in ('CHN', 'BEL')
  group by now.month
  having count(now.holdings_usd_bn - before.holdings_usd_bn) = 2
)

select
  'years_of_net_sales' as part,
  count(*) filter (p.total_purchases_12m_usd_bn < 0) as observed,
  format(
    'China sold net in {} of the ten years to {}; before 2023-02 by estimates.',
    count(*) filter (p.total_purchases_12m_usd_bn < 0), month_of(max(p.month))
  ) as reason
from marts.purchases as p
join years as y on p.month = y.month
where p.holder_id = 'CHN' and p.total_purchases_12m_usd_bn is not null
having count(*) = 10
union all
select
  'years_of_less_with_belgium' as part,
  count(*) filter (change_usd_bn < 0) as observed,
  format(
    'With Belgium, as if Chinese in custody, holdings fell in {} of ten years; the last change is {:+.0f} bn.',
    count(*) filter (change_usd_bn < 0), arg_max(change_usd_bn, month)
  ) as reason
from with_belgium
having count(*) = 10
