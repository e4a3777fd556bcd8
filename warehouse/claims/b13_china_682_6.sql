/*
claim: "China held $682.6 billion in November 2025."
article: B
line: 21
quote: "China's holdings decreased to $682.6 billion in November"
claimant: "the article"
claim_date: 2026-01-22
kind: level
dated: true
period: 2025-11-30
parts:
  level: {claimed: 682.6, unit: "USD bn", rule: about, tolerance: 10.2, because: "another vintage of a large holder: 1.5 %"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  'level' as part,
  holdings_usd_bn as observed,
  coalesce(is_independent_of_articles, true) as is_independent,
  format('China held {:.1f} bn in {}.', holdings_usd_bn, month_of(month)) as reason
from marts.holders
where holder_id = 'CHN' and month = date '2025-11-30'
