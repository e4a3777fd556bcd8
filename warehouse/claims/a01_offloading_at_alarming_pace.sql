/*
claim: "Countries around the world are offloading U.S. Treasuries at an alarming pace."
article: A
line: 5
quote: "countries around the world are offloading U.S. Treasuries at an alarming pace"
said_by: "the post"
said_on: 2026-01-22
kind: change
period: 2025-11-30
parts:
  total_12m_pct: {claimed: -5, unit: "%", rule: below, because: "alarming: a twentieth of all foreign holdings in a year"}
  official_12m: {claimed: 0, unit: "USD bn", rule: below, because: "countries: less in the hands of governments and central banks"}
  sellers_pct: {claimed: 50, unit: "%", rule: above, because: "countries around the world: most of the known holders sold net"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' and month >= date '2011-09-30' order by month"
*/
select
  'total_12m_pct' as part,
  100 * (now.holdings_usd_bn / before.holdings_usd_bn - 1) as observed,
  format(
    'All foreign holdings changed by {:+.1f} % in the twelve months to {}.',
    100 * (now.holdings_usd_bn / before.holdings_usd_bn - 1), strftime(now.month, '%Y-%m')
  ) as reason
from marts.totals as now
join marts.totals as before on now.row_id = before.row_id and before.month = last_day(now.month - interval 12 month)
where now.row_id = 'GRAND_TOTAL' and now.month = date '2025-11-30'
union all
select
  'official_12m' as part,
  now.official_usd_bn - before.official_usd_bn as observed,
  format(
    'Official holdings went from {:,.0f} to {:,.0f} bn, {:.1f} % of all.', before.official_usd_bn, now.official_usd_bn,
    now.official_share_pct
  ) as reason
from marts.official_private as now
join marts.official_private as before on before.month = last_day(now.month - interval 12 month)
where now.month = date '2025-11-30'
union all
select
  'sellers_pct' as part,
  100 * count(*) filter (total_purchases_12m_usd_bn < 0) / count(*) as observed,
  format('{} of {} countries sold net in twelve months.', count(*) filter (total_purchases_12m_usd_bn < 0), count(*))
    as reason
from marts.purchases
where row_class = 'country' and month = date '2025-11-30' and total_purchases_12m_usd_bn is not null
having count(*) >= 30
