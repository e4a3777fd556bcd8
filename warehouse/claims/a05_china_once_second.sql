/*
claim: "China was once the second-largest holder."
article: A
line: 29
quote: "Once the second-largest holder of U.S. Treasuries"
claimant: "the post"
claim_date: 2026-01-22
kind: rank
dated: true
parts:
  months_second: {claimed: 1, unit: "months", rule: at_least, because: "once: at least one month at rank two"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  'months_second' as part,
  count(*) filter (holdings_rank = 2) as observed,
  format(
    'China was the second-largest holder in {} of {} months to {}, the last {}, and the largest in {}.',
    count(*) filter (holdings_rank = 2), count(*), month_of(max(month)),
    month_of(max(month) filter (holdings_rank = 2)), count(*) filter (holdings_rank = 1)
  ) as reason
from marts.holders
where holder_id = 'CHN' and holdings_rank is not null
having count(*) > 0
