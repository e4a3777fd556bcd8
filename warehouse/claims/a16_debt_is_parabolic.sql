/*
claim: "U.S. government debt is growing at a parabolic rate."
article: A
line: 67
quote: "U.S. government debt is growing at a parabolic rate"
said_by: "the post"
said_on: 2026-01-22
kind: trend
parts:
  since_2000: {claimed: 2, unit: "t", rule: above, because: "parabolic: the logarithm of the debt bends upward, since 2000 and to the newest month; t above 2, with errors robust to autocorrelation"}
  since_2010: {claimed: 2, unit: "t", rule: above, because: "the same since 2010"}
  since_2020: {claimed: 2, unit: "t", rule: above, because: "the same since 2020"}
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
note: "Growth of the debt beside that of the economy would need GDP, which is not held here."
*/
select
  sample as part,
  max(t_stat) filter (model = 'log_quadratic') as observed,
  format(
    '{} growth, now {:.1f} % a year, changed by {:+.2f} points a year, {}; a parabola fits {} than constant growth.',
    upper(sample[1]) || replace(sample[2:], '_', ' '),
    max(growth_pct) filter (model = 'log_quadratic'),
    max(curvature_pct) filter (model = 'log_quadratic'),
    t_in_words(max(t_stat) filter (model = 'log_quadratic')),
    if(max(aic) filter (model = 'quadratic') < max(aic) filter (model = 'exponential'), 'better', 'worse')
  ) as reason
from marts.debt_growth
where sample in ('since_2000', 'since_2010', 'since_2020')
group by sample
