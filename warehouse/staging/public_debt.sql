/*
description: >
  U.S. federal debt by business day, in USD bn at par, from Debt to the Penny. Held by the public and within the
  government are not split on most days before 2005-03-31.
columns:
  gross_debt_usd_bn: [USD bn, "Total public debt outstanding, at par."]
  debt_held_by_public_usd_bn: [USD bn, "Federal debt held by the public, at par, the Federal Reserve included."]
  intragovernmental_usd_bn: [USD bn, "Federal debt held by government accounts, at par."]
expect:
  - expect_column_values_to_be_unique: {column: date}
  - expect_column_values_to_not_be_null: {column: gross_debt_usd_bn}
*/
select
  record_date as date,
  tot_pub_debt_out_amt / 1e9 as gross_debt_usd_bn,
  debt_held_public_amt / 1e9 as debt_held_by_public_usd_bn,
  intragov_hold_amt / 1e9 as intragovernmental_usd_bn,
  source,
  vintage
from known.fiscal_debt_to_penny
order by date
