/*
claim: "China was once the second-largest holder."
article: A
line: 29
quote: "Once the second-largest holder of U.S. Treasuries"
claimant: "the post"
claim_date: 2026-01-22
kind: rank
parts:
  months_second: {claimed: 1, unit: "months", rule: at_least, because: "once: at least one month at rank two"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  'months_second' as part,
  count(*) filter (holdings_rank = 2) as observed,
  format(
    'Of {} months with ranks, to {}, China was second in {}, the last {}, and first in {}, the last {}.', count(*),
    month_of(max(month)),
    count(*) filter (holdings_rank = 2),
    month_of(max(month) filter (holdings_rank = 2)), count(*) filter (holdings_rank = 1),
    month_of(max(month) filter (holdings_rank = 1))
  ) as reason
from marts.holders
where holder_id = 'CHN' and holdings_rank is not null
having count(*) > 0
