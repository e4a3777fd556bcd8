/*
claim: "A large sell-off increases the overall cost of financing."
article: B
line: 35
quote: "the overall cost of financing for the economy will increase"
claimant: "analysts"
claim_date: 2026-01-22
kind: causal
period: 2025-11-30
parts:
  sell_off: {claimed: 0, unit: "correlation", rule: consistent_below, because: "the mechanism: in months in which foreigners buy less, mortgage rates rise"}
  passed_on: {claimed: 0, unit: "correlation", rule: consistent_above, because: "the last link alone: mortgage rates rise with the ten-year yield"}
needs: "mortgage rates, from FRED, which may not be embedded."
*/
with
moves as (
  select
    month,
    yield_10y_avg_pct - lag(yield_10y_avg_pct) over (order by month) as yield,
    mortgage_30y_pct - lag(mortgage_30y_pct) over (order by month) as mortgage
  from marts.market_monthly
  where month >= date '1999-12-31' and month <= date '2025-11-30'
)

select
  'sell_off' as part,
  unnest(correlated(p.total_purchases_usd_bn, m.mortgage)),
  format(
    'Foreigners'' net purchases and changes of U.S. mortgage rates, {} to {}, have a correlation of {:+.2f} over {} '
    || 'months.',
    month_of(min(p.month)), month_of(max(p.month)), correlated(p.total_purchases_usd_bn, m.mortgage).observed,
    regr_count(p.total_purchases_usd_bn, m.mortgage)
  ) as reason
from marts.purchases as p
join moves as m on p.month = m.month
where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate
union all by name
select
  'passed_on' as part,
  unnest(correlated(yield, mortgage)),
  format(
    'Monthly changes of U.S. mortgage rates and of the ten-year yield, {} to {}, have a correlation of {:+.2f}.',
    month_of(min(month)), month_of(max(month)), correlated(yield, mortgage).observed
  ) as reason
from moves
where yield is not null and mortgage is not null
