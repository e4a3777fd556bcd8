/*
claim: "Countries around the world are offloading U.S. Treasuries at an alarming pace."
article: A
line: 5
quote: "countries around the world are offloading U.S. Treasuries at an alarming pace"
claimant: "the post"
claim_date: 2026-01-22
kind: change
period: 2025-11-30
parts:
  total_12m_pct: {claimed: -5, unit: "%", rule: below, because: "alarming: a twentieth of all foreign holdings in a year"}
  official_12m_pct: {claimed: -1, unit: "%", rule: below, because: "countries: less in the hands of governments and central banks, by more than a revision moves"}
  official_sold_12m_pct: {claimed: -1, unit: "%", rule: below, because: "offloading: net sales of officials, bills included; a move of custody is no sale"}
  sellers_pct: {claimed: 50, unit: "%", rule: above, because: "countries around the world: most of the known holders sold net"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' and month >= date '2011-09-30' order by month"
*/
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
    'Official holdings changed by {:+.1f} % in the year to {}, price included, their share from {:.1f} to {:.1f} %.',
    100 * (now.official_usd_bn / before.official_usd_bn - 1), month_of(now.month), before.official_share_pct,
    now.official_share_pct
  ) as reason
from marts.official_private as now
join marts.official_private as before on before.month = months_before(now.month, 12)
where now.month = date '2025-11-30'
union all
select
  'official_sold_12m_pct' as part,
  purchases_12m_pct as observed,
  format(
    'Foreign officials {}, bills included, in the twelve months to {}: {:+.1f} % of holdings.',
    bought_or_sold(total_purchases_12m_usd_bn, '{:.0f}'), month_of(month), purchases_12m_pct
  ) as reason
from marts.purchases
where holder_id = 'FOREIGN_OFFICIAL' and month = date '2025-11-30'
union all
select
  'sellers_pct' as part,
  100 * count(*) filter (total_purchases_12m_usd_bn < 0) / count(*) as observed,
  format(
    '{} of {} countries with known purchases sold net in the twelve months to {}.',
    count(*) filter (total_purchases_12m_usd_bn < 0), count(*), month_of(max(month))
  ) as reason
from marts.purchases
where row_class = 'country' and month = date '2025-11-30' and total_purchases_12m_usd_bn is not null
having count(*) >= 30
