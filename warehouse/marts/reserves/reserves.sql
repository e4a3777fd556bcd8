/*
description: >
  Official reserves without gold by holder, at the dates known. From the IMF where fetched, else as the World Bank
  states them. Else they are an estimate: the World Bank's total less gold at the price of the year's end.
columns:
  reserves_basis: [class, "imf, world_bank, or world_bank_less_gold: the World Bank's total less gold."]
headline: [USD bn, "Reserves of China without gold", "select period_end, reserves_ex_gold_usd_bn from marts.reserves where holder_id = 'CHN'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, holder_id]}
  - expect_column_values_to_not_be_null: {column: reserves_ex_gold_usd_bn}
  - expect_column_values_to_be_between: {column: reserves_ex_gold_usd_bn, min_value: 0, max_value: 6000}
*/
-- The price of the year's end is the one that the World Bank's totals for China give; before 2010, the average of December.
with
year_end_prices as (
  select *
  from marts.gold_prices
  where gold_price_basis <> 'end_of_period'
  qualify row_number() over (partition by period_end order by gold_price_basis desc) = 1
),

valued as (
  select
    r.*,
    p.gold_price_basis,
    g.gold_tonnes * ounces_per_tonne() * p.gold_usd_oz / 1e9 as gold_usd_bn,
    g.source as gold_source,
    greatest(g.vintage, p.vintage) as gold_vintage
  from staging.reserves as r
  left join staging.gold_tonnes as g using (period_end, holder_id)
  left join year_end_prices as p on r.period_end = p.period_end
),

bases as (
  select
    period_end,
    holder_id,
    row_class,
    coalesce(reserves_ex_gold_usd_bn, reserves_with_gold_usd_bn - gold_usd_bn) as reserves_ex_gold_usd_bn,
    case
      when source = 'imf_liquidity' then 'imf'
      when reserves_ex_gold_usd_bn is not null then 'world_bank'
      else 'world_bank_less_gold'
    end as reserves_basis,
    reserves_ex_gold_usd_bn is null and gold_price_basis = 'monthly_average' as is_estimate,
    concat_ws(' + ', source, if(reserves_ex_gold_usd_bn is null, gold_source, null)) as source,
    if(reserves_ex_gold_usd_bn is null, greatest(vintage, gold_vintage), vintage) as vintage
  from valued
)

select
  period_end,
  holder_id,
  row_class,
  reserves_ex_gold_usd_bn,
  reserves_basis,
  is_estimate,
  source,
  vintage
from bases
-- A rounding of the total can leave nothing, or less.
where reserves_ex_gold_usd_bn > 0
qualify row_number() over (partition by period_end, holder_id order by reserves_basis) = 1
order by period_end, holder_id
