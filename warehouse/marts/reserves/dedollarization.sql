/*
description: >
  Who moved away from the dollar in a year, and how. The index is the mean of the parts that the era requires, between
  -100 and 100; positive means moving away from the dollar. Countries only. NULL if a required part is unknown. Other
  weightings: marts.dedollarization_sensitivity.
headline: [index, "De-dollarization of China", "select make_date(year, 12, 31), dedollarization_index from marts.dedollarization where holder_id = 'CHN'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [year, holder_id]}
  - expect_column_values_to_be_between: {column: dedollarization_index, min_value: -100, max_value: 100}
  - name: parts_of_the_index_are_all_known
    rows_where: (dedollarization_index is null) <> (len(parts_missing) > 0)
*/
-- The parts: gold share of reserves at a constant price, tonnes bought over the stock, Treasury securities over reserves, net
-- purchases over holdings (the last two from 2012 on). Each is the change in the year over the change that counts in full
-- (reference.dedollarization_parts).
select
  s.year,
  s.holder_id,
  c.country,
  s.dedollarization_index,
  s.parts_known,
  s.parts_missing,
  m.gold_share_constant_price_pct,
  s.gold_share_change_points,
  s.gold_bought_pct,
  m.resident_treasuries_to_reserves_pct,
  s.treasuries_change_points,
  s.purchases_12m_pct,
  s.is_estimate_12m,
  s.is_estimate,
  s.source,
  s.vintage
from marts.dedollarization_sensitivity as s
join reference.countries as c using (holder_id)
left join marts.reserve_mix as m
  on s.holder_id = m.holder_id and m.frequency = 'annual' and s.year = year(m.period_end)
where s.weighting = 'base'
order by s.year, s.holder_id
