/*
claim: "Countries in Asia, the Middle East and Latin America are increasing their gold reserves."
article: A
line: 57
quote: "Increasing gold reserves"
said_by: "the post"
said_on: 2026-01-22
kind: change
period: 2025-12-31
newest: "select max(period_end) from marts.gold where frequency = 'quarterly'"
parts:
  asia: {claimed: 0, unit: "t", rule: above, because: "more tonnes reported than a year before, over the known holders there"}
  latin_america: {claimed: 0, unit: "t", rule: above, because: "the same"}
  middle_east: {claimed: 0, unit: "t", rule: above, because: "the same"}
*/
with
grouped as (
  select
    case
      when g.holder_id in ('SAU', 'ARE', 'KWT', 'QAT', 'LBN', 'IRQ', 'JOR', 'TUR') then 'middle_east'
      when c.region = 'Asia' then 'asia'
      when c.region = 'Latin America' then 'latin_america'
    end as part,
    sum(g.change_12m_tonnes) as bought,
    count(g.change_12m_tonnes) as n,
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
    '{} known holders of the region changed by {:+.0f} t in the twelve months to {}.',
    n,
    bought,
    strftime(period_end, '%Y-%m')
  ) as reason
from grouped
where part is not null
