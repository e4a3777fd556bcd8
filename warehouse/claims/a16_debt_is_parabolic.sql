/*
claim: "U.S. government debt is growing at a parabolic rate."
article: A
line: 67
quote: "U.S. government debt is growing at a parabolic rate"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
period: 2025-12-31
sources: [fiscal_debt_to_penny, fred]
newest: "select max(month) from marts.market_monthly where gross_debt_usd_bn is not null"
parts:
  parabola_since_2000: {claimed: 0, unit: "t-statistic", rule: above, because: "a parabola, literally: the dollars added rise from year to year since 2000; t of the curvature, errors robust to autocorrelation"}
  parabola_since_2010: {claimed: 0, unit: "t-statistic", rule: above, because: "the same since 2010"}
  parabola_since_2020: {claimed: 0, unit: "t-statistic", rule: above, because: "the same since 2020"}
  growth_since_2000: {claimed: 0, unit: "t-statistic", rule: above, because: "faster than any constant rate: growth in percent rises too"}
  growth_since_2010: {claimed: 0, unit: "t-statistic", rule: above, because: "the same since 2010"}
  growth_since_2020: {claimed: 0, unit: "t-statistic", rule: above, because: "the same since 2020"}
  to_gdp_5y: {claimed: 0, unit: "points", rule: above, because: "beside the economy: the debt in percent of GDP is higher than five years before"}
  to_gdp_10y: {claimed: 0, unit: "points", rule: above, because: "the same over ten years"}
  to_gdp_faster_5y: {claimed: 0, unit: "points", rule: above, because: "parabolic beside the economy: that ratio rose by more than in the five years before"}
  to_gdp_faster_10y: {claimed: 0, unit: "points", rule: above, because: "the same over ten years: where the window decides, it is mixed"}
needs: "the gross domestic product, from FRED."
series: "select month, gross_debt_usd_bn from marts.market_monthly where gross_debt_usd_bn is not null order by month"
*/
with
-- GDP comes late: its newest quarter, of the half year that ends with the period.
ratios as (
  select
    month,
    100 * gross_debt_usd_bn / gdp_usd_bn as pct,
    month = max(month) over () and month > months_before(date '2025-12-31', 6) as is_newest
  from marts.market_monthly
  where gross_debt_usd_bn is not null and gdp_usd_bn is not null and month <= date '2025-12-31'
),

spans as (
  select
    w.years,
    month_of(now.month) as month,
    now.pct,
    one.pct as before_pct,
    now.pct - one.pct as last,
    one.pct - two.pct as earlier
  from (select unnest([5, 10]) as years) as w
  cross join ratios as now
  join ratios as one on one.month = months_before(now.month, 12 * w.years)
  left join ratios as two on two.month = months_before(now.month, 24 * w.years)
  where now.is_newest
),

fitted as (
  select
    *,
    'since_' || regexp_extract(sample, '\d{4}') as since
  from marts.debt_growth
  -- Of the period, and of nothing that came after it.
  where
    sample in if(
      year(date '2025-12-31') = 2025,
      ['2000_2025', '2010_2025', '2020_2025'], ['since_2000', 'since_2010', 'since_2020']
    )
)

select
  if(model = 'quadratic', 'parabola_', 'growth_') || since as part,
  t_stat as observed,
  t_stat - 1.96 as low,
  t_stat + 1.96 as high,
  format(
    'From {} to {} {} changed by {:+.2f} {} a year (t = {:.1f}).', right(since, 4), month_of(newest_month),
    if(model = 'quadratic', 'what is added to the U.S. debt each year', 'the growth rate of the U.S. debt'),
    curvature_pct, if(model = 'quadratic', '% of that debt', 'points'), t_stat
  ) as reason
from fitted
where model in ('quadratic', 'log_quadratic')
union all by name
select
  unnest([
    { part: format('to_gdp_{}y', years), observed: last, reason: format(
      'The U.S. debt went from {:.0f} to {:.0f} % of a year''s GDP in the {} years to {}.', before_pct, pct, years,
      month
    ) },
    { part: format('to_gdp_faster_{}y', years), observed: last - earlier, reason: format(
      'The U.S. debt changed by {:+.0f} points of GDP in the {} years to {}, and by {:+.0f} in the {} before.', last,
      years, month, earlier, years
    ) }
  ], recursive := true)
from spans
