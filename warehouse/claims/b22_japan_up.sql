/*
claim: "Japan raised its holdings by $2.6 billion to $1.2 trillion."
article: B
line: 29
quote: "Japan has raised its holdings by $2.6 billion to $1.2 trillion"
claimant: "the article"
claim_date: 2026-01-22
kind: change
dated: true
period: 2025-11-30
parts:
  level: {claimed: 1200, unit: "USD bn", rule: about, tolerance: 50, because: "half of the last digit quoted: 1.2 trillion"}
  change: {claimed: 2.6, unit: "USD bn", rule: about, tolerance: 1.3, because: "a change across vintages: the sign, and within half of it"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'JPN' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'level', observed: h.holdings_usd_bn, is_independent: coalesce(h.is_independent_of_articles, true),
      reason: format('Japan held {:,.1f} bn in {}.', h.holdings_usd_bn, month_of(h.month))
    },
    {
      part: 'change', observed: h.change_1m_usd_bn,
      is_independent: coalesce(h.is_independent_of_articles and before.is_independent_of_articles, true),
      reason: format('Japan''s holdings changed by {:+.1f} bn in {}.', h.change_1m_usd_bn, month_of(h.month))
    }
  ], recursive := true)
from marts.holders as h
left join marts.holders as before
  on h.holder_id = before.holder_id and before.month = months_before(h.month, 1)
where h.holder_id = 'JPN' and h.month = date '2025-11-30'
