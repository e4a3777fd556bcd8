/*
description: >
  Long-term Treasury securities at each survey of foreign holdings, by country, group and total, from before 2000 to
  the newest survey. Survey dates are irregular, so rows are not consecutive months. Holdings are by residence of the
  custodian's client, not by owner: see is_custody_centre.
columns:
  long_term_share_of_foreign_pct: ["%", "Long-term Treasuries as a share of those of all foreigners at the survey."]
  long_term_rank: [rank, "Rank by long-term Treasuries among the countries of the survey: 1 is the largest. NULL for groups, residuals, organizations and the total."]
  month: "Month of the survey, its last day."
  lowest_since: "The last earlier survey with lower long-term Treasuries. NULL: none, or one on the way is not known."
  is_series_low: "No earlier survey of the holder had lower long-term Treasuries. NULL at its first, or if one since is not known."
headline: [USD bn, "Long-term Treasuries of all foreigners", "select month, long_term_usd_bn from marts.long_history where holder_id = 'GRAND_TOTAL'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: vintage}
  - expect_column_values_to_be_between: {column: long_term_share_of_foreign_pct, min_value: 0, max_value: 100}
  - name: shares_of_a_survey_add_up_to_the_total
    no_rows: >
      select month, sum(long_term_share_of_foreign_pct) as pct from marts.long_history where row_class <> 'total'
      group by month having abs(pct - 100) > 0.01
  - name: one_largest_country_a_survey
    no_rows: select month from marts.long_history group by month having count(*) filter (long_term_rank = 1) <> (month > '1990-01-01')::integer
  - name: a_low_of_the_series_has_nothing_lower_before_it
    rows_where: is_series_low and lowest_since is not null
*/
-- Surveys: December of 1974, 1978, 1984, 1989 and 1994, March 2000, every June from 2002. Treasuries are apart from 1994-12; the
-- four surveys before give long-term debt of all kinds only. A group is what the surveys of its time reported together, so it is no
-- sum over its members.
with
surveys as (
  select
    *,
    -- A `*` is above zero and below USD 0.5 mn, so it is compared as 0.25 mn.
    coalesce(long_term_usd_bn, if(long_term_is_small, 0.00025, null)) as compared_usd_bn,
    dense_rank() over (order by month) as nth_survey
  from staging.tic_shl
),

known as (
  select
    *,
    row_number() over so_far as nth_known,
    min(nth_survey) over so_far as first_survey
  from surveys
  where compared_usd_bn is not null
  window so_far as (partition by holder_id order by month)
),

lower_before as (
  select
    h.month,
    h.holder_id,
    max(earlier.month) as lowest_since,
    arg_max(h.nth_survey - earlier.nth_survey = h.nth_known - earlier.nth_known, earlier.month) as is_gapless
  from known as h
  join known as earlier
    on h.holder_id = earlier.holder_id and h.month > earlier.month and h.compared_usd_bn > earlier.compared_usd_bn
  group by h.month, h.holder_id
)

select
  s.month,
  s.holder_id,
  c.country,
  s.row_class,
  c.is_custody_centre,
  s.holdings_usd_bn,
  s.long_term_usd_bn,
  s.bills_usd_bn,
  s.long_term_debt_usd_bn,
  100 * (s.long_term_usd_bn / max(s.long_term_usd_bn) filter (s.holder_id = 'GRAND_TOTAL') over (partition by s.month))
    as long_term_share_of_foreign_pct,
  if(
    s.row_class = 'country' and k.month is not null,
    rank() over (partition by s.month, s.row_class order by s.compared_usd_bn desc nulls last),
    null
  )::integer as long_term_rank,
  if(l.is_gapless, l.lowest_since, null) as lowest_since,
  if(k.nth_known > 1 and k.nth_known = k.nth_survey - k.first_survey + 1, l.lowest_since is null, null)
    as is_series_low,
  s.long_term_is_small,
  s.bills_is_small,
  s.source,
  s.vintage
from surveys as s
join reference.countries as c using (holder_id)
left join known as k on s.holder_id = k.holder_id and s.month = k.month
left join lower_before as l on s.holder_id = l.holder_id and s.month = l.month
where coalesce(s.compared_usd_bn, s.long_term_debt_usd_bn) is not null
order by s.month, s.holder_id
