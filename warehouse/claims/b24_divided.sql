/*
claim: "Foreign demand is divided: some withdraw and some buy more."
article: B
line: 5
quote: "Overseas demand for US Treasury bonds is divided, with some withdrawing and some strengthening"
claimant: "the article"
claim_date: 2026-01-22
kind: comparison
period: 2025-11-30
parts:
  sellers: {claimed: 1, unit: "holders", rule: at_least, because: "some withdraw: at least one of the twenty largest sold net over twelve months; a low bar, but the sentence says no more"}
  buyers: {claimed: 1, unit: "holders", rule: at_least, because: "some strengthen: at least one bought net"}
*/
with
largest as (
  select
    p.total_purchases_12m_usd_bn as bought,
    p.month
  from marts.holders as h
  join marts.purchases as p on h.holder_id = p.holder_id and h.month = p.month
  where h.month = date '2025-11-30' and h.holdings_rank <= 20 and p.total_purchases_12m_usd_bn is not null
)

select
  unnest([
    {
      part: 'sellers', observed: count(*) filter (bought < 0),
      reason: format(
        '{} of the {} largest holders sold net in the twelve months to {}.', count(*) filter (bought < 0), count(*),
        month_of(max(month))
      )
    },
    {
      part: 'buyers', observed: count(*) filter (bought > 0),
      reason: format(
        '{} of the {} largest holders, custody centres among them, bought net in the twelve months to {}.',
        count(*) filter (bought > 0), count(*), month_of(max(month))
      )
    }
  ], recursive := true)
from largest
having count(*) >= 15
