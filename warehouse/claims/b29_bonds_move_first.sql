/*
claim: "First bonds move, and the stock market reacts afterward."
article: B
line: 43
quote: "First, bonds move. The stock market tends to react afterward"
said_by: "analysts"
said_on: 2026-01-22
kind: causal
parts:
  leads: {claimed: 0, unit: "samples", rule: consistent_above, because: "at least one sample in which yields lead stocks by one to five days, after correction for many tests"}
*/
select
  'leads' as part,
  if(bool_and(status = 'insufficient data'), null, count(*) filter (status = 'leads' and lag_days > 0)) as observed,
  format(
    'Yields lead the S&P 500 at {} of {} lags and samples tested; smallest q {:.2f}.',
    count(*) filter (status = 'leads' and lag_days > 0), count(*) filter (lag_days > 0), min(q_value)
  ) as reason
from marts.cascade
where pair = 'us10y -> sp500'
having count(*) > 0
