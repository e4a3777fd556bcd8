/*
claim: "Rising yields in Japan make U.S. bonds less attractive."
article: A
line: 47
quote: "Rising domestic yields make U.S. bonds less attractive"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where japan_10y_pct is not null"
parts:
  japan_10y_12m: {claimed: 0, unit: "points", rule: consistent_above, because: "the first half of the mechanism: yields in Japan rose over twelve months"}
  hedged: {unit: "-", rule: untestable, because: "the hedged yield of U.S. bonds needs three-month rates of yen"}
*/
select
  'japan_10y_12m' as part,
  now.japan_10y_pct - before.japan_10y_pct as observed,
  format(
    'The ten-year yield of Japan went from {:.2f} to {:.2f} % in the twelve months to {}.',
    before.japan_10y_pct,
    now.japan_10y_pct,
    strftime(now.month, '%Y-%m')
  ) as reason
from marts.market_monthly as now
join marts.market_monthly as before on before.month = last_day(now.month - interval 12 month)
where now.month = date '2025-11-30'
