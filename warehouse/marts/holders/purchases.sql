/*
description: >
  Net purchases of Treasury securities, bills included, by holder or total and month. Since 2023-02 long-term
  purchases are those of TIC. Before, they are the Federal Reserve's estimates where fetched, else the change in
  holdings less modelled valuation, which leaves custody moves in. NULL across a series break.
columns:
  total_purchases_usd_bn: [USD bn, "Net purchases of long-term securities and change in bills in the month."]
  total_purchases_12m_usd_bn: [USD bn, "Net purchases of long-term securities and change in bills over twelve months; NULL if a month is not known."]
  purchases_12m_pct: ["%", "Net purchases over twelve months as a share of the holdings before them."]
  is_estimate_12m: [flag, "A month of the twelve is an estimate; NULL where the twelve are not all known."]
  purchases_basis: [class, "Where net purchases of long-term securities come from: published, federal_reserve, or modelled."]
headline: [USD bn, "Net purchases over twelve months, all countries", "select month, total_purchases_12m_usd_bn from marts.purchases where holder_id = 'ALL_COUNTRIES'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - name: published_since_february_2023
    rows_where: is_estimate <> (not has_published_flows(month))
*/
-- Bills carry no price, so their change is taken as bought or sold.
with
positions as (
  select
    month,
    holder_id,
    arg_min(long_term_usd_bn, preference) as long_term_usd_bn,
    arg_min(bills_usd_bn, preference) as bills_usd_bn,
    arg_min(source, preference) as source,
    max(vintage) as vintage
  from staging.positions
  where basis in ('table3', 'slt3d') and long_term_usd_bn is not null and bills_usd_bn is not null
  group by month, holder_id
),

moved as (
  select
    now.month,
    now.holder_id,
    now.bills_usd_bn - before.bills_usd_bn as bills_change_usd_bn,
    before.long_term_usd_bn + before.bills_usd_bn as before_usd_bn,
    now.long_term_usd_bn - before.long_term_usd_bn - v.modelled_pct * before.long_term_usd_bn / 100
      as estimated_usd_bn,
    f.net_long_term_purchases_usd_bn,
    if(f.net_long_term_purchases_usd_bn is null, concat_ws(' + ', now.source, v.source), f.source) as source,
    greatest(now.vintage, before.vintage, f.vintage, v.vintage) as vintage
  from positions as now
  join positions as before
    on now.holder_id = before.holder_id and before.month = last_day(now.month - interval 1 month)
  left join marts.valuation_losses as v on now.month = v.month
  left join marts.flows as f
    on now.holder_id = f.holder_id and now.month = f.month
),

bought as (
  select
    *,
    coalesce(net_long_term_purchases_usd_bn, if(has_published_flows(month), null, estimated_usd_bn))
    + bills_change_usd_bn as total_purchases_usd_bn,
    not has_published_flows(month) as is_estimate,
    case
      when has_published_flows(month) then 'published'
      when net_long_term_purchases_usd_bn is not null then 'federal_reserve'
      else 'modelled'
    end as purchases_basis
  from moved
),

over_a_year as (
  select
    *,
    sum(total_purchases_usd_bn) over year as sum_usd_bn,
    first_value(before_usd_bn) over year as year_before_usd_bn,
    count(total_purchases_usd_bn) over year = 12 as is_whole,
    bool_or(is_estimate) over year as is_any_estimate,
    max(vintage) over year as newest_vintage
  from bought
  window year as (
    partition by holder_id order by month
    range between interval 350 days preceding and current row
  )
)

select
  b.month,
  b.holder_id,
  c.country,
  c.row_class,
  b.total_purchases_usd_bn,
  if(b.is_whole, b.sum_usd_bn, null) as total_purchases_12m_usd_bn,
  if(b.is_whole, 100 * b.sum_usd_bn / nullif(b.year_before_usd_bn, 0), null) as purchases_12m_pct,
  b.is_estimate,
  if(b.is_whole, b.is_any_estimate, null) as is_estimate_12m,
  b.purchases_basis,
  b.source,
  b.newest_vintage as vintage
from over_a_year as b
join reference.countries as c using (holder_id)
where b.total_purchases_usd_bn is not null
order by b.month, b.holder_id
