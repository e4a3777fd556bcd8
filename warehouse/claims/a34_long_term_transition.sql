/*
claim: "This is the beginning of a long-term transition, not a temporary panic."
article: A
line: 163
quote: "This is the beginning of a long-term transition, not a temporary panic"
said_by: "the post"
said_on: 2026-01-22
kind: trend
period: 2025-09-30
parts:
  share_8q: {claimed: 0, unit: "points", rule: below, because: "no reversal: lower than eight quarters before, at constant exchange rates; whether it has just begun, a break of the trend, is not tested"}
  share_10y: {claimed: 0, unit: "points", rule: below, because: "long-term: lower than ten years before, at constant exchange rates"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
*/
select
  unnest([
    { part: 'share_8q', observed: now.share_constant_fx_pct - two.share_constant_fx_pct, reason: format(
      'At constant exchange rates the share of the dollar moved by {:+.1f} points in the eight quarters to {}.',
      now.share_constant_fx_pct - two.share_constant_fx_pct, month_of(now.quarter)
    ) },
    { part: 'share_10y', observed: now.share_constant_fx_pct - ten.share_constant_fx_pct, reason: format(
      'In ten years it moved by {:+.1f} points.', now.share_constant_fx_pct - ten.share_constant_fx_pct
    ) }
  ], recursive := true)
from marts.currency_shares as now
left join marts.currency_shares as two
  on now.currency = two.currency and now.method = two.method and two.quarter = months_before(now.quarter, 24)
left join marts.currency_shares as ten
  on
    now.currency = ten.currency and now.method = ten.method and ten.quarter = months_before(now.quarter, 120)
where now.currency = 'USD' and now.method = 'all_reserves' and now.quarter = date '2025-09-30'
