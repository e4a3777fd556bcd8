/*
claim: "U.S. government debt is growing at a parabolic rate."
article: A
line: 67
quote: "U.S. government debt is growing at a parabolic rate"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
parts:
  parabola_since_2000: {claimed: 0, unit: "t", rule: above, because: "a parabola, literally: dollars added rise from year to year, since 2000 and to the newest month; t of the curvature, errors robust to autocorrelation"}
  parabola_since_2010: {claimed: 0, unit: "t", rule: above, because: "the same since 2010"}
  parabola_since_2020: {claimed: 0, unit: "t", rule: above, because: "the same since 2020"}
  growth_since_2000: {claimed: 0, unit: "t", rule: above, because: "faster than any constant rate: growth in percent rises too"}
  growth_since_2010: {claimed: 0, unit: "t", rule: above, because: "the same since 2010"}
  growth_since_2020: {claimed: 0, unit: "t", rule: above, because: "the same since 2020"}
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
*/
select
  if(model = 'quadratic', 'parabola_', 'growth_') || sample as part,
  t_stat as observed,
  t_stat - 1.96 as low,
  t_stat + 1.96 as high,
  format(
    '{}, to {}, the U.S. debt grew by {:.1f} % a year in the end, and {} changed by {:+.2f} points a year (t {:+.1f}).',
    upper(sample[1]) || replace(sample[2:], '_', ' '), month_of(newest_month), growth_pct,
    if(model = 'quadratic', 'the dollars added, in percent of the debt,', 'that rate'), curvature_pct, t_stat
  ) as reason
from marts.debt_growth
where sample in ('since_2000', 'since_2010', 'since_2020') and model in ('quadratic', 'log_quadratic')
