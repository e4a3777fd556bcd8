/*
description: >
  Is a change unusual against the holder's own history? One row per month (the newest 24), measure, and country, all
  foreigners or foreign officials. The robust z-score compares a month with the 120 months before it, never with later
  ones. No threshold is applied here.
columns:
  change_measure: [class, "What changed: holdings_change, bills_change, net_long_term_purchases or valuation. They are not to be added: holdings change by the other three, and by other moves."]
  measured_usd_bn: [USD bn, "The change in the month, in whole USD mn as published."]
  months_before: [count, "Months with a value among the 120 months before this one."]
  median_usd_bn: [USD bn, "Median of these months. NULL where robust_z is not evaluated for lack of months."]
  mad_usd_bn: [USD bn, "Median absolute deviation of these months from their median."]
  robust_z: [ratio, "Value minus median, divided by 1.4826 times the median absolute deviation. NULL: see not_evaluated."]
  distance_rank: [rank, "Rank by distance from the median, up or down, among these months and this one: 1 is the farthest."]
  largest_since: [date, "Last earlier month with a change as large in the same direction. NULL: none since the series begins, or no change."]
  not_evaluated: [text, "Why there is no robust_z: fewer than 60 months before, or a median absolute deviation of zero."]
  sentence: [text, "The row in one sentence."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id, change_measure]}
  - expect_column_values_to_be_in_set: {column: change_measure, value_set: [holdings_change, bills_change, net_long_term_purchases, valuation]}
  - expect_column_values_to_not_be_null: {column: sentence}
  - expect_column_values_to_be_between: {column: months_before, min_value: 0, max_value: 120}
  - name: a_score_or_a_reason
    rows_where: (robust_z is null) <> (not_evaluated is not null)
  - name: no_score_from_fewer_than_60_months
    rows_where: robust_z is not null and months_before < 60
  - name: the_rank_is_one_of_its_months
    rows_where: distance_rank not between 1 and months_before + 1
  - name: larger_months_are_earlier
    rows_where: largest_since >= month
*/
-- Form SLT alone, from 2011-09: one series without a break. 1.4826 makes the median absolute deviation of a normal
-- distribution its standard deviation (Iglewicz and Hoaglin, 1993).
with
positions as (
  select
    month,
    holder_id,
    arg_min(holdings_usd_bn, preference) as holdings_usd_bn,
    arg_min(bills_usd_bn, preference) as bills_usd_bn,
    arg_min(source, preference) as source,
    max(vintage) as vintage
  from staging.positions
  where
    basis in ('table3', 'slt3d')
    and (row_class = 'country' or holder_id in ('GRAND_TOTAL', 'FOREIGN_OFFICIAL'))
  group by month, holder_id
),

changes as (
  select
    now.month,
    now.holder_id,
    false as is_estimate,
    concat_ws(' + ', now.source, nullif(before.source, now.source)) as source,
    greatest(now.vintage, before.vintage) as vintage,
    unnest([
      { change_measure: 'holdings_change', amount: now.holdings_usd_bn - before.holdings_usd_bn },
      { change_measure: 'bills_change', amount: now.bills_usd_bn - before.bills_usd_bn }
    ], recursive := true)
  from positions as now
  join positions as before
    on now.holder_id = before.holder_id and before.month = last_day(now.month - interval 1 month)
  union all by name
  select
    month,
    holder_id,
    is_estimate,
    source,
    vintage,
    unnest([
      { change_measure: 'net_long_term_purchases', amount: net_long_term_purchases_usd_bn },
      { change_measure: 'valuation', amount: valuation_usd_bn }
    ], recursive := true)
  from marts.flows
  where row_class = 'country' or holder_id in ('GRAND_TOTAL', 'FOREIGN_OFFICIAL')
),

measured as (
  select
    * exclude (amount),
    round(amount, 3) as measured_usd_bn,
    12 * year(month) + month(month) as nth
  from changes
  where amount is not null
),

compared as (
  select
    now.month,
    now.holder_id,
    now.change_measure,
    any_value(now.measured_usd_bn) as measured_usd_bn,
    any_value(now.is_estimate) as is_estimate,
    any_value(now.source) as source,
    any_value(now.vintage) as vintage,
    min(before.month) as first_month,
    coalesce(list(before.measured_usd_bn) filter (before.nth >= now.nth - 120), []) as history,
    max(before.month) filter (
      now.measured_usd_bn <> 0 and sign(now.measured_usd_bn) * before.measured_usd_bn >= abs(now.measured_usd_bn)
    ) as largest_since
  from measured as now
  left join measured as before
    on now.holder_id = before.holder_id and now.change_measure = before.change_measure and now.nth > before.nth
  where now.nth > (select max(nth) from measured) - 24
  group by now.month, now.holder_id, now.change_measure
),

centred as (
  select
    *,
    len(history)::integer as months_before,
    if(len(history) >= 60, round(list_median(history), 6), null) as median_usd_bn
  from compared
),

spread as (
  select
    *,
    round(measured_usd_bn - median_usd_bn, 6) as distance_usd_bn,
    list_transform(history, lambda x: round(abs(x - median_usd_bn), 6)) as distances
  from centred
),

scored as (
  select
    * exclude (history, distances),
    list_median(distances) as mad_usd_bn,
    1 + len(list_filter(distances, lambda d: d > abs(distance_usd_bn))) as nth_farthest
  from spread
),

worded as (
  select
    *,
    distance_usd_bn / (1.4826 * nullif(mad_usd_bn, 0)) as robust_z,
    case
      when months_before < 60 then format('{} of the 60 months needed before it are known', months_before)
      when mad_usd_bn = 0 then 'the median absolute deviation of the months before is zero'
    end as not_evaluated,
    case change_measure
      when 'holdings_change' then ['change in holdings', 'rise', 'fall']
      when 'bills_change' then ['change in bills', 'rise', 'fall']
      when 'net_long_term_purchases' then ['net purchases of bonds and notes', 'net purchases', 'net sales']
      else ['valuation of bonds and notes', 'gain', 'loss']
    end as words,
    case sign(measured_usd_bn)
      when 0 then ''
      else format(
        ', the largest {} since {}', if(measured_usd_bn > 0, words[2], words[3]),
        coalesce(strftime(largest_since, '%B %Y'), 'the series began in ' || strftime(first_month, '%B %Y'))
      )
    end as ranked
  from scored
)

select
  w.month,
  w.holder_id,
  c.country,
  c.row_class,
  w.change_measure,
  w.measured_usd_bn,
  w.months_before,
  w.median_usd_bn,
  w.mad_usd_bn,
  w.robust_z,
  if(w.median_usd_bn is null, null, w.nth_farthest)::integer as distance_rank,
  w.largest_since,
  w.not_evaluated,
  format(
    '{}, {}, {}: {:+.3g} USD bn{}; {}.', c.country, w.words[1], strftime(w.month, '%B %Y'), w.measured_usd_bn,
    coalesce(w.ranked, ''),
    coalesce(
      'no robust z-score: ' || w.not_evaluated,
      format(
        'robust z-score {:+.1f} (median {:+.3g}, MAD {:.3g}, {} months)', w.robust_z, w.median_usd_bn, w.mad_usd_bn,
        w.months_before
      )
    )
  ) as sentence,
  w.is_estimate,
  w.source,
  w.vintage
from worded as w
join reference.countries as c using (holder_id)
order by w.month, w.holder_id, w.change_measure
