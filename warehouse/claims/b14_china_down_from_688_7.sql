/*
claim: "China's holdings went down from $688.7 billion in October."
article: B
line: 21
quote: "down from $688.7 billion in October"
claimant: "the article"
claim_date: 2026-01-22
kind: change
dated: true
period: 2025-11-30
parts:
  october: {claimed: 688.7, unit: "USD bn", rule: about, tolerance: 10.3, because: "another vintage of a large holder: 1.5 %"}
  change: {claimed: -6.1, unit: "USD bn", rule: about, tolerance: 3.05, because: "682.6 less 688.7; a change across vintages: the sign, and within half of it"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'CHN' and month >= date '2000-03-31' order by month"
*/
select
  unnest([
    {
      part: 'october', observed: before.holdings_usd_bn,
      is_independent: coalesce(before.is_independent_of_articles, true),
      reason: format('China held {:.1f} bn in {}.', before.holdings_usd_bn, month_of(before.month))
    },
    {
      part: 'change', observed: h.change_1m_usd_bn,
      is_independent: coalesce(before.is_independent_of_articles, true),
      reason: format(
        'China''s holdings changed by {:+.1f} bn in {}{}{}.', h.change_1m_usd_bn, month_of(h.month),
        coalesce(format('; net long-term purchases were {:+.1f} bn', f.net_long_term_purchases_usd_bn), ''),
        if(f.reading = 'custody or residual', ', the most was custody or residual', '')
      )
    }
  ], recursive := true)
from marts.holders as h
left join marts.holders as before
  on h.holder_id = before.holder_id and before.month = months_before(h.month, 1)
left join marts.flows as f on h.holder_id = f.holder_id and h.month = f.month
where h.holder_id = 'CHN' and h.month = date '2025-11-30'
