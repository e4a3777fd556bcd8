/*
description: >
  Composition of reserves by holder: foreign exchange and gold, with the Treasury securities of all residents beside
  them. TIC does not split a country's holdings into official and private, so the ratio overstates what is in reserves.
  It is NULL for custody centres, and from the first year in which it exceeds 100.
columns:
  treasuries_usd_bn: [USD bn, "Treasury securities held by the country at the period's end, official and private, marts.holders."]
  resident_treasuries_to_reserves_pct: ["%", "Treasury securities of all residents, private ones included, over reserves without gold: an upper bound of the Treasury share of reserves. NULL for custody centres, and from the first year in which it exceeds 100."]
  gold_share_constant_price_pct: ["%", "Gold share of reserves with gold valued at 1,523.01 USD an ounce, the price at the end of 2019, in all years: buying moves it, a rally does not."]
  is_active_diversifier: [flag, "Over 20 years tonnes rose, and so did the gold share at a constant price, by at least 5 points. NULL where either end is not known."]
  is_diversifier_at_market_prices: [flag, "The same with the gold share at the price of each year, as published studies count it: a rally alone can set it."]
headline: ["%", "Gold in the reserves of China", "select period_end, gold_share_pct from marts.reserve_mix where holder_id = 'CHN' and frequency = 'annual'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [period_end, frequency, holder_id]}
  - expect_column_values_to_be_between: {column: gold_share_constant_price_pct, min_value: 0, max_value: 100}
  - name: no_ratio_for_custody_centres
    no_rows: >-
      from marts.reserve_mix join reference.countries using (holder_id)
      where is_custody_centre and resident_treasuries_to_reserves_pct is not null
  - name: no_ratio_above_a_hundred
    rows_where: resident_treasuries_to_reserves_pct > 100
  - name: active_diversifiers_at_year_ends_only
    rows_where: is_active_diversifier is not null and frequency <> 'annual'
*/
with
steps as (
  select unnest([
    { frequency: 'annual', months: 12 }, { frequency: 'quarterly', months: 3 }, { frequency: 'monthly', months: 1 }
  ], recursive := true)
),

-- Monthly and quarterly rows where reserves are known by month, which only the IMF's are.
known as (
  select
    r.*,
    s.frequency
  from marts.reserves as r
  join steps as s on month(r.period_end) % s.months = 0 and (s.frequency = 'annual' or r.reserves_basis = 'imf')
  where r.row_class = 'country'
),

mixed as (
  select
    r.period_end,
    r.frequency,
    r.holder_id,
    c.country,
    r.reserves_ex_gold_usd_bn,
    r.reserves_basis,
    r.is_estimate,
    g.gold_tonnes,
    g.gold_usd_bn,
    g.gold_price_basis,
    h.holdings_usd_bn as treasuries_usd_bn,
    100 * g.gold_usd_bn / (g.gold_usd_bn + r.reserves_ex_gold_usd_bn) as gold_share_pct,
    g.gold_tonnes * ounces_per_tonne() * 1523.01 / 1e9 as gold_constant_usd_bn,
    100 * gold_constant_usd_bn / (gold_constant_usd_bn + r.reserves_ex_gold_usd_bn) as gold_share_constant_price_pct,
    100 * h.holdings_usd_bn / r.reserves_ex_gold_usd_bn as ratio,
    if(
      c.is_custody_centre or max(ratio) over (partition by r.holder_id order by r.period_end) > 100, null, ratio
    ) as resident_treasuries_to_reserves_pct,
    each_source_once(concat_ws(' + ', r.source, g.source, h.source)) as source,
    greatest(r.vintage, g.vintage, h.vintage) as vintage
  from known as r
  join reference.countries as c using (holder_id)
  left join marts.gold as g using (period_end, frequency, holder_id)
  left join marts.holders as h on r.holder_id = h.holder_id and r.period_end = h.month
)

select
  m.* exclude (gold_constant_usd_bn, ratio, is_estimate, source, vintage),
  -- A verdict over 20 years rests on both ends.
  m.is_estimate or coalesce(past.is_estimate, false) as is_estimate,
  m.gold_tonnes > past.gold_tonnes
  and m.gold_share_constant_price_pct - past.gold_share_constant_price_pct >= 5 as is_active_diversifier,
  m.gold_tonnes > past.gold_tonnes and m.gold_share_pct - past.gold_share_pct >= 5 as is_diversifier_at_market_prices,
  m.source,
  greatest(m.vintage, past.vintage) as vintage
from mixed as m
left join mixed as past
  on
    m.holder_id = past.holder_id
    and m.frequency = 'annual'
    and past.frequency = 'annual'
    and year(m.period_end) = year(past.period_end) + 20
order by m.period_end, m.frequency, m.holder_id
