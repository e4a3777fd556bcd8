/*
claim: "This is de-dollarization in slow motion."
article: A
line: 61
quote: "This is de-dollarization in slow motion"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
period: 2025-09-30
parts:
  share_5y: {claimed: 0, unit: "points", rule: below, because: "the share of the dollar in reserves, gold not among them, is lower than five years before"}
  share_constant_fx_5y: {claimed: 0, unit: "points", rule: below, because: "the same at constant exchange rates"}
  pace_3y: {claimed: 0.5, unit: "points a year", rule: about, exact: 0.5, tolerance: 0.5, because: "slow motion: a fall at constant exchange rates of at most a point a year, over three years. A faster fall contradicts the word slow, not the fall"}
  pace_5y: {claimed: 0.5, unit: "points a year", rule: about, exact: 0.5, tolerance: 0.5, because: "the same over five years"}
  pace_10y: {claimed: 0.5, unit: "points a year", rule: about, exact: 0.5, tolerance: 0.5, because: "the same over ten years: where the window decides, it is mixed"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
*/
with
changes as (
  select
    w.years,
    now.quarter,
    now.share_pct,
    now.share_pct - before.share_pct as change,
    now.share_constant_fx_pct - before.share_constant_fx_pct as change_constant_fx,
    now.not_adjusted_pct
  from (select unnest([3, 5, 10]) as years) as w
  cross join marts.currency_shares as now
  join marts.currency_shares as before
    on
      now.currency = before.currency
      and now.method = before.method
      and before.quarter = months_before(now.quarter, 12 * w.years)
  where now.currency = 'USD' and now.method = 'all_reserves' and now.quarter = date '2025-09-30'
)

select
  format('pace_{}y', years) as part,
  -change_constant_fx / years as observed,
  format(
    'At constant exchange rates the dollar''s share of reserves changed by {:+.2f} points a year in {} years to {}.',
    change_constant_fx / years, years, month_of(quarter)
  ) as reason
from changes
union all
select
  unnest([
    { part: 'share_5y', observed: change, reason: format(
      'The dollar''s share of reserves was {:.1f} % in {}, a change of {:+.1f} points in five years.', share_pct,
      month_of(quarter), change
    ) },
    { part: 'share_constant_fx_5y', observed: change_constant_fx, reason: format(
      'At constant rates the dollar''s share changed by {:+.1f} points in five years to {}; {:.1f} % is not adjusted.',
      change_constant_fx, month_of(quarter), not_adjusted_pct
    ) }
  ], recursive := true)
from changes
where years = 5
