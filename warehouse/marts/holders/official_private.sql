/*
description: >
  Foreign holdings by official (central banks and governments, as reported) and private holders, by month. Private is
  the Grand Total of the same file less official. Official holders of a country are not published. Where the basis changes or a series begins
  again, is_series_break is true: do not draw one line through it.
columns:
  official_usd_bn: [USD bn, "Treasury securities held by foreign official institutions."]
  private_usd_bn: [USD bn, "Treasury securities held by all other foreigners, international organizations' private part included."]
  official_share_pct: ["%", "Official holdings as a share of the Grand Total."]
  official_bills_usd_bn: [USD bn, "Treasury bills held by foreign official institutions."]
  official_coupons_usd_bn: [USD bn, "Treasury bonds and notes held by foreign official institutions."]
headline: ["%", "Official share of foreign holdings", "select month, official_share_pct from marts.official_private"]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_be_between: {column: official_share_pct, min_value: 30, max_value: 80}
  - name: official_is_bills_plus_coupons
    rows_where: abs(round(1000 * (official_bills_usd_bn + official_coupons_usd_bn - official_usd_bn))) > 100
*/
with
official as (
  select *
  from staging.positions
  where holder_id = 'FOREIGN_OFFICIAL' and holdings_usd_bn is not null
  qualify row_number() over (partition by month order by preference) = 1
)

select
  o.month,
  o.holdings_usd_bn as official_usd_bn,
  g.holdings_usd_bn - o.holdings_usd_bn as private_usd_bn,
  100 * o.holdings_usd_bn / g.holdings_usd_bn as official_share_pct,
  coalesce(o.bills_usd_bn, b.holdings_usd_bn) as official_bills_usd_bn,
  coalesce(o.long_term_usd_bn, n.holdings_usd_bn) as official_coupons_usd_bn,
  o.basis,
  coalesce(o.basis <> lag(o.basis) over (order by o.month), true)
  or exists (
    from reference.series_breaks as s
    where s.month = o.month and s.basis in ('all', o.basis) and s.holder_id is null
  ) as is_series_break,
  o.source,
  o.vintage
from official as o
join staging.positions as g on o.basis = g.basis and o.month = g.month and g.holder_id = 'GRAND_TOTAL'
left join staging.positions as b
  on o.basis = b.basis and o.month = b.month and b.holder_id = 'FOREIGN_OFFICIAL_BILLS'
left join staging.positions as n
  on o.basis = n.basis and o.month = n.month and n.holder_id = 'FOREIGN_OFFICIAL_COUPONS'
order by o.month
