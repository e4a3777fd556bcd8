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
  official_12m_pct: {claimed: -1, unit: "%", rule: below, because: "countries: less in the hands of governments and central banks, by more than a revision moves"}
  official_without_price_12m_pct: {claimed: -1, unit: "%", rule: below, because: "the same without the change in price: sold, or moved out of custody in the United States"}
  sellers_pct: {claimed: 50, unit: "%", rule: above, because: "countries around the world: most of the known holders sold net"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' and month >= date '2011-09-30' order by month"
*/
with
officials as (
  select
    max(before.official_usd_bn) as before_usd_bn,
    sum(f.net_long_term_purchases_usd_bn) as bonds_usd_bn,
    sum(f.bills_change_usd_bn) as bills_usd_bn,
    sum(f.other_usd_bn) as other_usd_bn,
    sum(f.net_long_term_purchases_usd_bn + f.bills_change_usd_bn + f.other_usd_bn) as without_price_usd_bn
  from marts.flows as f
  join marts.official_private as before on before.month = months_before(date '2025-11-30', 12)
  where
    f.holder_id = 'FOREIGN_OFFICIAL'
    and f.month > months_before(date '2025-11-30', 12) and f.month <= date '2025-11-30'
  having count(f.net_long_term_purchases_usd_bn + f.bills_change_usd_bn + f.other_usd_bn) = 12
)

select
  'total_12m_pct' as part,
  100 * (now.holdings_usd_bn / before.holdings_usd_bn - 1) as observed,
  format(
    'All foreign holdings changed by {:+.1f} % in the twelve months to {}.',
    100 * (now.holdings_usd_bn / before.holdings_usd_bn - 1), month_of(now.month)
  ) as reason
from marts.totals as now
join marts.totals as before on now.row_id = before.row_id and before.month = months_before(now.month, 12)
where now.row_id = 'GRAND_TOTAL' and now.month = date '2025-11-30'
union all
select
  'official_12m_pct' as part,
  100 * (now.official_usd_bn / before.official_usd_bn - 1) as observed,
  format(
    'Official holdings changed by {:+.1f} %, price included; their part of all went from {:.1f} to {:.1f} %.',
    100 * (now.official_usd_bn / before.official_usd_bn - 1), before.official_share_pct, now.official_share_pct
  ) as reason
from marts.official_private as now
join marts.official_private as before on before.month = months_before(now.month, 12)
where now.month = date '2025-11-30'
union all
select
  'official_without_price_12m_pct' as part,
  100 * without_price_usd_bn / before_usd_bn as observed,
  format(
    'Without price that is {:+.0f} bn: bonds bought {:+.0f}, bills {:+.0f}, custody or residual {:+.0f}.',
    without_price_usd_bn, bonds_usd_bn, bills_usd_bn, other_usd_bn
  ) as reason
from officials
union all
select
  'sellers_pct' as part,
  100 * count(*) filter (total_purchases_12m_usd_bn < 0) / count(*) as observed,
  format(
    '{} of {} countries whose purchases are known sold net in twelve months.',
    count(*) filter (total_purchases_12m_usd_bn < 0), count(*)
  ) as reason
from marts.purchases
where row_class = 'country' and month = date '2025-11-30' and total_purchases_12m_usd_bn is not null
having count(*) >= 30
