/*
claim: "The dollar is still dominant, and there is no immediate replacement."
article: A
line: 159
quote: "The U.S. dollar is still dominant, Treasuries are still liquid, and there is no immediate replacement"
claimant: "the post"
claim_date: 2026-01-22
kind: rank
period: 2025-09-30
parts:
  times_the_next: {claimed: 2, unit: "ratio", rule: above, because: "dominant: more than twice the share of the next currency"}
  liquid: {unit: "-", rule: untestable, because: "no series of the depth of markets or of spreads is available"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
*/
select
  'times_the_next' as part,
  max(share_pct) filter (currency = 'USD') / max(share_pct) filter (currency not in ('USD', 'OTH')) as observed,
  format(
    'In {} the dollar had {:.1f} % of reserves, the next currency, {}, {:.1f} %.', month_of(max(quarter)),
    max(share_pct) filter (currency = 'USD'),
    replace(arg_max(currency, share_pct) filter (currency not in ('USD', 'OTH')), 'EUR', 'the euro'),
    max(share_pct) filter (currency not in ('USD', 'OTH'))
  ) as reason
from marts.currency_shares
where method = 'all_reserves' and quarter = date '2025-09-30'
having count(*) > 0
