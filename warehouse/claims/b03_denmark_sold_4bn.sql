/*
claim: "Denmark sold $4 billion of Treasuries, a reduction of 30 % over the past year."
article: B
line: 7
quote: "Denmark sold $4 billion worth of U.S. Treasuries, resulting in a 30% reduction over the past year"
claimant: "The Kobeissi Letter"
claim_date: 2026-01-22
kind: change
period: 2025-10-31
candidates: [2025-11-30]
parts:
  change_12m: {claimed: -4, unit: "USD bn", rule: about, tolerance: 2, because: "a change across vintages: the sign, and within half of it"}
  change_12m_pct: {claimed: -30, unit: "%", rule: about, tolerance: 3, because: "a rounded percentage: 3 points"}
  sold_pct: {claimed: 50, unit: "%", rule: at_least, because: "sold, not fallen in price: net sales, bills included, are half of the fall or more"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'change_12m', observed: h.change_12m_usd_bn,
      reason: format(
        'Denmark''s holdings changed by {:+.2f} bn in the twelve months to {}.', h.change_12m_usd_bn, month_of(h.month)
      )
    },
    {
      part: 'change_12m_pct', observed: h.change_12m_pct,
      reason: format(
        'Denmark held {:+.1f} % in {} against twelve months before.', h.change_12m_pct, month_of(h.month)
      )
    },
    {
      part: 'sold_pct',
      -- What did not fall was not sold.
      observed: if(h.change_12m_usd_bn < 0, 100 * p.total_purchases_12m_usd_bn / h.change_12m_usd_bn, 0),
      reason: format(
        'Denmark bought {:+.2f} bn net, bills included, in the year to {}; the rest of the change is {:+.2f} bn.',
        p.total_purchases_12m_usd_bn, month_of(h.month), h.change_12m_usd_bn - p.total_purchases_12m_usd_bn
      )
    }
  ], recursive := true)
from marts.holders as h
left join marts.purchases as p on h.holder_id = p.holder_id and h.month = p.month
where h.holder_id = 'DNK' and h.month = date '2025-10-31'
