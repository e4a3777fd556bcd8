/*
claim: "At $500 billion China would hold less than Belgium or Luxembourg."
article: B
line: 23
quote: "becoming less than that of Belgium or Luxembourg"
said_by: "a market watcher"
said_on: 2026-01-22
kind: comparison
period: 2025-11-30
parts:
  belgium: {claimed: 500, unit: "USD bn", rule: above, because: "500 bn is less than what Belgium holds, in the same month"}
  luxembourg: {claimed: 500, unit: "USD bn", rule: above, because: "the same of Luxembourg"}
  belgium_in_two_years: {claimed: 0, unit: "USD bn", rule: above, because: "if this continues: Belgium above China, both at their own trend of the last twelve months, two years on"}
  luxembourg_in_two_years: {claimed: 0, unit: "USD bn", rule: above, because: "the same of Luxembourg"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'BEL' and month >= date '2011-09-30' order by month"
*/
with
trends as (
  select
    holder_id,
    country,
    max(month) as month,
    arg_max(holdings_usd_bn, month) as newest_usd_bn,
    arg_max(holdings_usd_bn, month)
    + 24 * regr_slope(holdings_usd_bn, datediff('month', date '2025-11-30', month)) as in_two_years_usd_bn,
    count(*) as months
  from marts.holders
  where
    holder_id in ('BEL', 'LUX', 'CHN')
    and month >= months_before(date '2025-11-30', 12) and month <= date '2025-11-30'
  group by holder_id, country
  having max(month) = date '2025-11-30'
),

compared as (
  select
    h.*,
    china.newest_usd_bn as china_usd_bn,
    china.in_two_years_usd_bn as china_in_two_years_usd_bn,
    h.months = 13 and china.months = 13 as is_whole
  from trends as h
  join trends as china on h.month = china.month and china.holder_id = 'CHN'
  where h.holder_id <> 'CHN'
)

select
  unnest([
    {
      part: lower(country), observed: newest_usd_bn,
      reason: format(
        '{} held {:.1f} bn in {}, in custody for others, China {:.1f} bn.', country, newest_usd_bn,
        month_of(month), china_usd_bn
      )
    },
    {
      part: lower(country) || '_in_two_years',
      observed: if(is_whole, in_two_years_usd_bn - china_in_two_years_usd_bn, null),
      reason: format(
        'Two years after {}, each at its own trend of twelve months, {} would hold {:.0f} bn and China {:.0f} bn.',
        month_of(month), country, in_two_years_usd_bn, china_in_two_years_usd_bn
      )
    }
  ], recursive := true)
from compared
