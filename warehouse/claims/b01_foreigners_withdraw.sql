/*
claim: "Foreign holders are withdrawing from U.S. Treasuries."
article: B
line: 1
quote: "Overseas players are withdrawing from the US Treasury bond market"
claimant: "the article"
claim_date: 2026-01-22
kind: change
period: 2025-11-30
parts:
  change_12m: {claimed: 0, unit: "USD bn", rule: below, because: "withdrawing: less than a year before"}
  purchases_12m: {claimed: 0, unit: "USD bn", rule: below, because: "withdrawing: net sales, price left out"}
  share_change_12m: {claimed: -0.3, unit: "points", rule: below, because: "withdrawing from the market: a smaller share of the public debt, by more than a revision of holdings by 1 % moves it"}
  share_without_price_12m: {claimed: -0.3, unit: "points", rule: below, because: "the same with net purchases for the change in holdings, since these are at market value and the debt is not"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'change_12m', observed: now.holdings_usd_bn - before.holdings_usd_bn,
      reason: format(
        'Foreigners held {:,.0f} bn at the end of {}, {:+.0f} bn in twelve months.', now.holdings_usd_bn,
        month_of(now.month), now.holdings_usd_bn - before.holdings_usd_bn
      )
    },
    {
      part: 'purchases_12m', observed: p.total_purchases_12m_usd_bn,
      reason: format(
        'Foreigners {}, bills included, in the twelve months to {}.',
        bought_or_sold(p.total_purchases_12m_usd_bn, '{:.0f}'), month_of(now.month)
      )
    },
    {
      part: 'share_change_12m', observed: f.foreign_share_of_public_pct - g.foreign_share_of_public_pct,
      reason: format(
        'Foreigners'' share of the debt held by the public went from {:.1f} to {:.1f} % in the year to {}.',
        g.foreign_share_of_public_pct, f.foreign_share_of_public_pct, month_of(now.month)
      )
    },
    {
      part: 'share_without_price_12m',
      observed: 100 * (before.holdings_usd_bn + p.total_purchases_12m_usd_bn) / f.debt_held_by_public_usd_bn
      - g.foreign_share_of_public_pct,
      reason: format(
        'By net purchases, foreigners'' share of the public debt went from {:.2f} to {:.2f} % in the year to {}.',
        g.foreign_share_of_public_pct,
        100 * (before.holdings_usd_bn + p.total_purchases_12m_usd_bn) / f.debt_held_by_public_usd_bn,
        month_of(now.month)
      )
    }
  ], recursive := true)
from marts.totals as now
left join marts.totals as before
  on now.row_id = before.row_id and before.month = months_before(now.month, 12)
left join marts.purchases as p on now.row_id = p.holder_id and now.month = p.month
left join marts.foreign_funding as f on now.month = f.month
left join marts.foreign_funding as g on g.month = months_before(now.month, 12)
where now.row_id = 'GRAND_TOTAL' and now.month = date '2025-11-30'
