/*
description: >
  Official gold by holder, at the dates that its source knows, in tonnes; nothing is filled. The whole series of a holder
  comes from one source: the IMF where it was fetched, else the World Gold Council where licensed, else the embedded extract.
  The IMF counts the gold that Turkish commercial banks keep with their central bank, the World Gold Council does not.
columns:
  period_end: [date, "Last day of the month, quarter or year for which a figure stands."]
  gold_tonnes: [t, "Official gold: 1 t is 32,150.7466 fine troy ounces."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
  - name: no_country_holds_more_than_nine_thousand_tonnes
    rows_where: row_class = 'country' and gold_tonnes not between 0 and 9000
*/
with
every_source as (
  select
    1 as preference,
    g.period as period_end,
    a.holder_id,
    g.value / 32150.7466 as gold_tonnes,
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
where g.gold_tonnes is not null
qualify g.preference = min(g.preference) over (partition by c.holder_id)
order by g.period_end, c.holder_id
