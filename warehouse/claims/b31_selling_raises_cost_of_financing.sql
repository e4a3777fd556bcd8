/*
claim: "A large sell-off increases the overall cost of financing."
article: B
line: 35
quote: "the overall cost of financing for the economy will increase"
said_by: "analysts"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: 1.96, unit: "t", rule: consistent_above, because: "the mechanism: mortgage rates rise with the ten-year yield; 5 %, two-sided"}
needs: "mortgage rates, from FRED, which may not be embedded."
*/
with
moves as (
  select
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    mortgage_30y_pct - lag(mortgage_30y_pct) over (order by month) as mortgage
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2025-11-30'
)

select
  't_statistic' as part,
  t_of(yield, mortgage) as observed,
  format(
    'Monthly changes of mortgage rates and of the ten-year yield {}.', correlation_in_words(yield, mortgage)
  ) as reason
from moves
