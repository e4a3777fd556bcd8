/*
claim: "This is de-dollarization in slow motion."
article: A
line: 61
quote: "This is de-dollarization in slow motion"
said_by: "the post"
said_on: 2026-01-22
kind: trend
period: 2025-09-30
parts:
  share_5y: {claimed: 0, unit: "points", rule: below, because: "the share of the dollar in reserves, gold not among them, is lower than five years before"}
  share_constant_fx_5y: {claimed: 0, unit: "points", rule: below, because: "the same at constant exchange rates"}
  pace: {claimed: 0.5, unit: "points a year", rule: about, exact: 0.5, tolerance: 0.6, because: "slow motion: a fall at constant exchange rates of one point a year or less, give or take a tenth"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
*/
select
  unnest([
    { part: 'share_5y', observed: now.share_pct - before.share_pct, reason: format(
      'The dollar had {:.1f} % of reserves in {}, {:+.1f} points in five years.',
      now.share_pct,
      month_of(now.quarter),
      now.share_pct - before.share_pct
    ) },
    { part: 'share_constant_fx_5y', observed: now.share_constant_fx_pct - before.share_constant_fx_pct, reason: format(
      'At constant exchange rates {:+.1f} points; {:.1f} % of the reserves could not be adjusted.',
      now.share_constant_fx_pct - before.share_constant_fx_pct, now.not_adjusted_pct
    ) },
    { part: 'pace', observed: (before.share_constant_fx_pct - now.share_constant_fx_pct) / 5, reason: format(
      'That is a fall of {:.2f} points a year.', (before.share_constant_fx_pct - now.share_constant_fx_pct) / 5
    ) }
  ], recursive := true)
from marts.currency_shares as now
join marts.currency_shares as before
  on
    now.currency = before.currency
    and now.method = before.method
    and before.quarter = months_before(now.quarter, 60)
where now.currency = 'USD' and now.method = 'all_reserves' and now.quarter = date '2025-09-30'
