/*
description: >
  Marketable Treasury debt by month, at par in USD bn, and the average rate on it. Only where fetched. The
  published totals are taken as they are: bills, notes and bonds alone are not all that is marketable.
columns:
  marketable_usd_bn: [USD bn, "Marketable Treasury debt, at par."]
  marketable_rate_pct: ["%", "Average interest rate on marketable Treasury debt."]
  average_rate_pct: ["%", "Average interest rate on all interest-bearing federal debt."]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_be_between: {column: average_rate_pct, min_value: 0, max_value: 20}
*/
with
debt as (
  select
    last_day(record_date) as month,
    total_mil_amt / 1000 as marketable_usd_bn,
    source,
    vintage
  from known.fiscal_mspd
  where security_type_desc = 'Total Marketable'
),

rates as (
  select
    last_day(record_date) as month,
    max(avg_interest_rate_amt) filter (where security_desc = 'Total Marketable') as marketable_rate_pct,
    max(avg_interest_rate_amt) filter (where security_desc = 'Total Interest-bearing Debt') as average_rate_pct,
    any_value(source) as source,
    max(vintage) as vintage
  from known.fiscal_average_rates
  group by last_day(record_date)
)

select
  month,
  d.marketable_usd_bn,
  r.marketable_rate_pct,
  r.average_rate_pct,
  concat_ws(' + ', d.source, r.source) as source,
  greatest(d.vintage, r.vintage) as vintage
from debt as d
full join rates as r using (month)
order by month
