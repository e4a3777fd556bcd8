/*
claim: "The decline of foreign holdings is significant and ongoing."
article: B
line: 27
quote: "this significant and ongoing decline"
claimant: "the article"
claim_date: 2026-01-22
kind: change
period: 2025-11-30
parts:
  change_12m_pct: {claimed: -1, unit: "%", rule: below, because: "significant: more than 1 %, what another vintage of the total can be off"}
  change_6m: {claimed: 0, unit: "USD bn", rule: below, because: "ongoing: still falling over the last six months"}
  three_holders_12m_pct: {claimed: -1, unit: "%", rule: below, because: "this decline: the sentence follows India, China and Denmark"}
  three_holders_6m: {claimed: 0, unit: "USD bn", rule: below, because: "ongoing: the three still fell over the last six months"}
series: "select month, holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'change_12m_pct', observed: 100 * (now.holdings_usd_bn / year_ago.holdings_usd_bn - 1),
      reason: format(
        'All foreign holdings changed by {:+.1f} % in the twelve months to {}.',
        100 * (now.holdings_usd_bn / year_ago.holdings_usd_bn - 1), month_of(now.month)
      )
    },
    {
      part: 'change_6m', observed: now.holdings_usd_bn - half_ago.holdings_usd_bn,
      reason: format(
        'All foreign holdings changed by {:+.0f} bn in the six months to {}.',
        now.holdings_usd_bn - half_ago.holdings_usd_bn, month_of(now.month)
      )
    }
  ], recursive := true)
from marts.totals as now
left join marts.totals as year_ago
  on now.row_id = year_ago.row_id and year_ago.month = months_before(now.month, 12)
left join marts.totals as half_ago
  on now.row_id = half_ago.row_id and half_ago.month = months_before(now.month, 6)
where now.row_id = 'GRAND_TOTAL' and now.month = date '2025-11-30'
union all
select
  'three_holders_12m_pct' as part,
  100 * sum(change_12m_usd_bn) / sum(holdings_usd_bn - change_12m_usd_bn) as observed,
  format(
    'India, China and Denmark together held {:.1f} % {} in {} than twelve months before.',
    abs(100 * sum(change_12m_usd_bn) / sum(holdings_usd_bn - change_12m_usd_bn)),
    if(sum(change_12m_usd_bn) < 0, 'less', 'more'), month_of(max(month))
  ) as reason
from marts.holders
where holder_id in ('IND', 'CHN', 'DNK') and month = date '2025-11-30'
having count(change_12m_usd_bn) = 3
union all
select
  'three_holders_6m' as part,
  sum(now.holdings_usd_bn - half_ago.holdings_usd_bn) as observed,
  format(
    'Holdings of India, China and Denmark together changed by {:+.0f} bn in the six months to {}.',
    sum(now.holdings_usd_bn - half_ago.holdings_usd_bn), month_of(max(now.month))
  ) as reason
from marts.holders as now
join marts.holders as half_ago on now.holder_id = half_ago.holder_id and half_ago.month = months_before(now.month, 6)
where now.holder_id in ('IND', 'CHN', 'DNK') and now.month = date '2025-11-30'
having count(now.holdings_usd_bn - half_ago.holdings_usd_bn) = 3
