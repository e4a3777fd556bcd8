/*
claim: The UK raised its holdings by $10.6 billion to $888.5 billion.
article: B
line: 29
quote: "the UK has also increased by $10.6 billion to $888.5 billion"
claimant: the article
claim_date: 2026-01-22
kind: change
dated: true
period: 2025-11-30
parts:
  level: {claimed: 888.5, unit: USD bn, rule: about, tolerance: 13.3, because: "another vintage of a large holder: 1.5 %"}
  change: {claimed: 10.6, unit: USD bn, rule: about, tolerance: 5.3, because: "a change across vintages: the sign, and within half of it"}
series: select month, holdings_usd_bn from marts.holders where holder_id = 'GBR' and month >= date '2020-01-31' order by month
*/
select
  unnest([
    {
      part: 'level', observed: h.holdings_usd_bn, is_independent: coalesce(h.is_independent_of_articles, true),
      reason: format(
        'The United Kingdom held {:.1f} bn in {}, much of it in custody for others.', h.holdings_usd_bn,
        month_of(h.month)
      )
    },
    {
      part: 'change', observed: h.change_1m_usd_bn,
      is_independent: coalesce(h.is_independent_of_articles and before.is_independent_of_articles, true),
      reason: format(
        'The United Kingdom''s holdings changed by {:+.1f} bn in {}.', h.change_1m_usd_bn, month_of(h.month)
      )
    }
  ], recursive := true)
from marts.holders as h
left join marts.holders as before
  on h.holder_id = before.holder_id and before.month = months_before(h.month, 1)
where h.holder_id = 'GBR' and h.month = date '2025-11-30'
