/*
claim: "U.S. government debt is growing at a parabolic rate."
article: A
line: 67
quote: "U.S. government debt is growing at a parabolic rate"
said_by: "the post"
said_on: 2026-01-22
kind: trend
parts:
  since_2000: {claimed: 2, unit: "t", rule: above, because: "parabolic: the logarithm of the debt bends upward, since 2000; t above 2, with errors robust to autocorrelation"}
  since_2010: {claimed: 2, unit: "t", rule: above, because: "parabolic: the logarithm of the debt bends upward, since 2010; t above 2, with errors robust to autocorrelation"}
  since_2020: {claimed: 2, unit: "t", rule: above, because: "parabolic: the logarithm of the debt bends upward, since 2020; t above 2, with errors robust to autocorrelation"}
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
*/
select
  sample as part,
  t_stat as observed,
  format(
    '{}: the growth of {:.1f} % a year changes by {:+.2f} points a year, t = {:+.1f}, over {} months.',
    replace(sample, '_', ' '),
    growth_pct, curvature_pct, t_stat, n_months
  ) as reason
from marts.debt_growth
where model = 'log_quadratic' and sample in ('since_2000', 'since_2010', 'since_2020')
