/*
description: >
  Long-term Treasury securities between two surveys: net purchases on Form S against the change in holdings, by holder
  and total. The gap is what purchases do not explain: valuation, custody bias, unreported holdings or trades,
  corrections. It is neither profit nor hidden selling. The last span ends in 2022-06.
columns:
  previous_survey: [date, "Survey at which the span begins: its last day, whose month is not in the span."]
  months_in_span: [count, "Months after the previous survey up to and with this one."]
  gap_usd_bn: [USD bn, "Change in long-term holdings less net purchases in the span."]
  month: "Survey at which the span ends: the last day of its month."
  long_term_change_usd_bn: "Change in long-term holdings from the previous survey to this one."
  net_long_term_purchases_usd_bn: "Net purchases of long-term securities on Form S, summed over the span: positive means foreigners bought."
headline: [USD bn, "Gap between change and net purchases, all foreigners", "select month, gap_usd_bn from marts.flows_against_holdings where holder_id = 'GRAND_TOTAL'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: gap_usd_bn}
  - name: parts_add_up_to_the_change
    rows_where: abs(net_long_term_purchases_usd_bn + gap_usd_bn - long_term_change_usd_bn) > 1e-5
  - name: spans_follow_one_another
    no_rows: >
      select month from marts.flows_against_holdings where holder_id = 'GRAND_TOTAL'
      qualify previous_survey <> lag(month) over (order by month)
*/
-- Survey dates are irregular: 1994-12, the first with Treasuries apart, 2000-03, then every June from 2002. Only spans with every
-- month of Form S are here; it ends in 2023-01. Custody bias: bought through one country, kept in another, such as behind the
-- Cayman gap. Transactions are recorded by the place of the foreign counterparty, holdings by that of the custodian's client.
-- Between countries custody bias cancels in the Grand Total.
with
spans as (
  select
    month,
    lag(month) over (order by month) as previous_survey
  from (select distinct month from staging.tic_shl) as surveys
),

changes as (
  select
    s.month,
    s.previous_survey,
    datediff('month', s.previous_survey, s.month)::integer as months_in_span,
    after.holder_id,
    after.row_class,
    after.long_term_usd_bn - before.long_term_usd_bn as long_term_change_usd_bn,
    after.source,
    greatest(after.vintage, before.vintage) as vintage
  from spans as s
  join staging.tic_shl as after on s.month = after.month
  join staging.tic_shl as before on s.previous_survey = before.month and after.holder_id = before.holder_id
),

bought as (
  select
    c.month,
    c.holder_id,
    sum(f.net_long_term_purchases_usd_bn) as net_long_term_purchases_usd_bn,
    any_value(f.source) as source,
    max(f.vintage) as vintage
  from changes as c
  join staging.tic_form_s as f on c.holder_id = f.holder_id and c.previous_survey < f.month and c.month >= f.month
  group by c.month, c.holder_id, c.months_in_span
  having count(f.net_long_term_purchases_usd_bn) = c.months_in_span
)

select
  c.month,
  c.previous_survey,
  c.months_in_span,
  c.holder_id,
  r.country,
  c.row_class,
  r.is_custody_centre,
  c.long_term_change_usd_bn,
  b.net_long_term_purchases_usd_bn,
  c.long_term_change_usd_bn - b.net_long_term_purchases_usd_bn as gap_usd_bn,
  concat_ws(' + ', c.source, b.source) as source,
  greatest(c.vintage, b.vintage) as vintage
from changes as c
join bought as b using (month, holder_id)
join reference.countries as r using (holder_id)
where c.long_term_change_usd_bn is not null
order by c.month, c.holder_id
