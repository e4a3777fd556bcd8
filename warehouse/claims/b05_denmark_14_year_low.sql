/*
claim: "Denmark's holdings are at a 14-year low."
article: B
line: 9
quote: "reaching a 14-year low"
claimant: "The Kobeissi Letter"
claim_date: 2026-01-22
kind: extreme
period: 2025-10-31
candidates: [2025-11-30]
parts:
  months_lower: {claimed: 0, unit: "months", rule: at_most, because: "no month of the fourteen years before was lower; the comparable series itself is hardly older, 2011-09"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  'months_lower' as part,
  if(any_value(h.is_series_low) is null, null, count(earlier.month)) as observed,
  format(
    'Denmark held {:.2f} bn in {}; in the fourteen years before, it held less in {}.', any_value(h.holdings_usd_bn),
    month_of(any_value(h.month)),
    case
      when any_value(h.is_series_low) is null then null
      when count(earlier.month) = 0 then 'no month'
      when count(earlier.month) = 1 then 'one month'
      else format('{} months', count(earlier.month))
    end
  ) as reason
from marts.holders as h
left join marts.holders as earlier
  on
    h.holder_id = earlier.holder_id and h.month > earlier.month
    and earlier.month >= months_before(h.month, 168) and h.holdings_usd_bn > earlier.holdings_usd_bn
where h.holder_id = 'DNK' and h.month = date '2025-10-31'
having count(*) > 0
