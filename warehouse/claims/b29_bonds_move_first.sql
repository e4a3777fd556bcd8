/*
claim: "First bonds move, and the stock market reacts afterward."
article: B
line: 43
quote: "First, bonds move. The stock market tends to react afterward"
claimant: "analysts"
claim_date: 2026-01-22
kind: causal
sources: [treasury_par_curve, fred]
parts:
  samples_led: {claimed: 50, unit: "%", rule: consistent_above, because: "it tends to: in more than half of the samples yields lead stocks by one to ten days, after correction for many tests"}
  led_more_than_followed: {claimed: 0, unit: "samples", rule: consistent_above, because: "bonds first: yields lead in more samples than stocks do"}
needs: "the S&P 500 by day, from FRED, which may not be embedded."
*/
with
samples as (
  select
    sample,
    count(*) filter (status = 'leads' and lag_days > 0) > 0 as yields_lead,
    count(*) filter (status = 'leads' and lag_days < 0) > 0 as stocks_lead
  from marts.cascade
  where pair = 'us10y -> sp500' and status <> 'insufficient data'
  group by sample
)

select
  unnest([
    {
      part: 'samples_led', observed: 100 * count(*) filter (yields_lead) / count(*),
      reason: format(
        'Daily ten-year yields led the S&P 500 by one to ten days in {} of {} samples.', count(*) filter (yields_lead),
        count(*)
      )
    },
    {
      part: 'led_more_than_followed', observed: count(*) filter (yields_lead) - count(*) filter (stocks_lead),
      reason: format(
        'Ten-year yields led the S&P 500 in {} of {} samples, and the S&P 500 led yields in {}.',
        count(*) filter (yields_lead), count(*), count(*) filter (stocks_lead)
      )
    }
  ], recursive := true)
from samples
having count(*) > 0
