/*
description: >
  The de-dollarization index of a country and year under each weighting of reference.dedollarization_weights. It is
  the weighted mean of its parts, between -100 and 100; positive means moving away from the dollar. NULL if a required part
  is unknown.
columns:
  dedollarization_index: [index -100 to 100, "Weighted mean of the parts required in the era: positive means moving away from the dollar."]
  parts_known: [list, "Parts that are known for the holder and year, required or not."]
  parts_missing: [list, "Required parts that are not known; empty where there is an index. A holder of whose bills TIC is silent, as Poland, has no purchases."]
  gold_share_change_points: [points, "Change over the year of the gold share at a constant price."]
  gold_bought_pct: ["%", "Tonnes bought over the year, over the tonnes before."]
  treasuries_change_points: [points, "Change over the year of Treasury securities over reserves without gold; NULL for custody centres."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [year, holder_id, weighting]}
  - expect_column_values_to_be_between: {column: dedollarization_index, min_value: -100, max_value: 100}
  - name: no_index_with_a_required_part_unknown
    rows_where: dedollarization_index is not null and len(parts_missing) > 0
*/
-- Each part is the change in the year over the change that counts in full, its direction counted. NULL too where a weighting
-- leaves no part. Countries only: gold and purchases of officials are not known well enough for an index of the world.
with
mix as (
  select
    *,
    year(period_end) as year
  from marts.reserve_mix
  where frequency = 'annual' and holder_id <> 'USA' -- whose own money the dollar is
),

countries as (
  select
    now.year::integer as year,
    now.holder_id,
    now.gold_share_constant_price_pct - before.gold_share_constant_price_pct as gold_share_change_points,
    100 * (now.gold_tonnes / nullif(before.gold_tonnes, 0) - 1) as gold_bought_pct,
    -- Across a break of the series of holdings it is no change.
    if(
      h.change_12m_usd_bn is null, null,
      now.resident_treasuries_to_reserves_pct - before.resident_treasuries_to_reserves_pct
    ) as treasuries_change_points,
    p.purchases_12m_pct,
    p.is_estimate_12m,
    coalesce(now.is_estimate or before.is_estimate or p.is_estimate_12m, false) as is_estimate,
    concat_ws(' + ', now.source, p.source) as source,
    greatest(now.vintage, before.vintage, h.vintage, p.vintage) as vintage
  from mix as now
  left join mix as before on now.holder_id = before.holder_id and now.year = before.year + 1
  left join marts.holders as h on now.holder_id = h.holder_id and now.period_end = h.month
  left join marts.purchases as p on now.holder_id = p.holder_id and now.period_end = p.month
),

-- One row per holder, year and part of its era.
parts as (
  select
    h.year,
    h.holder_id,
    e.index_part,
    e.is_required,
    case e.index_part
      when 'gold_share' then h.gold_share_change_points
      when 'gold_bought' then h.gold_bought_pct
      when 'treasuries' then h.treasuries_change_points
      when 'purchases' then h.purchases_12m_pct
    end as change,
    -- least() and greatest() pass over a NULL, which is not 100.
    if(change is null, null, 100 * e.direction * greatest(-1, least(1, change / e.full_scale))) as score
  from countries as h
  join reference.dedollarization_parts as e on h.year between e.from_year and e.to_year
),

weighted as (
  select
    p.year,
    p.holder_id,
    w.weighting,
    list(p.index_part order by p.index_part) filter (where p.score is not null) as parts_known,
    list(p.index_part order by p.index_part) filter (where p.is_required and p.score is null) as parts_missing,
    sum(p.score * w.weight) filter (where p.is_required)
    / nullif(sum(w.weight) filter (where p.is_required), 0) as mean_score
  from parts as p
  join reference.dedollarization_weights as w using (index_part)
  group by p.year, p.holder_id, w.weighting
)

select
  w.year,
  w.holder_id,
  w.weighting,
  if(w.parts_missing is null, w.mean_score, null) as dedollarization_index,
  coalesce(w.parts_known, []) as parts_known,
  coalesce(w.parts_missing, []) as parts_missing,
  h.gold_share_change_points,
  h.gold_bought_pct,
  h.treasuries_change_points,
  h.purchases_12m_pct,
  h.is_estimate_12m,
  h.is_estimate,
  each_source_once(h.source) as source,
  h.vintage
from weighted as w
join countries as h using (year, holder_id)
order by w.year, w.holder_id, w.weighting
