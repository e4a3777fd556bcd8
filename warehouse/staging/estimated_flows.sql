/*
description: >
  Net purchases and valuation of long-term Treasury securities from FRED, by month, in USD bn. Before 2023-02 they are
  estimates of the Federal Reserve's staff, since then as TIC publishes them. Only where fetched.
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
*/
select
  last_day(f.date) as month,
  r.holder_id,
  max(f.value) filter (where r.measure = 'net_purchases_usd_mn') / 1000 as net_long_term_purchases_usd_bn,
  max(f.value) filter (where r.measure = 'valuation_usd_mn') / 1000 as valuation_usd_bn,
  any_value(f.source) as source,
  max(f.vintage) as vintage
from known.fred_tic as f
join reference.fred_series as r using (series_id)
where f.value is not null
group by last_day(f.date), r.holder_id
order by month, r.holder_id
