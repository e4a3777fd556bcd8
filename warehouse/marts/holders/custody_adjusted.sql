/*
description: >
  China's Treasury securities and agency debt in five custody scenarios, by month since 2011-09: alone, with all of Belgium (Euroclear,
  as Setser counts), with Belgium above a baseline, with Hong Kong. Baselines are Belgium's mean holdings of 2002-06 to
  2009-12 and of 2013-01 to 2013-10, before they rose (published as 170 to 180 bn). Owners are not published.
columns:
  custody_scenario: [name, "cn; cn_plus_be; cn_plus_be_above_2009 and cn_plus_be_above_2013, less the mean up to that year; cn_plus_hk."]
  baseline_usd_bn: [USD bn, "Holdings of Belgium that the scenario leaves out. NULL where it has no baseline."]
  adjusted_usd_bn: [USD bn, "Treasury securities of China and of the others in the scenario; a Belgium below the baseline counts nothing."]
  adjusted_change_1m_usd_bn: [USD bn, "Change in adjusted_usd_bn since the month before; includes price. NULL across a series break."]
  adjusted_change_12m_usd_bn: [USD bn, "Change in adjusted_usd_bn over twelve months; includes price. NULL across a series break."]
  adjusted_purchases_12m_usd_bn: [USD bn, "Net purchases of all in the scenario over twelve months, bills included. NULL if one is not known, or if Belgium is below the baseline at either end."]
  agencies_usd_bn: [USD bn, "Long-term agency debt of all in the scenario, no baseline taken off; since 2020-01."]
  agencies_change_1m_usd_bn: [USD bn, "Change in agencies_usd_bn since the month before; includes price."]
  agencies_change_12m_usd_bn: [USD bn, "Change in agencies_usd_bn over twelve months; includes price."]
  agencies_purchases_12m_usd_bn: [USD bn, "Net purchases of long-term agency debt over twelve months, as published; since 2024-01."]
  adjusted_with_agencies_usd_bn: [USD bn, "Treasury securities and long-term agency debt of the scenario."]
  with_agencies_purchases_12m_usd_bn: [USD bn, "Net purchases of both over twelve months."]
headline: [USD bn, "China, with Belgium above its level of 2013", "select month, adjusted_usd_bn from marts.custody_adjusted where custody_scenario = 'cn_plus_be_above_2013'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, custody_scenario]}
  - expect_column_values_to_not_be_null: {column: adjusted_usd_bn}
  - name: a_baseline_is_never_counted_against_china
    no_rows: >-
      from marts.custody_adjusted as c join marts.holders as h on c.month = h.month and h.holder_id = 'CHN'
      where c.adjusted_usd_bn < h.holdings_usd_bn - 1e-9
  - name: an_estimate_wherever_there_are_purchases
    rows_where: adjusted_purchases_12m_usd_bn is not null and is_estimate_12m is null
*/
with
members as (
  select unnest([
    { custody_scenario: 'cn', holder_id: 'CHN', baseline_from: null, baseline_to: null },
    { custody_scenario: 'cn_plus_be', holder_id: 'CHN', baseline_from: null, baseline_to: null },
    { custody_scenario: 'cn_plus_be', holder_id: 'BEL', baseline_from: null, baseline_to: null },
    { custody_scenario: 'cn_plus_be_above_2009', holder_id: 'CHN', baseline_from: null, baseline_to: null },
    {
      custody_scenario: 'cn_plus_be_above_2009', holder_id: 'BEL',
      baseline_from: date '2002-06-30', baseline_to: date '2009-12-31'
    },
    { custody_scenario: 'cn_plus_be_above_2013', holder_id: 'CHN', baseline_from: null, baseline_to: null },
    {
      custody_scenario: 'cn_plus_be_above_2013', holder_id: 'BEL',
      baseline_from: date '2013-01-31', baseline_to: date '2013-10-31'
    },
    { custody_scenario: 'cn_plus_hk', holder_id: 'CHN', baseline_from: null, baseline_to: null },
    { custody_scenario: 'cn_plus_hk', holder_id: 'HKG', baseline_from: null, baseline_to: null }
  ], recursive := true)
),

baselines as (
  select
    m.custody_scenario,
    m.holder_id,
    avg(h.holdings_usd_bn) as baseline_usd_bn,
    max(h.vintage) as vintage
  from members as m
  join marts.holders as h on m.holder_id = h.holder_id and h.month between m.baseline_from and m.baseline_to
  group by m.custody_scenario, m.holder_id
  -- A mean of some of its months would be another baseline.
  having count(h.holdings_usd_bn) = any_value(datediff('month', m.baseline_from, m.baseline_to)) + 1
),

agencies as (
  select
    month,
    holder_id,
    holdings_usd_bn as agencies_usd_bn,
    sum(net_long_term_purchases_usd_bn) over year as purchases_usd_bn,
    count(net_long_term_purchases_usd_bn) over year = 12 as is_whole,
    source,
    vintage
  from marts.us_securities
  where asset_class = 'agencies'
  window year as (partition by holder_id order by month range between interval 350 days preceding and current row)
),

held as (
  select
    m.custody_scenario,
    m.members,
    h.month,
    b.baseline_usd_bn,
    greatest(h.holdings_usd_bn - coalesce(b.baseline_usd_bn, 0), 0) as counted_usd_bn,
    h.change_1m_usd_bn,
    h.change_12m_usd_bn,
    if(
      b.baseline_usd_bn > least(h.holdings_usd_bn, h.holdings_usd_bn - h.change_12m_usd_bn),
      null, p.total_purchases_12m_usd_bn
    ) as purchases_usd_bn,
    p.is_estimate_12m,
    a.agencies_usd_bn,
    if(a.is_whole, a.purchases_usd_bn, null) as agencies_purchases_usd_bn,
    concat_ws(' + ', h.source, p.source, a.source) as source,
    greatest(h.vintage, p.vintage, a.vintage, b.vintage) as vintage
  from (
    select
      *,
      count(*) over (partition by custody_scenario) as members
    from members
  ) as m
  join marts.holders as h on m.holder_id = h.holder_id
  left join baselines as b on m.custody_scenario = b.custody_scenario and m.holder_id = b.holder_id
  left join marts.purchases as p on h.holder_id = p.holder_id and h.month = p.month
  left join agencies as a on h.holder_id = a.holder_id and h.month = a.month
  -- Before, holdings are extrapolated from transactions, which go by the counterparty.
  where h.month >= date '2011-09-30' and (m.baseline_from is null or b.baseline_usd_bn is not null)
),

summed as (
  select
    h.month,
    h.custody_scenario,
    max(h.baseline_usd_bn) as baseline_usd_bn,
    sum(h.counted_usd_bn) as adjusted_usd_bn,
    count(h.change_1m_usd_bn) = count(*) as is_comparable_1m,
    count(h.change_12m_usd_bn) = count(*) as is_comparable_12m,
    if(count(h.purchases_usd_bn) = count(*), sum(h.purchases_usd_bn), null) as adjusted_purchases_12m_usd_bn,
    bool_or(h.is_estimate_12m) as is_estimate_12m,
    if(count(h.agencies_usd_bn) = count(*), sum(h.agencies_usd_bn), null) as agencies_usd_bn,
    if(count(h.agencies_purchases_usd_bn) = count(*), sum(h.agencies_purchases_usd_bn), null)
      as agencies_purchases_12m_usd_bn,
    each_source_once(string_agg(h.source, ' + ')) as source,
    max(h.vintage) as vintage
  from held as h
  group by h.month, h.custody_scenario
  -- All of its members are known.
  having
    count(h.counted_usd_bn) = any_value(h.members)
)

select
  now.month,
  now.custody_scenario,
  now.baseline_usd_bn,
  now.adjusted_usd_bn,
  if(now.is_comparable_1m, now.adjusted_usd_bn - month.adjusted_usd_bn, null) as adjusted_change_1m_usd_bn,
  if(now.is_comparable_12m, now.adjusted_usd_bn - year.adjusted_usd_bn, null) as adjusted_change_12m_usd_bn,
  now.adjusted_purchases_12m_usd_bn,
  if(now.adjusted_purchases_12m_usd_bn is null, null, now.is_estimate_12m) as is_estimate_12m,
  now.agencies_usd_bn,
  now.agencies_usd_bn - month.agencies_usd_bn as agencies_change_1m_usd_bn,
  now.agencies_usd_bn - year.agencies_usd_bn as agencies_change_12m_usd_bn,
  now.agencies_purchases_12m_usd_bn,
  now.adjusted_usd_bn + now.agencies_usd_bn as adjusted_with_agencies_usd_bn,
  now.adjusted_purchases_12m_usd_bn + now.agencies_purchases_12m_usd_bn as with_agencies_purchases_12m_usd_bn,
  now.source,
  now.vintage
from summed as now
left join summed as month
  on now.custody_scenario = month.custody_scenario and month.month = last_day(now.month - interval 1 month)
left join summed as year
  on now.custody_scenario = year.custody_scenario and year.month = last_day(now.month - interval 12 month)
order by now.month, now.custody_scenario
