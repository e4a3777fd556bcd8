/*
description: >
  The surveys of foreign holdings with their meaning, one row per holder, group or total and survey since 1974-12, in
  USD bn. Treasuries are apart from 1994-12, short-term Treasury debt from 2002-06. A `*` of the file, above zero and
  below USD 0.5 mn, is NULL and flagged; in a sum it counts nothing.
columns:
  long_term_debt_usd_bn: [USD bn, "All long-term debt held at the survey: Treasury, agency and corporate; 1974 and 1978 without bearer bonds, 1989 rounded to 0.1 bn."]
  long_term_is_small: [flag, "Long-term Treasuries are above zero and below USD 0.5 mn; the value is NULL."]
  bills_is_small: [flag, "Short-term Treasury debt is above zero and below USD 0.5 mn; the value is NULL."]
  month: "Month of the survey, its last day."
  holdings_usd_bn: "Long-term and short-term Treasuries held at the survey; from 2002-06."
  long_term_usd_bn: "Treasury bonds and notes held at the survey, at market value; from 1994-12."
  bills_usd_bn: "Short-term Treasury debt held at the survey; from 2002-06."
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
with
parts as (
  select
    *,
    coalesce(long_term, if(long_term_is_small, 0, null)) + coalesce(short_term, if(short_term_is_small, 0, null))
      as total
  from known.tic_shl
)

select
  s.period as month,
  c.holder_id,
  c.row_class,
  if(s.long_term_is_small or s.short_term_is_small, nullif(s.total, 0), s.total) / 1000 as holdings_usd_bn,
  s.long_term / 1000 as long_term_usd_bn,
  s.short_term / 1000 as bills_usd_bn,
  s.long_term_debt / 1000 as long_term_debt_usd_bn,
  s.long_term_is_small,
  s.short_term_is_small as bills_is_small,
  s.source,
  s.vintage,
  s.release
from parts as s
left join reference.countries as c on s.country_code = c.tic_code
order by month, holder_id
