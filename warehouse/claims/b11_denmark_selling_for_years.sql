/*
claim: "Denmark has been selling U.S. Treasuries for years."
article: B
line: 17
quote: "They have been selling U.S. Treasuries for years"
claimant: "Scott Bessent"
claim_date: 2026-01-22
kind: trend
period: 2025-11-30
parts:
  years_of_net_sales: {claimed: 6, unit: "years", rule: at_least, because: "for years: net sales in two of three, of the last nine, whichever month the years end in. Where that decides, it is mixed"}
series: "select month, total_purchases_12m_usd_bn from marts.purchases where holder_id = 'DNK' order by month"
*/
with
-- Nine years that end in each of twelve months.
years as (
  select
    range // 9 as anchor,
    months_before(date '2025-11-30', 12 * (range % 9) + range // 9) as month
  from range(108)
),

counted as (
  select
    y.anchor,
    max(p.month) as month,
    count(*) filter (p.total_purchases_12m_usd_bn < 0) as years,
    count(*) filter (p.is_estimate_12m and p.total_purchases_12m_usd_bn < 0) as estimates,
    list(bought_or_sold(p.total_purchases_12m_usd_bn, '{:.2f}') order by p.month)[-3:] as last_three
  from years as y
  join marts.purchases as p on y.month = p.month and p.holder_id = 'DNK'
  where p.total_purchases_12m_usd_bn is not null
  group by y.anchor
  having count(*) = 9
)

select
  'years_of_net_sales' as part,
  arg_min(years, anchor) as observed,
  case when min(years) >= 6 then 'SUPPORTED' when max(years) < 6 then 'CONTRADICTED' else 'MIXED' end as verdict,
  format(
    'Denmark sold net in {} of the nine years to {}, in {} by estimates; other year-ends give {} to {}. '
    || 'In the last three years Denmark {}.',
    arg_min(years, anchor), month_of(max(month)), arg_min(estimates, anchor), min(years), max(years),
    array_to_string(arg_min(last_three, anchor), ', ')
  ) as reason
from counted
-- All twelve: with fewer, the months that are known would decide.
having count(*) = 12
