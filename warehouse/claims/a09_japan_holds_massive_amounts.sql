/*
claim: "Japan still holds massive amounts of Treasuries."
article: A
line: 43
quote: "Japan still holds massive amounts of Treasuries"
claimant: "the post"
claim_date: 2026-01-22
kind: rank
period: 2025-11-30
parts:
  rank: {claimed: 1, unit: "rank", rule: about, exact: 0, tolerance: 0.4, because: "massive: the largest holder"}
  share: {claimed: 10, unit: "%", rule: at_least, because: "massive: a tenth of all foreign holdings or more"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'JPN' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'rank',
      observed: holdings_rank,
      reason: format(
        'Japan was {} of Treasury securities in {}.',
        if(holdings_rank = 1, 'the largest holder', format('holder number {}', holdings_rank)), month_of(month)
      )
    },
    { part: 'share', observed: share_of_foreign_pct, reason: format(
      'Japan held {:,.0f} bn in {}, {:.1f} % of all foreign holdings.',
      holdings_usd_bn,
      month_of(month),
      share_of_foreign_pct
    ) }
  ], recursive := true)
from marts.holders
where holder_id = 'JPN' and month = date '2025-11-30'
