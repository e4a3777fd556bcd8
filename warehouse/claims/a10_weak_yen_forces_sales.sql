/*
claim: "A weak yen forces Japan to sell Treasuries."
article: A
line: 45
quote: "Yen weakness forces Japan to sell Treasuries to defend its currency"
said_by: "the post"
said_on: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  t_statistic: {claimed: -1.96, unit: "t", rule: consistent_below, because: "the mechanism: in months in which the yen weakens, Japan buys less; 5 %, two-sided"}
series: "select month, yen_per_dollar from marts.market_monthly where yen_per_dollar is not null order by month"
*/
with
moves as (
  select
    ln(m.yen_per_dollar / lag(m.yen_per_dollar) over (order by m.month)) as x,
    p.total_purchases_usd_bn as y
  from marts.market_monthly as m
  join marts.purchases as p on m.month = p.month and p.holder_id = 'JPN' and not p.is_estimate
  where m.month <= date '2025-11-30'
)

select
  't_statistic' as part,
  t_of_correlation(corr(x, y), regr_count(x, y)) as observed,
  format(
    'The yen per dollar and net purchases of Japan correlate at {:+.2f} over {} months since 2023-02: t = {:+.1f}.',
    corr(x, y),
    regr_count(x, y),
    t_of_correlation(corr(x, y), regr_count(x, y))
  ) as reason
from moves
having regr_count(x, y) >= 24
