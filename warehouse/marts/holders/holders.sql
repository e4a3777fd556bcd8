/*
description: >
  Holdings of Treasury securities of every country that TIC names, by month, from the first basis with a value.
  Holdings are by residence of the custodian's client, not by owner: see is_custody_centre. Some countries have
  long-term values only; there holdings_usd_bn and basis are NULL.
columns:
  share_of_foreign_pct: ["%", "Holdings as a share of the Grand Total of the month."]
  holdings_rank: [rank, "Rank by holdings among the holders named in the month: 1 is the largest. NULL in a month known from first prints only."]
  change_1m_usd_bn: [USD bn, "Change in holdings since the month before; includes price. NULL across a series break."]
  change_12m_usd_bn: [USD bn, "Change in holdings over twelve months; includes price. NULL across a series break."]
  change_12m_pct: ["%", "Change in holdings over twelve months. NULL across a series break."]
  peak_usd_bn: [USD bn, "Largest holdings so far in the series (from 2011-09; earlier months: from 2000-03). NULL if a month of it is not known."]
  peak_month: [date, "Month of the largest holdings so far."]
  below_peak_pct: ["%", "How far holdings are below the peak so far. NULL across a series break."]
  lowest_since: [date, "The last earlier month with lower holdings, over all series. NULL: none, or a gap on the way."]
  lowest_since_crosses_break: [flag, "A series break lies between that month and this one."]
  is_series_low: [flag, "No earlier month since series_since was lower. NULL in the first month of the series, or if a month of it is not known."]
  series_since: [date, "First month of the series in which peaks and lows are counted: 2000-03, and 2011-09 from then on."]
  is_record_low: [flag, "No earlier month of any series is known to have been lower, earlier breaks included. NULL where is_series_low is."]
  is_series_break: [flag, "The series begins again in this month, so it is not comparable with the month before."]
headline: [USD bn, "Holdings of Japan", "select month, holdings_usd_bn from marts.holders where holder_id = 'JPN'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: vintage}
  - expect_column_values_to_be_between: {column: share_of_foreign_pct, min_value: 0, max_value: 50}
  - expect_column_values_to_be_between: {column: below_peak_pct, min_value: 0, max_value: 100}
  - name: only_countries
    no_rows: from marts.holders where holder_id in (select holder_id from reference.countries where row_class <> 'country')
  - name: a_record_low_is_a_low_of_its_series
    rows_where: is_record_low and (not is_series_low or lowest_since is not null)
  - name: named_holders_do_not_exceed_the_grand_total
    no_rows: select month, sum(share_of_foreign_pct) as pct from marts.holders group by month having pct > 100.01
  - name: long_term_and_bills_add_up_where_all_three_are_known
    rows_where: basis = 'table3' and abs(long_term_usd_bn + bills_usd_bn - holdings_usd_bn) > 0.0011
*/
-- Long-term securities and bills come from Table 3 (before 2020 from Table 3D) and are never derived by subtraction.
with
countries as (
  select *
  from staging.positions
  where row_class = 'country'
),

first_known as (
  select
    month,
    holder_id,
    arg_min(holdings_usd_bn, preference) as holdings_usd_bn,
    arg_min(basis, preference) filter (holdings_usd_bn is not null) as basis,
    arg_min(long_term_usd_bn, preference) as long_term_usd_bn,
    arg_min(bills_usd_bn, preference) as bills_usd_bn,
    arg_min_null(witness, preference) filter (holdings_usd_bn is not null) as witness,
    arg_min_null(is_independent_of_articles, preference) filter (holdings_usd_bn is not null)
      as is_independent_of_articles,
    arg_min(source, preference) filter (holdings_usd_bn is not null) as holdings_source,
    arg_min(source, preference) filter (long_term_usd_bn is not null) as split_source,
    arg_min(vintage, preference) filter (holdings_usd_bn is not null) as holdings_vintage,
    arg_min(vintage, preference) filter (long_term_usd_bn is not null) as split_vintage
  from countries
  where coalesce(holdings_usd_bn, long_term_usd_bn, bills_usd_bn) is not null
  group by month, holder_id
),

placed as (
  select
    month,
    holder_id,
    holdings_usd_bn,
    basis,
    -- Files in millions are compared in millions, others to the 0.1 bn that all of them carry.
    if(basis in ('table3', 'slt3d'), 3, 1) as decimals,
    if(month >= date '2011-09-30', date '2011-09-30', date '2000-03-31') as series_start,
    -- Table 3D lacks two months, for ever: they are no gap in a holder's series, and are not counted. A month known
    -- from a first print only is one: what else was printed of it is not known.
    count(*) filter (basis <> 'first_print' and month not in (date '2011-10-31', date '2011-11-30'))
      over (partition by holder_id order by month) as nth,
    datediff('month', date '2000-03-31', month)
    - greatest(0, least(2, datediff('month', date '2011-09-30', month))) as nth_month,
    datediff('month', date '2000-03-31', series_start) as nth_month_of_start
  from first_known
  where holdings_usd_bn is not null
),

peaks as (
  select
    month,
    holder_id,
    max(holdings_usd_bn) over so_far as peak_usd_bn,
    arg_max(month, holdings_usd_bn) over so_far as peak_month,
    nth - min(nth) over so_far = nth_month - nth_month_of_start and min(month) over so_far = series_start as is_gapless
  from placed
  window so_far as (partition by holder_id, series_start order by month)
),

lower_before as (
  select
    h.month,
    h.holder_id,
    max(earlier.month) as lowest_since,
    arg_max(h.nth - earlier.nth, earlier.month) = arg_max(h.nth_month - earlier.nth_month, earlier.month) as is_gapless,
    max(earlier.month) >= any_value(h.series_start) as is_same_series
  from placed as h
  join placed as earlier
    on
      h.holder_id = earlier.holder_id
      and h.month > earlier.month
      and round(earlier.holdings_usd_bn, least(h.decimals, earlier.decimals))
      < round(h.holdings_usd_bn, least(h.decimals, earlier.decimals))
  group by h.month, h.holder_id
),

comparisons as (
  select distinct
    h.month,
    h.holder_id,
    unnest([
      last_day(h.month - interval 1 month), last_day(h.month - interval 12 month), p.peak_month, l.lowest_since
    ]) as since
  from placed as h
  left join peaks as p on h.holder_id = p.holder_id and h.month = p.month
  left join lower_before as l on h.holder_id = l.holder_id and h.month = l.month
),

-- Does a series break of either file lie between the two months that are compared?
crossed as (
  select
    h.month,
    h.holder_id,
    earlier.month as since,
    count(b.month) > 0 as is_crossed
  from comparisons as c
  join placed as h on c.holder_id = h.holder_id and c.month = h.month
  join placed as earlier on c.holder_id = earlier.holder_id and c.since = earlier.month
  left join reference.series_breaks as b
    on
      earlier.month < b.month
      and h.month >= b.month
      and b.basis in ('all', h.basis, earlier.basis)
      and coalesce(b.holder_id, h.holder_id) = h.holder_id
  group by h.month, h.holder_id, earlier.month
),

compared as (
  select
    h.month,
    h.holder_id,
    coalesce(c1.is_crossed, h.month in (
      select month from reference.series_breaks
      where basis in ('all', h.basis)
    ))
      as is_series_break,
    if(c1.is_crossed, null, h.holdings_usd_bn - m1.holdings_usd_bn) as change_1m_usd_bn,
    if(c12.is_crossed, null, m12.holdings_usd_bn) as year_before_usd_bn,
    if(p.is_gapless, p.peak_usd_bn, null) as peak_usd_bn,
    if(p.is_gapless, p.peak_month, null) as peak_month,
    if(
      p.is_gapless and not coalesce(cp.is_crossed, false),
      100 * (1 - h.holdings_usd_bn / nullif(p.peak_usd_bn, 0)), null
    ) as below_peak_pct,
    if(l.is_gapless, l.lowest_since, null) as lowest_since,
    if(l.is_gapless, cl.is_crossed, null) as lowest_since_crosses_break,
    h.series_start as series_since,
    if(p.is_gapless and h.month > h.series_start, not coalesce(l.is_same_series, false), null) as is_series_low,
    if(is_series_low is null, null, is_series_low and l.month is null) as is_record_low
  from placed as h
  left join placed as m1 on h.holder_id = m1.holder_id and m1.month = last_day(h.month - interval 1 month)
  left join placed as m12 on h.holder_id = m12.holder_id and m12.month = last_day(h.month - interval 12 month)
  left join peaks as p on h.holder_id = p.holder_id and h.month = p.month
  left join lower_before as l on h.holder_id = l.holder_id and h.month = l.month
  left join crossed as c1 on h.holder_id = c1.holder_id and h.month = c1.month and m1.month = c1.since
  left join crossed as c12 on h.holder_id = c12.holder_id and h.month = c12.month and m12.month = c12.since
  left join crossed as cp on h.holder_id = cp.holder_id and h.month = cp.month and p.peak_month = cp.since
  left join crossed as cl on h.holder_id = cl.holder_id and h.month = cl.month and l.lowest_since = cl.since
)

select
  f.month,
  f.holder_id,
  c.country,
  c.iso3,
  c.tic_code,
  c.region,
  c.is_custody_centre,
  f.holdings_usd_bn,
  f.long_term_usd_bn,
  f.bills_usd_bn,
  100 * f.holdings_usd_bn / g.holdings_usd_bn as share_of_foreign_pct,
  if(
    f.holdings_usd_bn is null or g.basis = 'first_print', null,
    rank() over (partition by f.month order by f.holdings_usd_bn desc nulls last)
  )::integer as holdings_rank,
  d.change_1m_usd_bn,
  f.holdings_usd_bn - d.year_before_usd_bn as change_12m_usd_bn,
  100 * (f.holdings_usd_bn / nullif(d.year_before_usd_bn, 0) - 1) as change_12m_pct,
  d.peak_usd_bn,
  d.peak_month,
  d.below_peak_pct,
  d.lowest_since,
  d.lowest_since_crosses_break,
  d.is_series_low,
  d.series_since,
  d.is_record_low,
  f.basis,
  f.witness,
  f.is_independent_of_articles,
  coalesce(d.is_series_break, false) as is_series_break,
  concat_ws(' + ', f.holdings_source, nullif(f.split_source, f.holdings_source)) as source,
  greatest(f.holdings_vintage, f.split_vintage, if(f.holdings_usd_bn is null, null, g.vintage)) as vintage
from first_known as f
join reference.countries as c using (holder_id)
join marts.totals as g on f.month = g.month and g.row_id = 'GRAND_TOTAL'
left join compared as d on f.month = d.month and f.holder_id = d.holder_id
order by f.month asc, f.holdings_usd_bn desc nulls last, f.holder_id asc
