/*
claim: "With high inflation, real returns on Treasuries turn negative."
article: A
line: 97
quote: "Real returns on Treasuries turn negative"
claimant: "the post"
claim_date: 2026-01-22
kind: level
period: 2025-12-31
newest: "select min(newest) from (select max(month) as newest from marts.real_yields group by definition)"
parts:
  ex_ante: {claimed: 50, unit: "%", rule: above, because: "high inflation means 5 % or more in twelve months; negative in most of those months, by the yield of inflation-protected securities"}
  ex_post: {claimed: 50, unit: "%", rule: above, because: "the same by the ten-year yield of a year before less inflation since"}
  holder_return: {claimed: 50, unit: "%", rule: above, because: "the same by what a holder of ten-year Treasuries earned in twelve months less inflation"}
series: "select month, real_yield_pct from marts.real_yields where definition = 'ex_post' order by month"
note: "With 4 % for high inflation each part reads the same; with 3 % the year-earlier yield less inflation was negative in half of the months."
*/
with
inflation as (
  select
    now.month,
    100 * (now.consumer_prices_index / before.consumer_prices_index - 1) as pct
  from marts.market_monthly as now
  join marts.market_monthly as before on before.month = months_before(now.month, 12)
)

-- Since inflation-protected yields are published: every definition over the same months.
select
  r.definition as part,
  100 * count(*) filter (r.real_yield_pct < 0) / count(*) as observed,
  format(
    'In {} of {} months with inflation of 5 % or more, {} to {}, {} was negative.',
    count(*) filter (r.real_yield_pct < 0), count(*), month_of(min(r.month)), month_of(max(r.month)),
    case r.definition
      when 'ex_ante' then 'the yield of inflation-protected Treasuries'
      when 'ex_post' then 'the year-earlier ten-year yield less inflation'
      else 'the real return on ten-year Treasuries'
    end
  ) as reason
from marts.real_yields as r
join inflation as i on r.month = i.month
where i.pct >= 5 and r.month >= date '2003-01-31' and r.month <= date '2025-12-31'
group by r.definition
