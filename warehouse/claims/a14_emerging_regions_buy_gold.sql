/*
claim: "Countries in Asia, the Middle East and Latin America are increasing their gold reserves."
article: A
line: 57
quote: "Increasing gold reserves"
said_by: "the post"
said_on: 2026-01-22
kind: change
period: 2025-12-31
newest: >
  select max(period_end) from (
    select period_end, count(change_12m_tonnes) as n, max(count(change_12m_tonnes)) over () as most
    from marts.gold where frequency = 'quarterly' group by period_end
  ) where n >= 0.9 * most
parts:
  asia: {claimed: 1, unit: "t", rule: above, because: "more tonnes reported than a year before, by one at least, over the known holders there; emerging Asia, without Japan and the Middle East"}
  middle_east: {claimed: 1, unit: "t", rule: above, because: "the same of the Middle East as in A13: Turkey is in Europe for TIC"}
  latin_america: {claimed: 1, unit: "t", rule: above, because: "the same"}
*/
with
grouped as (
  select
    case
      when in_middle_east(g.holder_id) then 'middle_east'
      when c.region = 'Asia' and g.holder_id <> 'JPN' then 'asia'
      when c.region = 'Latin America' then 'latin_america'
    end as part,
    sum(g.change_12m_tonnes) as bought,
    count(g.change_12m_tonnes) as n,
    arg_max(g.country, abs(g.change_12m_tonnes)) as most_by,
    arg_max(g.change_12m_tonnes, abs(g.change_12m_tonnes)) as most,
    max(g.period_end) as period_end
  from marts.gold as g
  join reference.countries as c using (holder_id)
  where g.frequency = 'quarterly' and g.period_end = date '2025-12-31' and g.change_12m_tonnes is not null
  group by part
)

select
  part,
  bought as observed,
  format(
    '{} holders there report a change of {:+.1f} t in the twelve months to {}; the largest is of {}, {:+.1f} t.',
    n,
    bought,
    month_of(period_end), most_by, most
  ) as reason
from grouped
where part is not null
