/*
claim: "Rising yields in Japan make U.S. bonds less attractive."
article: A
line: 47
quote: "Rising domestic yields make U.S. bonds less attractive"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
newest: "select max(month) from marts.market_monthly where japan_10y_pct is not null and yield_10y_avg_pct is not null"
sources: [treasury_par_curve, fred]
parts:
  japan_10y_12m: {claimed: 0, unit: "points", rule: consistent_above, because: "the premise: yields in Japan rose over twelve months"}
  pickup_12m: {claimed: 0, unit: "points", rule: consistent_below, because: "less attractive: the ten-year yield of the United States above that of Japan, not hedged, fell"}
  hedged: {unit: "-", rule: untestable, because: "the pick-up after hedging contains the cross-currency basis, of which no free series is available. The pick-up without it is published beside it"}
needs: "the ten-year yield of Japan, from FRED, which may not be embedded."
*/
select
  unnest([
    {
      part: 'japan_10y_12m', observed: now.japan_10y_pct - before.japan_10y_pct,
      reason: format(
        'The ten-year yield of Japan went from {:.2f} to {:.2f} % in the twelve months to {}.', before.japan_10y_pct,
        now.japan_10y_pct, month_of(now.month)
      )
    },
    {
      part: 'pickup_12m',
      observed: now.yield_10y_avg_pct - now.japan_10y_pct - before.yield_10y_avg_pct + before.japan_10y_pct,
      reason: format(
        'The U.S. ten-year yield was {:.2f} points above that of Japan in {}, and {:.2f} a year before.',
        now.yield_10y_avg_pct - now.japan_10y_pct, month_of(now.month), before.yield_10y_avg_pct - before.japan_10y_pct
      )
    }
  ], recursive := true)
from marts.market_monthly as now
join marts.market_monthly as before on before.month = months_before(now.month, 12)
where now.month = date '2025-11-30'
