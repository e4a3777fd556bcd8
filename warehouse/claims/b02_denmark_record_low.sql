/*
claim: "Denmark's holdings are at a record low."
article: B
line: 1
quote: "Denmark's holdings of US Treasury bonds have decreased to a record low"
claimant: "the article"
claim_date: 2026-01-22
kind: extreme
period: 2025-10-31
candidates: [2025-11-30]
newest: "select max(month) from marts.holders where holder_id = 'DNK'"
parts:
  total: {claimed: 0, unit: "months", rule: at_most, because: "a record: no earlier month of the comparable series, from 2011-09 on, was lower"}
  bonds: {claimed: 0, unit: "months", rule: at_most, because: "the same of bonds and notes alone, without bills: the words allow both"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
with
held as (
  select
    month,
    unnest([
      { part: 'total', usd_bn: holdings_usd_bn }, { part: 'bonds', usd_bn: long_term_usd_bn }
    ], recursive := true)
  from marts.holders
  where holder_id = 'DNK' and month >= date '2011-09-30' and month <= date '2025-10-31'
),

compared as (
  select
    *,
    arg_max(usd_bn, month) over (partition by part) as newest_usd_bn
  from held
),

counted as (
  select
    part,
    newest_usd_bn,
    max(month) as month,
    count(*) filter (usd_bn < newest_usd_bn) as months_lower,
    count(usd_bn) = datediff('month', date '2011-09-30', date '2025-10-31') + 1 as is_whole
  from compared
  group by part, newest_usd_bn
  having max(month) filter (usd_bn is not null) = date '2025-10-31'
)

select
  part,
  -- One lower month refutes a record; that there is none is known of a series without gaps.
  if(months_lower > 0 or is_whole, months_lower, null) as observed,
  format(
    'Denmark held {:.2f} bn{} in {}; {} since 2011-09.', newest_usd_bn,
    if(part = 'bonds', ' of bonds and notes', ''), month_of(month),
    case months_lower
      when 0 then 'it held less in no earlier month'
      when 1 then 'it held less in one earlier month'
      else format('it held less in {} earlier months', months_lower)
    end
  ) as reason
from counted
