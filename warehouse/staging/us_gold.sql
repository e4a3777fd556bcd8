/*
description: Gold of the U.S. Treasury by date, summed over its vaults. A cross-check; only where fetched.
expect:
  - expect_column_values_to_be_unique: {column: period_end}
*/
select
  record_date as period_end,
  sum(fine_troy_ounce_qty) / ounces_per_tonne() as gold_tonnes,
  any_value(source) as source,
  max(vintage) as vintage
from known.treasury_gold
group by record_date
order by period_end
