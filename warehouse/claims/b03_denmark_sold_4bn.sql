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
  change_12m: {claimed: -4, unit: "USD bn", rule: about, tolerance: 1, because: "a revision of 5 % moves holdings of 9 to 13 bn by half of 1 bn, and two of them by 1 bn"}
  change_12m_pct: {claimed: -30, unit: "%", rule: about, tolerance: 3, because: "a rounded percentage: 3 points"}
  sold: {claimed: -4, unit: "USD bn", rule: about, tolerance: 1, because: "sold, not fallen in price or moved to another custodian: net purchases, bills included"}
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
        'Denmark held {:.1f} % {} in {} than twelve months before.', abs(h.change_12m_pct),
        if(h.change_12m_pct < 0, 'less', 'more'), month_of(h.month)
      )
    },
    {
      part: 'sold', observed: p.total_purchases_12m_usd_bn,
      reason: format(
        'Denmark {}, bills included, in the twelve months to {}; the rest of the change is {:+.2f} bn.',
        bought_or_sold(p.total_purchases_12m_usd_bn, '{:.2f}'), month_of(h.month),
        h.change_12m_usd_bn - p.total_purchases_12m_usd_bn
      )
    }
  ], recursive := true)
from marts.holders as h
left join marts.purchases as p on h.holder_id = p.holder_id and h.month = p.month
where h.holder_id = 'DNK' and h.month = date '2025-10-31'
