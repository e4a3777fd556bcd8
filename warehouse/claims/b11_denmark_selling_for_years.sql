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
  years_of_net_sales: {claimed: 6, unit: "years", rule: at_least, because: "for years: net sales in two of three, of the last nine"}
series: "select month, total_purchases_12m_usd_bn from marts.purchases where holder_id = 'DNK' order by month"
*/
select
  'years_of_net_sales' as part,
  if(count(*) = 9, count(*) filter (total_purchases_12m_usd_bn < 0), null) as observed,
  format(
    'Denmark sold net in {} of the nine years to {}; before 2023-02 by estimates.',
    if(count(*) = 9, count(*) filter (total_purchases_12m_usd_bn < 0), null), month_of(max(month))
  ) as reason
from marts.purchases
where
  holder_id = 'DNK' and total_purchases_12m_usd_bn is not null
  and month in (
    select months_before(date '2025-11-30', 12 * years) from (select unnest(range(9)) as years) as spans
  )
