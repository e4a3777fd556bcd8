/*
description: >
  How the gross federal debt grows: four trends over monthly values, in samples fixed beforehand. Exponential against
  quadratic is the question of the lower aic of the same sample; the curvature of log_quadratic tells whether the rate of
  growth itself rises. t_stat is of the highest term, with errors robust to autocorrelation.
columns:
  model: [class, "linear, quadratic, exponential (the logarithm linear) or log_quadratic."]
  sample: [class, "Days or months that are used, fixed beforehand: years from and to, or since a year to the newest."]
  growth_pct: ["%", "Growth a year at the end of the sample."]
  curvature_pct: ["points or %", "log_quadratic: change of the growth rate, in points a year; quadratic: change of the yearly increase, in % of the last level."]
  t_stat: [t-statistic, "Coefficient of the highest term over its Newey-West error, 12 lags."]
  aic: [index, "Akaike criterion for the level of the debt: the lower fits better, within a sample."]
  n_months: [count, "Months in the sample."]
  newest_month: [date, "Newest month in the sample."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [model, sample]}
  - expect_column_values_to_not_be_null: {column: aic}
  - expect_column_values_to_be_between: {column: growth_pct, min_value: -10, max_value: 30}
*/
with
months as (
  select
    last_day(date) as month,
    arg_max(gross_debt_usd_bn, date) as gross_debt_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.public_debt
  group by last_day(date)
  -- Only of a month that is over: the weekday after the newest value lies beyond it.
  qualify max(max(date)) over () + if(isodow(max(max(date)) over ()) = 5, 3, 1) > last_day(date)
),

samples as (
  select unnest([
    { sample: 'since_1993', begins: date '1993-04-30', ends: null },
    { sample: 'since_2000', begins: date '2000-01-31', ends: null },
    { sample: 'since_2010', begins: date '2010-01-31', ends: null },
    { sample: 'since_2020', begins: date '2020-01-31', ends: null },
    { sample: '2000_2025', begins: date '2000-01-31', ends: date '2025-12-31' },
    { sample: '2010_2025', begins: date '2010-01-31', ends: date '2025-12-31' },
    { sample: '2020_2025', begins: date '2020-01-31', ends: date '2025-12-31' }
  ], recursive := true)
),

fitted as (
  select
    s.sample,
    trend(
      list(datediff('month', date '1993-04-30', m.month) / 12 order by m.month),
      list(m.gross_debt_usd_bn order by m.month)
    ) as trends,
    count(*)::integer as n_months,
    max(m.month) as newest_month,
    any_value(m.source) as source,
    max(m.vintage) as vintage
  from samples as s
  join months as m on s.begins <= m.month and coalesce(s.ends, m.month) >= m.month
  group by s.sample, s.ends
  having count(*) >= 36 and max(m.month) >= coalesce(s.ends, max(m.month))
),

one_a_row as (
  select
    * exclude (trends),
    unnest(trends, recursive := true)
  from fitted
)

select
  model,
  sample,
  growth_pct,
  curvature_pct,
  t_stat,
  aic,
  n_months,
  newest_month,
  source,
  vintage
from one_a_row
order by sample, model
