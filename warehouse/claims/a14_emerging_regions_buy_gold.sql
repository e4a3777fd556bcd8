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
  asia: {claimed: 1, unit: "t", rule: above, because: "more tonnes reported than a year before, by one at least, over the known holders there; emerging markets as in A13"}
  asia_without_china: {claimed: 1, unit: "t", rule: above, because: "the same without China, of which the article speaks by itself"}
  middle_east: {claimed: 1, unit: "t", rule: above, because: "the same; Turkey is in Europe for TIC"}
  latin_america: {claimed: 1, unit: "t", rule: above, because: "the same"}
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
)

select
  part,
  -- One or two holders are not the Middle East.
  if(part = 'middle_east' and count(*) < 3, null, sum(tonnes)) as observed,
  format(
    'The reports of {} changed by {:+.1f} t in the twelve months to {}; the largest change is of {}, {:+.1f} t.',
    if(count(*) = 1, 'one holder', count(*) || ' holders'), sum(tonnes), month_of(max(period_end)),
    arg_max(country, abs(tonnes)), arg_max(tonnes, abs(tonnes))
  ) as reason
from reported
group by part
