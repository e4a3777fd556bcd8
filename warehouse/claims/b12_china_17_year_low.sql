/*
claim: "China's holdings are at a 17-year low."
article: B
line: 19
quote: "China's U.S. Treasury holdings have fallen to a 17-year low"
claimant: "the article"
claim_date: 2026-01-22
kind: extreme
period: 2025-11-30
parts:
  years_since_lower: {claimed: 16.5, unit: "years", rule: at_least, because: "seventeen years, rounded, since a month that was lower"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  'years_since_lower' as part,
  datediff('month', lowest_since, month) / 12 as observed,
  format(
    'China held {:.1f} bn in {}; the last lower month was {}{}.', holdings_usd_bn, month_of(month),
    month_of(lowest_since), if(lowest_since_crosses_break, ', across a break of the series', '')
  ) as reason
from marts.holders
where holder_id = 'CHN' and month = date '2025-11-30'
