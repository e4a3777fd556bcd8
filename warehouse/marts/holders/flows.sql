/*
description: >
  Why holdings changed in a month: bought or sold, price, or neither (a change of custodian, trades between foreigners,
  reclassification). For holders and totals: see row_class. TIC publishes the parts since 2023-02; before, where
  fetched, they are estimates of the Federal Reserve's staff. Bills carry no valuation, so their change counts as
  bought or sold.
columns:
  long_term_change_usd_bn: [USD bn, "Change in long-term holdings since the month before: net purchases + valuation + other."]
  other_usd_bn: [USD bn, "What is left of the change in long-term holdings after net purchases and valuation: custody, reclassification, residual."]
  bills_change_usd_bn: [USD bn, "Change in Treasury bills held since the month before."]
  reading: [class, "The largest part of the change, bills included: little changed (all below the greater of 0.1 bn and 0.5 % of holdings), else custody or residual, bought, sold or price; a tie goes to the trade. NULL if a part is not known."]
  is_estimate: [flag, "The value is an estimate, or is computed from one; it is not reported."]
headline: [USD bn, "Net long-term purchases of all countries", "select month, net_long_term_purchases_usd_bn from marts.flows where holder_id = 'ALL_COUNTRIES'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - name: parts_add_up_to_the_change
    rows_where: abs(net_long_term_purchases_usd_bn + valuation_usd_bn + other_usd_bn - long_term_change_usd_bn) > 1e-6
  - name: nothing_before_february_2023_but_estimates
    rows_where: not has_published_flows(month) and not is_estimate
  - name: a_reading_wherever_all_parts_are_known
    rows_where: (other_usd_bn is null or bills_change_usd_bn is null) <> (reading is null)
  - name: bought_and_sold_by_their_sign
    rows_where: (reading = 'bought' and total_purchases_usd_bn <= 0) or (reading = 'sold' and total_purchases_usd_bn >= 0)
*/
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
  where basis in ('table3', 'slt3d')
  group by month, holder_id
),

moves as (
  select
    month,
    holder_id,
    net_long_term_purchases_usd_bn,
    valuation_usd_bn,
    false as is_estimate,
    source,
    vintage
  from staging.tic_slt3
  union all by name
  select
    *,
    true as is_estimate
  from staging.estimated_flows
  where not has_published_flows(month)
),

changes as (
  select
    m.*,
    before.long_term_usd_bn + before.bills_usd_bn as before_usd_bn,
    now.long_term_usd_bn - before.long_term_usd_bn as long_term_change_usd_bn,
    now.bills_usd_bn - before.bills_usd_bn as bills_change_usd_bn,
    concat_ws(' + ', m.source, nullif(now.source, m.source)) as sources,
    greatest(m.vintage, now.vintage, before.vintage) as newest_vintage
  from moves as m
  left join positions as now using (month, holder_id)
  left join positions as before
    on m.holder_id = before.holder_id and before.month = last_day(m.month - interval 1 month)
),

parts as (
  select
    *,
    long_term_change_usd_bn - net_long_term_purchases_usd_bn - valuation_usd_bn as other_usd_bn,
    net_long_term_purchases_usd_bn + bills_change_usd_bn as total_purchases_usd_bn,
    -- Read in whole USD mn, as published, so that ties are ties.
    round(1000 * total_purchases_usd_bn) as net,
    round(1000 * valuation_usd_bn) as val,
    round(1000 * other_usd_bn) as oth,
    greatest(100, 5 * before_usd_bn) as threshold
  from changes
  where net_long_term_purchases_usd_bn is not null
)

select
  p.month,
  p.holder_id,
  c.country,
  c.row_class,
  long_term_change_usd_bn,
  net_long_term_purchases_usd_bn,
  valuation_usd_bn,
  other_usd_bn,
  bills_change_usd_bn,
  total_purchases_usd_bn,
  case
    when other_usd_bn is null or bills_change_usd_bn is null then null
    when greatest(abs(net), abs(val), abs(oth)) < threshold then 'little changed'
    when abs(oth) > greatest(abs(net), abs(val)) then 'custody or residual'
    when abs(net) >= abs(val) and net > 0 then 'bought'
    when abs(net) >= abs(val) then 'sold'
    else 'price'
  end as reading,
  is_estimate,
  sources as source,
  newest_vintage as vintage
from parts as p
join reference.countries as c using (holder_id)
order by p.month, p.holder_id
