/*
claim: "India's holdings decreased to about $190 billion by the end of October 2025."
article: B
line: 25
quote: "its U.S. Treasury holdings decreasing to about $190 billion by the end of October 2025"
claimant: "the article"
claim_date: 2026-01-22
kind: level
dated: true
period: 2025-10-31
parts:
  level: {claimed: 190, unit: "USD bn", rule: about, tolerance: 5, because: "half of the last digit quoted: about 190"}
  decrease_12m: {claimed: 0, unit: "USD bn", rule: below, because: "decreasing to: less than a year before"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'IND' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'level', observed: holdings_usd_bn,
      reason: format('India held {:.1f} bn of Treasury securities in {}.', holdings_usd_bn, month_of(month))
    },
    {
      part: 'decrease_12m', observed: change_12m_usd_bn,
      reason: format(
        'India''s holdings changed by {:+.1f} bn in the twelve months to {}.', change_12m_usd_bn, month_of(month)
      )
    }
  ], recursive := true)
from marts.holders
where holder_id = 'IND' and month = date '2025-10-31'
