/*
claim: "Denmark's holdings are at a record low."
article: B
line: 1
quote: "Denmark's holdings of US Treasury bonds have decreased to a record low"
said_by: "the article"
said_on: 2026-01-22
kind: extreme
period: 2025-10-31
newest: "select max(month) from marts.holders where holder_id = 'DNK'"
parts:
  months_lower: {claimed: 0, unit: "months", rule: at_most, because: "a record: no earlier month of the comparable series, from 2011-09 on, was lower"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  'months_lower' as part,
  if(any_value(h.is_record_low) is null, null, count(earlier.month)) as observed,
  format(
    'At {:.2f} bn in {} Denmark was above {} earlier months since 2011-09.', any_value(h.holdings_usd_bn),
    strftime(any_value(h.month), '%Y-%m'), if(any_value(h.is_record_low) is null, null, count(earlier.month))
  ) as reason
from marts.holders as h
left join marts.holders as earlier
  on
    h.holder_id = earlier.holder_id and h.month > earlier.month and earlier.month >= date '2011-09-30'
    and h.holdings_usd_bn > earlier.holdings_usd_bn
where h.holder_id = 'DNK' and h.month = date '2025-10-31'
having count(*) > 0
