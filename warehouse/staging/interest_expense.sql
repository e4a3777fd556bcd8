/*
description: >
  Interest on the federal debt by month, in USD bn: on public issues, and on the securities of government accounts,
  which the government pays to itself. Negative items are real.
columns:
  interest_usd_bn: [USD bn, "Interest on the federal debt in the month, on public issues and on government accounts."]
  public_interest_usd_bn: [USD bn, "Interest on public issues in the month."]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_not_be_null: {column: public_interest_usd_bn}
*/
select
  last_day(record_date) as month,
  sum(month_expense_amt) / 1e9 as interest_usd_bn,
  sum(month_expense_amt) filter (where expense_catg_desc = 'INTEREST EXPENSE ON PUBLIC ISSUES') / 1e9
    as public_interest_usd_bn,
  any_value(source) as source,
  max(vintage) as vintage
from known.fiscal_interest_expense
group by last_day(record_date)
order by month
