/*
claim: "If this continues, China's holdings will soon drop below $500 billion."
article: B
line: 23
quote: "If this continues, it will soon drop below $500 billion"
claimant: "a market watcher"
claim_date: 2026-01-22
kind: trend
period: 2025-11-30
newest: "select max(month) from marts.holders where holder_id = 'CHN'"
parts:
  linear_12m: {claimed: 24, unit: "months", rule: at_most, because: "soon: within two years, at the trend of the last twelve months"}
  linear_24m: {claimed: 24, unit: "months", rule: at_most, because: "the same at the trend of the last twenty-four"}
  log_12m: {claimed: 24, unit: "months", rule: at_most, because: "the same in percent a month, over twelve"}
  log_24m: {claimed: 24, unit: "months", rule: at_most, because: "and over twenty-four"}
  plain_12m: {claimed: 24, unit: "months", rule: at_most, because: "the same at the plain change over twelve months: where the estimator decides, it is mixed"}
  plain_24m: {claimed: 24, unit: "months", rule: at_most, because: "and over twenty-four"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
with
trends as (
  select
    months,
    max(month) as month,
    arg_max(holdings_usd_bn, month) as newest_usd_bn,
    regr_slope(holdings_usd_bn, datediff('month', date '2025-11-30', month)) as linear_slope,
    (arg_max(holdings_usd_bn, month) - arg_min(holdings_usd_bn, month)) / months as plain_slope,
    regr_slope(ln(holdings_usd_bn), datediff('month', date '2025-11-30', month)) as log_slope
  from marts.holders, unnest([12, 24]) as spans (months)
  where holder_id = 'CHN' and month >= months_before(date '2025-11-30', months) and month <= date '2025-11-30'
  group by months
  -- Twelve months lie between thirteen month-ends.
  having count(holdings_usd_bn) = months + 1
),

ways as (
  select
    months,
    month,
    newest_usd_bn,
    unnest([
      {
        shape: 'linear', slope: linear_slope, distance: newest_usd_bn - 500,
        pace: format('{:+.1f} bn', linear_slope)
      },
      {
        shape: 'plain', slope: plain_slope, distance: newest_usd_bn - 500,
        pace: format('{:+.1f} bn', plain_slope)
      },
      {
        shape: 'log', slope: log_slope, distance: ln(newest_usd_bn / 500),
        pace: format('{:+.2f} %', 100 * (exp(log_slope) - 1))
      }
    ], recursive := true)
  from trends
)

select
  format('{}_{}m', shape, months) as part,
  -- A holder that grows never gets there: 999.
  if(slope < 0, distance / -slope, 999) as observed,
  format(
    'From {:.1f} bn ({}) at {} a month, the trend of {} months, {}.', newest_usd_bn, month_of(month), pace,
    months, if(slope < 0, format('500 bn are {:.0f} months away', distance / -slope), '500 bn are never reached')
  ) as reason
from ways
