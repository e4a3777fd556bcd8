/*
claim: "If this continues, China's holdings will soon drop below $500 billion."
article: B
line: 23
quote: "If this continues, it will soon drop below $500 billion"
said_by: "a market watcher"
said_on: 2026-01-22
kind: trend
period: 2025-11-30
newest: "select max(month) from marts.holders where holder_id = 'CHN'"
parts:
  months_at_12m_trend: {claimed: 24, unit: "months", rule: at_most, because: "soon: within two years, at the trend of the last twelve months"}
  months_at_24m_trend: {claimed: 24, unit: "months", rule: at_most, because: "the same at the trend of the last twenty-four"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
with
trends as (
  select
    months,
    arg_max(holdings_usd_bn, month) as newest_usd_bn,
    regr_slope(holdings_usd_bn, datediff('month', date '2025-11-30', month)) as slope
  from marts.holders, unnest([12, 24]) as spans (months)
  where holder_id = 'CHN' and month > last_day(date '2025-11-30' - to_months(months)) and month <= date '2025-11-30'
  group by months
  having count(*) = months
)

select
  format('months_at_{}m_trend', months) as part,
  -- A holder that grows never gets there: 999.
  if(slope < 0, (newest_usd_bn - 500) / -slope, 999) as observed,
  format(
    'From {:.1f} bn at {:+.1f} bn a month, the trend of {} months, 500 bn are {:.0f} months away.',
    newest_usd_bn,
    slope,
    months, if(slope < 0, (newest_usd_bn - 500) / -slope, 999)
  ) as reason
from trends
