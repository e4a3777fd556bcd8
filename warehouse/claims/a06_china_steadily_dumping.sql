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
  years_of_net_sales_with_belgium: {claimed: 7, unit: "years", rule: at_least, because: "the same with Belgium, where China may hold in custody"}
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

scenarios (part, custody_scenario, who) as (
  values
  ('years_of_net_sales', 'cn', 'China'),
  ('years_of_net_sales_with_belgium', 'cn_plus_be', 'China and Belgium, a custody centre,')
),

counted as (
  select
    s.part,
    s.who,
    y.anchor,
    max(c.month) as month,
    count(*) filter (c.adjusted_purchases_12m_usd_bn < 0) as years
  from years as y
  join marts.custody_adjusted as c on y.month = c.month
  join scenarios as s on c.custody_scenario = s.custody_scenario
  where c.adjusted_purchases_12m_usd_bn is not null
  group by s.part, s.who, y.anchor
  having count(*) = 10
)

select
  part,
  arg_min(years, anchor) as observed,
  case when min(years) >= 7 then 'SUPPORTED' when max(years) < 7 then 'CONTRADICTED' else 'MIXED' end as verdict,
  format(
    '{} sold net in {} of the ten years to {}; ending years in other months gives {} to {}.', any_value(who),
    arg_min(years, anchor), month_of(max(month)), min(years), max(years)
  ) as reason
from counted
group by part
-- All twelve: with fewer, the months that are known would decide.
having count(*) = 12
