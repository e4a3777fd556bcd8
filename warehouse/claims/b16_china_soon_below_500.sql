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
  last_month: {claimed: 24, unit: "months", rule: at_most, because: "soon: within two years; if this continues: at the change of the newest month, which the article names just before"}
  linear_12m: {claimed: 24, unit: "months", rule: at_most, because: "the same at the trend of the last twelve months"}
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
    min(month) filter (holdings_usd_bn is not null) as first_month,
    count(holdings_usd_bn) = months + 1 as is_whole,
    arg_max(holdings_usd_bn, month) as newest_usd_bn,
    regr_slope(holdings_usd_bn, datediff('month', date '2025-11-30', month)) as linear_slope,
    arg_max(change_1m_usd_bn, month) as last_slope,
    (arg_max(holdings_usd_bn, month) - arg_min(holdings_usd_bn, month)) / months as plain_slope,
    regr_slope(ln(holdings_usd_bn), datediff('month', date '2025-11-30', month)) as log_slope
  from marts.holders, unnest([12, 24]) as spans (months)
  where holder_id = 'CHN' and month >= months_before(date '2025-11-30', months) and month <= date '2025-11-30'
  group by months
  having max(month) filter (holdings_usd_bn is not null) = date '2025-11-30'
),

ways as (
  select
    months,
    month,
    newest_usd_bn,
    is_whole,
    first_month,
    unnest([
      {
        shape: 'last', slope: last_slope, distance: newest_usd_bn - 500,
        pace: format('{:+.1f} bn', last_slope)
      },
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
  if(shape = 'last', 'last_month', format('{}_{}m', shape, months)) as part,
  -- A holder that grows never gets there: 999.
  if(slope < 0, distance / -slope, 999) as observed,
  format(
    'China held {:.1f} bn in {}; at {} a month, the {}, {}.', newest_usd_bn, month_of(month), pace,
    case shape
      when 'last' then 'change of that month'
      when 'plain' then format('change of {} months', months)
      else format('trend of {} months', months)
    end,
    if(slope < 0, format('500 bn are {:.0f} months away', distance / -slope), '500 bn are never reached')
  ) as reason
from ways
-- Twelve months lie between thirteen month-ends: a trend needs them all, a plain change both ends.
where
  slope is not null
  and case shape
    when 'last' then months = 12
    when 'plain' then first_month = months_before(date '2025-11-30', months)
    else is_whole
  end
