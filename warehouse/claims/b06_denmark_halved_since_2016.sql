/*
claim: "Denmark's holdings have more than halved since their peak in 2016."
article: B
line: 11
quote: "Denmark's holdings have more than halved since peaking in 2016"
claimant: "the article"
claim_date: 2026-01-22
kind: extreme
period: 2025-10-31
candidates: [2025-11-30]
parts:
  peak_year: {claimed: 2016, unit: "year", rule: about, exact: 0, tolerance: 0.4, because: "the year itself"}
  below_peak_pct: {claimed: 50, unit: "%", rule: above, because: "more than halved"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'peak_year', observed: year(peak_month),
      reason: format('Denmark''s peak since 2011-09 was {:.1f} bn, in {}.', peak_usd_bn, month_of(peak_month))
    },
    {
      part: 'below_peak_pct', observed: below_peak_pct,
      reason: format(
        'Denmark''s {:.1f} bn at the end of {} are {:.0f} % below their peak.', holdings_usd_bn, month_of(month),
        below_peak_pct
      )
    }
  ], recursive := true)
from marts.holders
where holder_id = 'DNK' and month = date '2025-10-31'
