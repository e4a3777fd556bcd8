/*
claim: "Japan selling even a small portion can shake the entire bond market."
article: A
line: 49
quote: "Japan selling even a small portion can shake the entire bond market"
claimant: "the post"
sources: [tic_slt3, tic_mfh, treasury_par_curve]
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.holders where holder_id = 'JPN'"
parts:
  at_40bp: {claimed: 1, unit: "standard deviations", rule: consistent_above, because: "a small portion, 5 %, moves the ten-year yield by more than an ordinary month does. 100 bn of official sales move yields by 40 bp at once (Beltran and others 2013)"}
  at_60bp: {claimed: 1, unit: "standard deviations", rule: consistent_above, because: "the same at 60 bp, the upper end of their range; their 20 bp is the long run, after private investors have reacted"}
  at_60bp_scaled: {claimed: 1, unit: "standard deviations", rule: consistent_above, because: "the same at 60 bp for the share of the public debt that 100 bn were in 2010-06, the last month they describe"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'JPN' and month >= date '2011-09-30' order by month"
note: "The estimates are of foreign officials and of the five-year yield; the public debt has more than tripled since."
*/
with
ordinary as (
  select stddev(change) as sd_bp
  from (
    select 100 * (yield_10y_month_end_pct - lag(yield_10y_month_end_pct) over (order by month)) as change
    from marts.market_monthly
    where month > months_before(date '2025-11-30', 121) and month <= date '2025-11-30'
  ) as changes
  having count(change) = 120
),

-- How much more public debt there is than in the last month that the estimates describe.
debt as (
  select now.debt_held_by_public_usd_bn / before.debt_held_by_public_usd_bn as times
  from marts.foreign_funding as now
  cross join marts.foreign_funding as before
  where now.month = date '2025-11-30' and before.month = date '2010-06-30'
),

estimates (part, bp) as (
  select
    unnest(['at_40bp', 'at_60bp']),
    unnest([40, 60])
  union all
  select
    'at_60bp_scaled',
    60 / times
  from debt
)

select
  e.part,
  0.05 * h.holdings_usd_bn / 100 * e.bp / o.sd_bp as observed,
  format(
    '5 % of Japan''s {:,.0f} bn ({}) would move yields by {:.1f} basis points, if 100 bn move them by {:.0f}. '
    || 'An ordinary month moves them by {:.1f}.',
    h.holdings_usd_bn, month_of(h.month), 0.05 * h.holdings_usd_bn / 100 * e.bp, e.bp, o.sd_bp
  ) as reason
from marts.holders as h
cross join ordinary as o
cross join estimates as e
where h.holder_id = 'JPN' and h.month = date '2025-11-30'
