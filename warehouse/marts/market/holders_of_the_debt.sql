/*
description: >
  Who holds the federal debt and whose holdings grew, by quarter and kind of holder: foreigners from TIC, others where
  fetched. Shares stand side by side and do not add up to a hundred: holdings are mostly at market value, debt at par,
  and a custodian abroad can hold for a fund that is counted here. A change includes price.
columns:
  debt_holder: [name, "foreigners, of these foreign_official and foreign_private; other kinds by the name of their measure in reference.fred_series."]
  held_usd_bn: [USD bn, "Treasury securities held at the quarter's end; of brokers and dealers net of what they sold short, so it can be negative."]
  held_share_of_public_pct: ["%", "Holdings over debt held by the public at par, the Federal Reserve's included."]
  held_change_1y_usd_bn: [USD bn, "Change in held_usd_bn over four quarters. NULL across a series break."]
  held_share_of_change_pct: ["%", "That change over the change in debt held by the public. NULL in a year in which the debt shrank."]
headline: ["%", "Share of foreigners in the debt held by the public", "select quarter, held_share_of_public_pct from marts.holders_of_the_debt where debt_holder = 'foreigners'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [quarter, debt_holder]}
  - expect_column_values_to_be_between: {column: held_share_of_public_pct, min_value: -10, max_value: 70}
  - expect_column_values_to_not_be_null: {column: held_usd_bn}
  - name: foreigners_are_official_and_private
    no_rows: >-
      select quarter, basis, sum(if(debt_holder = 'foreigners', held_usd_bn, -held_usd_bn)) as apart_usd_bn
      from marts.holders_of_the_debt where basis is not null group by all
      having count(*) = 3 and abs(apart_usd_bn) > 0.001
*/
with
from_tic as (
  select
    month as quarter,
    'foreigners' as debt_holder,
    holdings_usd_bn as held_usd_bn,
    basis,
    source,
    vintage
  from marts.totals
  where row_id = 'GRAND_TOTAL'
  union all
  select
    month,
    unnest(['foreign_official', 'foreign_private']),
    unnest([official_usd_bn, private_usd_bn]),
    basis,
    source,
    vintage
  from marts.official_private
),

-- The quarter's value of a weekly series is its last, if that is in the quarter's last week.
from_fred as (
  select
    last_day(date_trunc('quarter', period_end) + interval 2 month) as quarter,
    regexp_extract(measure, '^held_by_(.*)_usd_mn$', 1) as debt_holder,
    arg_max(series_value, period_end) / 1000 as held_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.economic_series
  -- In the Financial Accounts a zero is a time before the holder is counted.
  where measure like 'held\_by\_%' escape '\' and series_value <> 0
  group by last_day(date_trunc('quarter', period_end) + interval 2 month), measure
  having max(period_end) > last_day(date_trunc('quarter', max(period_end)) + interval 2 month) - 7
),

held as (
  select *
  from from_tic
  where month(quarter) % 3 = 0
  union all by name
  select *
  from from_fred
),

-- The last business day of the quarter.
debt as (
  select
    last_day(date) as quarter,
    arg_max(debt_held_by_public_usd_bn, date) as debt_held_by_public_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.public_debt
  group by last_day(date)
  -- Only of a month that is over: the weekday after the newest value lies beyond it.
  qualify max(max(date)) over () + if(isodow(max(max(date)) over ()) = 5, 3, 1) > last_day(date)
),

compared as (
  select
    h.*,
    d.debt_held_by_public_usd_bn,
    d.debt_held_by_public_usd_bn - d0.debt_held_by_public_usd_bn as public_debt_change_1y_usd_bn,
    if(
      -- Officials of mfhhis01 are another count than those of Form SLT.
      (h.basis = 'mfh_history') <> (before.basis = 'mfh_history')
      or exists (
        select 1
        from reference.series_breaks as s
        where
          before.quarter < s.month
          and h.quarter >= s.month
          and s.basis in ('all', h.basis, before.basis)
          and s.holder_id is null
          and h.basis is not null
      ),
      null, h.held_usd_bn - before.held_usd_bn
    ) as held_change_1y_usd_bn,
    concat_ws(' + ', h.source, d.source) as sources,
    greatest(h.vintage, before.vintage, d.vintage, d0.vintage) as newest_vintage
  from held as h
  left join held as before
    on h.debt_holder = before.debt_holder and before.quarter = last_day(h.quarter - interval 12 month)
  left join debt as d on h.quarter = d.quarter
  left join debt as d0 on d0.quarter = last_day(h.quarter - interval 12 month)
)

select
  quarter,
  debt_holder,
  held_usd_bn,
  debt_held_by_public_usd_bn,
  100 * held_usd_bn / debt_held_by_public_usd_bn as held_share_of_public_pct,
  held_change_1y_usd_bn,
  if(public_debt_change_1y_usd_bn > 0, 100 * held_change_1y_usd_bn / public_debt_change_1y_usd_bn, null)
    as held_share_of_change_pct,
  basis,
  sources as source,
  newest_vintage as vintage
from compared
order by quarter, debt_holder
