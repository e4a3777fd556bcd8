/*
claim: "China's holdings are at the lowest level since 2008."
article: B
line: 21
quote: "marking the lowest level since 2008"
claimant: "the article"
claim_date: 2026-01-22
kind: extreme
period: 2025-11-30
parts:
  year_of_lower_month: {claimed: 2008, unit: "year", rule: at_most, because: "the last lower month lies in 2008 or before"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  'year_of_lower_month' as part,
  year(lowest_since) as observed,
  format(
    '{} held {:.1f} bn in {}; the last month with less was {}{}.', country, holdings_usd_bn, month_of(month),
    month_of(lowest_since), if(lowest_since_crosses_break, ', across a break of the series', '')
  ) as reason
from marts.holders
where holder_id = 'CHN' and month = date '2025-11-30'
