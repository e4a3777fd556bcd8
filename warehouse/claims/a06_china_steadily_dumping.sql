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
  years_of_net_sales_pct: {claimed: 70, unit: "%", rule: at_least, because: "steadily, for years: net sales in seven of ten years"}
  with_belgium_60m: {claimed: 0, unit: "USD bn", rule: below, because: "the same with Belgium, where China may hold in custody: less than five years before"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2011-09-30' order by month"
*/
select
  'years_of_net_sales_pct' as part,
  100 * count(*) filter (total_purchases_12m_usd_bn < 0) / count(*) as observed,
  format(
    'China sold net in {} of the ten years to {}; before 2023-02 by estimates.',
    count(*) filter (total_purchases_12m_usd_bn < 0), strftime(max(month), '%Y-%m')
  ) as reason
from marts.purchases
where
  holder_id = 'CHN' and total_purchases_12m_usd_bn is not null
  and month in (
    select last_day(date '2025-11-30' - to_months(12 * years::integer))
    from (select unnest(range(10)) as years) as spans
  )
having count(*) = 10
union all
select
  'with_belgium_60m' as part,
  sum(now.holdings_usd_bn) - sum(before.holdings_usd_bn) as observed,
  format(
    'With Belgium, as if all of it were Chinese in custody, {:,.0f} bn in {} after {:,.0f} bn five years before.',
    sum(now.holdings_usd_bn), strftime(max(now.month), '%Y-%m'), sum(before.holdings_usd_bn)
  ) as reason
from marts.holders as now
join
  marts.holders as before
  on now.holder_id = before.holder_id and before.month = last_day(now.month - interval 60 month)
where now.holder_id in ('CHN', 'BEL') and now.month = date '2025-11-30'
having count(*) = 2
