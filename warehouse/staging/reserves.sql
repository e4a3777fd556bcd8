/*
description: >
  Official reserves by holder, at the dates that each source knows, in USD bn: the IMF monthly, the World Bank at
  year-ends. The World Bank's total values gold at the London price of the year's end; the IMF's totals are not
  used, because countries value gold differently.
columns:
  reserves_ex_gold_usd_bn: [USD bn, "Official reserves without gold: foreign exchange, SDRs and the reserve position in the IMF."]
  reserves_with_gold_usd_bn: [USD bn, "Official reserves with gold at the market price of the year's end, World Bank."]
  reported_gold_usd_bn: [USD bn, "Official gold at market value: what the IMF publishes with gold, less what it publishes without."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [source, period_end, holder_id]}
  - name: without_gold_is_not_more_than_with_gold
    rows_where: reserves_ex_gold_usd_bn > 1.001 * reserves_with_gold_usd_bn + 0.1
*/
with
imf as (
  select
    r.period as period_end,
    a.holder_id,
    sum(r.value) filter (where r.indicator = 'RXF11_REVS') / 1e9 as reserves_ex_gold_usd_bn,
    null::double as reserves_with_gold_usd_bn,
    (
      sum(r.value) filter (where r.indicator = 'TRGMV_REVS') - sum(r.value) filter (where r.indicator = 'RXF11_REVS')
    ) / 1e9 as reported_gold_usd_bn,
    any_value(r.source) as source,
    max(r.vintage) as vintage
  from known.imf_liquidity as r
  join reference.imf_areas as a on r.country = a.imf_code
  where r.unit = 'USD' and a.holder_id is not null
  group by r.period, a.holder_id
),

world_bank as (
  select
    make_date(year::integer, 12, 31) as period_end,
    iso3 as holder_id,
    sum(value) filter (where indicator = 'FI.RES.XGLD.CD') / 1e9 as reserves_ex_gold_usd_bn,
    sum(value) filter (where indicator = 'FI.RES.TOTL.CD') / 1e9 as reserves_with_gold_usd_bn,
    null::double as reported_gold_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from known.worldbank_reserves
  group by year, iso3
),

every_source as (
  select * from imf
  union all by name
  select * from world_bank
)

select
  r.period_end,
  c.holder_id,
  c.row_class,
  r.reserves_ex_gold_usd_bn,
  r.reserves_with_gold_usd_bn,
  r.reported_gold_usd_bn,
  r.source,
  r.vintage
from every_source as r
join reference.countries as c using (holder_id)
where coalesce(r.reserves_ex_gold_usd_bn, r.reserves_with_gold_usd_bn, r.reported_gold_usd_bn) is not null
order by r.source, r.period_end, c.holder_id
