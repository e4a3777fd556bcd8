/*
description: >
  Official gold by holder, in tonnes, at the dates that the source reports. The whole series of a holder comes from
  one source: the IMF where fetched, else the World Gold Council where licensed, else the embedded extract. Only the
  IMF counts gold that Turkish commercial banks keep at their central bank.
columns:
  period_end: [date, "Last day of the month, quarter or year of the value."]
  gold_tonnes: [t, "Official gold: 1 t is 32,150.7466 fine troy ounces."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
  - name: no_country_holds_more_than_nine_thousand_tonnes
    rows_where: row_class = 'country' and gold_tonnes not between 0 and 9000
*/
-- A source that is a year behind another is not taken.
with
every_source as (
  select
    1 as preference,
    g.period as period_end,
    a.holder_id,
    g.value / ounces_per_tonne() as gold_tonnes,
    g.source,
    g.vintage
  from known.imf_liquidity as g
  join reference.imf_areas as a on g.country = a.imf_code
  where g.indicator = 'RGV_REVS' and a.holder_id is not null
  union all by name
  select
    2 as preference,
    period_end,
    iso3 as holder_id,
    gold_tonnes,
    source,
    vintage
  from known.wgc_reserves
  union all by name
  select
    3 as preference,
    period_end,
    iso3 as holder_id,
    gold_tonnes,
    source,
    vintage
  from known.gold_tonnes_extract
),

newest as (
  select
    holder_id,
    preference,
    max(period_end) as newest_on
  from every_source
  where gold_tonnes is not null
  group by holder_id, preference
),

-- Of a holder the first source that is not more than a year behind another.
fresh as (
  select *
  from newest
  qualify newest_on >= max(newest_on) over (partition by holder_id) - interval 1 year
),

chosen as (
  select *
  from fresh
  qualify preference = min(preference) over (partition by holder_id)
)

select
  g.period_end,
  c.holder_id,
  c.row_class,
  g.gold_tonnes,
  g.source,
  g.vintage
from every_source as g
join reference.countries as c using (holder_id)
join chosen as b on g.holder_id = b.holder_id and g.preference = b.preference
where g.gold_tonnes is not null
order by g.period_end, c.holder_id
