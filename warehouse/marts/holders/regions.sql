/*
description: >
  Foreign holdings by region, by month since 2011-09, from Table 3 and before 2020 from Table 3D (which
  lacks 2011-10 and 2011-11). Regions hold more
  than the countries listed in them: the rest is unlisted, and includes countries with long-term values only.
columns:
  unlisted_usd_bn: [USD bn, "What the region holds beyond its listed countries whose total is known."]
headline: [USD bn, "Holdings of Europe", "select month, holdings_usd_bn from marts.regions where region = 'Europe'"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, region]}
  - name: seven_regions_a_month
    no_rows: select month from marts.regions group by month having count(*) <> 7
  - name: listed_countries_do_not_exceed_their_region
    rows_where: unlisted_usd_bn < -0.0011
*/
with
listed as (
  select
    p.basis,
    p.month,
    c.region,
    sum(p.holdings_usd_bn) as listed_usd_bn
  from staging.positions as p
  join reference.countries as c using (holder_id)
  where p.row_class = 'country'
  group by p.basis, p.month, c.region
)

select
  r.month,
  c.region,
  r.holdings_usd_bn,
  r.holdings_usd_bn - l.listed_usd_bn as unlisted_usd_bn,
  100 * r.holdings_usd_bn / g.holdings_usd_bn as share_of_foreign_pct,
  r.basis,
  r.source,
  r.vintage
from staging.positions as r
join reference.countries as c using (holder_id)
join listed as l on r.basis = l.basis and r.month = l.month and c.region = l.region
join staging.positions as g on r.basis = g.basis and r.month = g.month and g.holder_id = 'GRAND_TOTAL'
where (r.row_class = 'region' or r.holder_id = 'CAN') and r.basis in ('table3', 'slt3d')
order by r.month, c.region
