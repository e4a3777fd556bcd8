/*
description: >
  All long-term U.S. securities held by foreigners, by holder and kind, by month since 2020-01: whether a holder that
  leaves Treasuries leaves the dollar. For holders, totals and kinds of issuer: see row_class.
columns:
  treasuries_share_pct: ["%", "Treasury bonds and notes as a share of the holder's long-term U.S. securities."]
headline: [USD bn, "U.S. long-term securities of all foreigners", "select month, holdings_usd_bn from marts.us_securities where holder_id = 'GRAND_TOTAL' and asset_class = 'total'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id, asset_class]}
  - expect_column_values_to_be_between: {column: treasuries_share_pct, min_value: 0, max_value: 100}
*/
select
  s.month,
  s.holder_id,
  c.country,
  s.row_class,
  s.asset_class,
  s.holdings_usd_bn,
  s.net_long_term_purchases_usd_bn,
  s.valuation_usd_bn,
  100 * max(s.holdings_usd_bn) filter (s.asset_class = 'treasuries') over one
  / nullif(max(s.holdings_usd_bn) filter (s.asset_class = 'total') over one, 0) as treasuries_share_pct,
  s.source,
  s.vintage
from staging.tic_slt1 as s
join reference.countries as c using (holder_id)
where s.holdings_usd_bn is not null
window one as (partition by s.month, s.holder_id)
order by s.month, s.holder_id, s.asset_class
