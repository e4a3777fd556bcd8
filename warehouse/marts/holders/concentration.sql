/*
description: >
  Concentration of foreign ownership, by month, file and custody scenario. It is an interval, because TIC does not
  name every holder. The lower bound spreads the residual thinly; the upper bound packs it into the largest holders
  that it can hide. Compare within one basis only.
columns:
  scenario: [name, "raw; cn_plus_be and cn_hk_plus_be: China with Belgium (and Hong Kong); six_centres_merged; ex_centres: dropped."]
  named_holders: [count, "Holders named in the file, after merging."]
  residual_pct: ["%", "Share of the Grand Total that no named holder accounts for."]
  hhi_low_points: [index 0-10000, "Lower bound of the Herfindahl-Hirschman index: the residual is atomistic."]
  hhi_high_points: [index 0-10000, "Upper bound of the Herfindahl-Hirschman index: the residual is packed up to the cap."]
  hidden_cap_usd_bn: [USD bn, "Largest holder assumed hidden in the residual; a group row may hide one of its own size besides."]
  effective_holders_low: [count, "Number of equal holders with the upper bound's concentration: 10000 / hhi_high_points."]
  effective_holders_high: [count, "Number of equal holders with the lower bound's concentration: 10000 / hhi_low_points."]
  cr1_pct: ["%", "Share of the largest named holder."]
  cr3_pct: ["%", "Share of the three largest named holders."]
  cr5_pct: ["%", "Share of the five largest named holders."]
  cr10_pct: ["%", "Share of the ten largest named holders."]
  entropy_nats: [nats, "Shannon entropy of the shares among named holders."]
  theil_nats: [nats, "Theil's T among named holders: ln(named_holders) - entropy."]
  gini_index: [index 0-1, "Gini coefficient among named holders; depends on how many are named."]
headline: [points, "HHI of reported holders, lower bound", "select month, hhi_low_points from marts.concentration where basis = 'table3' and scenario = 'raw'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, basis, scenario]}
  - expect_column_values_to_be_between: {column: hhi_low_points, min_value: 0, max_value: 10000}
  - expect_column_values_to_be_between: {column: hhi_high_points, min_value: 0, max_value: 10000}
  - expect_column_values_to_be_between: {column: residual_pct, min_value: 0, max_value: 100}
  - expect_column_values_to_be_between: {column: gini_index, min_value: 0, max_value: 1}
  - name: lower_bound_is_not_above_the_upper
    rows_where: hhi_low_points > hhi_high_points
  - name: ratios_rise_with_their_number
    rows_where: not (cr1_pct <= cr3_pct and cr3_pct <= cr5_pct and cr5_pct <= cr10_pct)
  - name: five_scenarios_for_every_basis_and_month
    no_rows: select basis, month from marts.concentration group by all having count(*) <> 5
*/
-- Only countries are holders; shares are of the Grand Total. A scenario is NULL where the file hides one of its members, as
-- mfh_history hides the Cayman Islands in a group until 2011.
with
named as (
  select
    p.basis,
    p.month,
    p.holder_id,
    p.holdings_usd_bn,
    p.vintage,
    c.is_custody_centre,
    row_number() over (partition by p.basis, p.month order by p.holdings_usd_bn desc) as nth
  from staging.positions as p
  join reference.countries as c using (holder_id)
  where p.row_class = 'country' and p.holdings_usd_bn > 0 and p.basis <> 'first_print'
),

grand_totals as (
  select
    basis,
    month,
    max(holdings_usd_bn) filter (holder_id = 'GRAND_TOTAL') as grand_total_usd_bn,
    -- A group row hides one holder at the most of its own size.
    coalesce(sum(holdings_usd_bn) filter (row_class = 'group'), 0) as groups_usd_bn,
    coalesce(sum(holdings_usd_bn ** 2) filter (row_class = 'group'), 0) as groups_squared,
    max(source) as source,
    max(vintage) as vintage
  from staging.positions
  where basis <> 'first_print'
  group by basis, month
),

-- Who is counted in a group row of a file is not hidden there.
grouped as (
  select
    p.basis,
    p.month,
    m.holder_id
  from staging.positions as p
  join reference.country_groups as m on lower(p.holder_id) = m.country_group
  where p.row_class = 'group' and p.month >= coalesce(m.member_since, date '0001-01-01')
),

counted as (
  select
    basis,
    month,
    holder_id
  from named
  union all
  select * from grouped
),

unnamed as (
  select
    here.basis,
    here.month,
    max(other.holdings_usd_bn) as largest_usd_bn,
    arg_max(other.vintage, other.holdings_usd_bn) as vintage
  from grand_totals as here
  join named as other on here.month = other.month and here.basis <> other.basis
  anti join counted as listed
    on here.basis = listed.basis and here.month = listed.month and other.holder_id = listed.holder_id
  group by here.basis, here.month
),

caps as (
  select
    n.basis,
    n.month,
    greatest(min(n.holdings_usd_bn) filter (n.nth <= 20), any_value(u.largest_usd_bn)) as cap_usd_bn,
    any_value(u.vintage) as vintage
  from named as n
  left join unnamed as u using (basis, month)
  group by n.basis, n.month
),

scenarios as (
  select unnest(['raw', 'cn_plus_be', 'cn_hk_plus_be', 'six_centres_merged', 'ex_centres']) as scenario
),

members as (
  select
    unnest([
      { scenario: 'cn_plus_be', members: ['CHN', 'BEL'] },
      { scenario: 'cn_hk_plus_be', members: ['CHN', 'HKG', 'BEL'] },
      { scenario: 'six_centres_merged', members: ['GBR', 'BEL', 'LUX', 'CYM', 'IRL', 'CHE'] },
      { scenario: 'ex_centres', members: ['GBR', 'BEL', 'LUX', 'CYM', 'IRL', 'CHE'] }
    ], recursive := true)
),

hiding as (
  select
    n.basis,
    n.month,
    m.scenario
  from (
    select
      basis,
      month,
      list(holder_id) as holders
    from named
    group by basis, month
  ) as n
  cross join members as m
  where not list_has_all(
    if(list_contains(n.holders, 'BEL_LUX'), list_concat(n.holders, ['BEL', 'LUX']), n.holders), m.members
  )
),

merged as (
  select
    n.basis,
    n.month,
    s.scenario,
    case
      when s.scenario = 'cn_plus_be' and n.holder_id in ('CHN', 'BEL', 'BEL_LUX') then 'CN+BE'
      when s.scenario = 'cn_hk_plus_be' and n.holder_id in ('CHN', 'HKG', 'BEL', 'BEL_LUX') then 'CN+HK+BE'
      when s.scenario = 'six_centres_merged' and n.is_custody_centre then 'CENTRES'
      else n.holder_id
    end as owner,
    sum(n.holdings_usd_bn) as held_usd_bn
  from named as n
  cross join scenarios as s
  where s.scenario <> 'ex_centres' or not n.is_custody_centre
  group by all
),

universes as (
  select
    g.basis,
    g.month,
    s.scenario,
    g.grand_total_usd_bn - coalesce(
      sum(n.holdings_usd_bn) filter (s.scenario = 'ex_centres' and n.is_custody_centre), 0
    ) as total_usd_bn
  from grand_totals as g
  cross join scenarios as s
  join named as n using (basis, month)
  group by g.basis, g.month, s.scenario, g.grand_total_usd_bn
),

shares as (
  select
    m.basis,
    m.month,
    m.scenario,
    m.held_usd_bn / u.total_usd_bn as share,
    m.held_usd_bn / sum(m.held_usd_bn) over one as named_share,
    row_number() over (one order by m.held_usd_bn desc) as nth,
    row_number() over (one order by m.held_usd_bn) as nth_smallest,
    count(*) over one as n,
    u.total_usd_bn
  from merged as m
  join universes as u using (basis, month, scenario)
  window one as (partition by m.basis, m.month, m.scenario)
),

sums as (
  select
    basis,
    month,
    scenario,
    any_value(total_usd_bn) as total_usd_bn,
    any_value(n) as n,
    greatest(1 - sum(share), 0) as residual,
    sum(share ** 2) as low,
    sum(share) filter (nth <= 1) as cr1,
    sum(share) filter (nth <= 3) as cr3,
    sum(share) filter (nth <= 5) as cr5,
    sum(share) filter (nth <= 10) as cr10,
    -sum(named_share * ln(named_share)) as entropy,
    2 * sum(nth_smallest * named_share) / any_value(n) - (any_value(n) + 1) / any_value(n) as gini
  from shares
  group by basis, month, scenario
),

bounds as (
  select
    s.*,
    c.cap_usd_bn,
    c.cap_usd_bn / s.total_usd_bn as cap,
    greatest(s.residual - g.groups_usd_bn / s.total_usd_bn, 0) as hidden,
    g.groups_squared / s.total_usd_bn ** 2 as groups_hhi,
    floor(hidden / cap) as full_caps,
    s.low + groups_hhi + full_caps * cap ** 2 + (hidden - full_caps * cap) ** 2 as high,
    g.source,
    greatest(g.vintage, c.vintage) as vintage,
    h.scenario is null as is_known
  from sums as s
  join caps as c using (basis, month)
  join grand_totals as g using (basis, month)
  left join hiding as h on s.basis = h.basis and s.month = h.month and s.scenario = h.scenario
)

select
  month,
  basis,
  scenario,
  n::integer as named_holders,
  if(is_known, 100 * residual, null) as residual_pct,
  if(is_known, 1e4 * low, null) as hhi_low_points,
  if(is_known, 1e4 * high, null) as hhi_high_points,
  if(is_known, cap_usd_bn, null) as hidden_cap_usd_bn,
  if(is_known, 1 / high, null) as effective_holders_low,
  if(is_known, 1 / low, null) as effective_holders_high,
  if(is_known, 100 * cr1, null) as cr1_pct,
  if(is_known, 100 * cr3, null) as cr3_pct,
  if(is_known, 100 * cr5, null) as cr5_pct,
  if(is_known, 100 * cr10, null) as cr10_pct,
  if(is_known, entropy, null) as entropy_nats,
  if(is_known, ln(n) - entropy, null) as theil_nats,
  if(is_known, gini, null) as gini_index,
  source,
  vintage
from bounds
order by month, basis, scenario
