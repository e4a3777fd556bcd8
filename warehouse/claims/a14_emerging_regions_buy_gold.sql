/*
claim: "Countries in Asia, the Middle East and Latin America are increasing their gold reserves."
article: A
line: 57
quote: "Increasing gold reserves"
claimant: "the post"
claim_date: 2026-01-22
kind: change
period: 2025-12-31
newest: >
  select max(period_end) from (
    select period_end, count(change_12m_tonnes) as n, max(count(change_12m_tonnes)) over () as most
    from marts.gold where frequency = 'quarterly' group by period_end
  ) where n >= 0.9 * most
parts:
  asia: {claimed: 1, unit: "t", rule: above, because: "more tonnes than a year before, by one at least, over the known holders there, three or more; emerging markets as the IMF groups them"}
  asia_without_china: {claimed: 1, unit: "t", rule: above, because: "the same without China, of which the article speaks by itself"}
  middle_east: {claimed: 1, unit: "t", rule: above, because: "the same; Turkey is in Europe for TIC"}
  latin_america: {claimed: 1, unit: "t", rule: above, because: "the same"}
  asia_risers_pct: {claimed: 50, unit: "%", rule: above, because: "countries, not one of them: most of the known holders report more, by a tenth of a tonne at least"}
  asia_without_china_risers_pct: {claimed: 50, unit: "%", rule: above, because: "the same without China"}
  middle_east_risers_pct: {claimed: 50, unit: "%", rule: above, because: "the same"}
  latin_america_risers_pct: {claimed: 50, unit: "%", rule: above, because: "the same"}
*/
with
members as (
  select
    holder_id,
    list(country_group) as groups
  from reference.country_groups
  group by holder_id
),

reported as (
  select
    g.country,
    g.period_end,
    g.change_12m_tonnes as tonnes,
    unnest(case
      when list_contains(m.groups, 'imf_advanced') then []
      when list_contains(m.groups, 'middle_east') then ['middle_east']
      when g.holder_id = 'CHN' then ['asia']
      when c.region = 'Asia' or list_contains(m.groups, 'central_asia') then ['asia', 'asia_without_china']
      when c.region = 'Latin America' then ['latin_america']
    end) as part
  from marts.gold as g
  join reference.countries as c using (holder_id)
  left join members as m using (holder_id)
  where g.frequency = 'quarterly' and g.period_end = date '2025-12-31' and g.change_12m_tonnes is not null
),

regions (part, region) as (
  values
  ('asia', 'emerging Asia'), ('asia_without_china', 'emerging Asia without China'), ('middle_east', 'the Middle East'),
  ('latin_america', 'Latin America')
),

summed as (
  select
    part,
    region,
    month_of(max(period_end)) as month,
    sum(tonnes) as tonnes,
    count(*) as holders,
    count(*) filter (tonnes >= 0.1) as risers,
    arg_max(country, abs(tonnes)) as largest,
    arg_max(tonnes, abs(tonnes)) as largest_tonnes
  from reported
  join regions using (part)
  group by part, region
)

-- One or two holders are not a region.
select
  part,
  if(holders < 3, null, tonnes) as observed,
  if(
    holders < 3,
    format(
      'Reports of gold for {} are known of {} holders in {}; three are the fewest that are judged.', month, holders,
      region
    ),
    format(
      'Reported gold of {} holders in {} changed by {:+.1f} t in the year to {}, that of {} by {:+.1f} t.',
      holders, region, tonnes, month, largest, largest_tonnes
    )
  ) as reason
from summed
union all
select
  part || '_risers_pct' as part,
  if(holders < 3, null, 100 * risers / holders) as observed,
  format(
    '{} of {} holders in {} reported at least 0.1 t more gold in {} than twelve months before.', risers, holders,
    region, month
  ) as reason
from summed
