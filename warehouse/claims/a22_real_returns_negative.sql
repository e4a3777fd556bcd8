/*
claim: "Real returns on Treasuries turn negative."
article: A
line: 97
quote: "Real returns on Treasuries turn negative"
claimant: "the post"
claim_date: 2026-01-22
kind: level
period: 2025-12-31
newest: "select min(newest) from (select max(month) as newest from marts.real_yields group by definition)"
parts:
  ex_ante: {claimed: 0, unit: "%", rule: below, because: "negative, by the yield of inflation-protected securities"}
  ex_post: {claimed: 0, unit: "%", rule: below, because: "negative, by the ten-year yield of a year before less inflation since"}
  holder_return: {claimed: 0, unit: "%", rule: below, because: "negative, by what a holder earned in twelve months less inflation"}
series: "select month, real_yield_pct from marts.real_yields where definition = 'ex_post' order by month"
*/
select
  definition as part,
  real_yield_pct as observed,
  format(
    'The real return on Treasuries, {}, was {:+.2f} % in {}.',
    case definition
      when 'ex_ante' then 'by the yield of inflation-protected securities'
      when 'ex_post' then 'by the yield of a year before less inflation since'
      else 'by what a holder earned less inflation'
    end, real_yield_pct, month_of(month)
  ) as reason
from marts.real_yields
where month = date '2025-12-31'
