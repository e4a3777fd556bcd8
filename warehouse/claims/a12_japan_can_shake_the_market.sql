/*
claim: "Japan selling even a small portion can shake the entire bond market."
article: A
line: 49
quote: "Japan selling even a small portion can shake the entire bond market"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.holders where holder_id = 'JPN'"
parts:
  at_20bp: {claimed: 1, unit: "standard deviations", rule: consistent_above, because: "a small portion is 5 %; at 20 bp for 100 bn, the long run of Beltran and others (2013, of officials and the five-year yield), more than an ordinary month moves the ten-year yield"}
  at_60bp: {claimed: 1, unit: "standard deviations", rule: consistent_above, because: "the same at 60 bp, the most at once by them"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'JPN' and month >= date '2011-09-30' order by month"
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
)

select
  format('at_{}bp', bp) as part,
  0.05 * h.holdings_usd_bn / 100 * bp / sd_bp as observed,
  format(
    '5 % of {:,.0f} bn ({}) would move yields by {:.0f} bp at {} bp for 100 bn; an ordinary month by {:.0f} bp.',
    h.holdings_usd_bn, month_of(h.month), 0.05 * h.holdings_usd_bn / 100 * bp, bp, sd_bp
  ) as reason
from marts.holders as h, ordinary, unnest([20, 60]) as estimates (bp)
where h.holder_id = 'JPN' and h.month = date '2025-11-30'
