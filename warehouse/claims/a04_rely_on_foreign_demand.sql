/*
claim: "U.S. Treasuries rely heavily on foreign demand."
article: A
line: 23
quote: "U.S. Treasuries rely heavily on foreign demand to keep borrowing costs low"
claimant: "the post"
claim_date: 2026-01-22
kind: share
period: 2025-11-30
parts:
  of_public: {claimed: 25, unit: "%", rule: at_least, because: "heavily: a quarter or more of the debt held by the public"}
  of_new_debt: {claimed: 25, unit: "%", rule: at_least, because: "the same of the public debt added in three years: what foreigners bought of it, net. A single year swings too much to decide"}
  of_marketable: {claimed: 25, unit: "%", rule: at_least, because: "the same of marketable debt"}
  low_costs: {unit: "-", rule: untestable, because: "what borrowing would cost without that demand is not observed"}
series: "select month, foreign_share_of_public_pct from marts.foreign_funding order by month"
note: "Of the gross debt the share is smaller: no foreigner can hold what government accounts hold."
needs: "marketable debt, from the Monthly Statement of the Public Debt."
*/
with
flows as (
  select
    now.*,
    100 * (now.total_purchases_12m_usd_bn + one.total_purchases_12m_usd_bn + two.total_purchases_12m_usd_bn)
    / (now.public_debt_change_12m_usd_bn + one.public_debt_change_12m_usd_bn + two.public_debt_change_12m_usd_bn)
      as new_pct
  from marts.foreign_funding as now
  left join marts.foreign_funding as one on one.month = months_before(now.month, 12)
  left join marts.foreign_funding as two on two.month = months_before(now.month, 24)
  where now.foreign_share_of_public_pct is not null and now.month <= date '2025-11-30'
),

shares as (
  select
    *,
    100 * (1 - percent_rank() over (order by foreign_share_of_public_pct)) as higher_pct,
    100 * count(*) filter (new_pct > newest_pct) over () / count(new_pct) over () as new_higher_pct,
    min(month) over () as first,
    min(month) filter (new_pct is not null) over () as first_new
  from (
    select
      *,
      arg_max(new_pct, month) over () as newest_pct
    from flows
  ) as f
)

select
  unnest([
    { part: 'of_public', observed: foreign_share_of_public_pct, reason: format(
      'Foreigners held {:.1f} % of the debt held by the public in {}; in {:.0f} % of months since {} they held more.',
      foreign_share_of_public_pct, month_of(month), higher_pct, month_of(first)
    ) },
    { part: 'of_new_debt', observed: new_pct, reason: format(
      'Foreigners bought {:.0f} % of the public debt added in three years to {}; in {:.0f} % of months since {} more.',
      new_pct, month_of(month), new_higher_pct, month_of(first_new)
    ) },
    { part: 'of_marketable', observed: foreign_share_of_marketable_pct, reason: format(
      'Foreigners held {:.1f} % of marketable debt in {}.', foreign_share_of_marketable_pct, month_of(month)
    ) }
  ], recursive := true)
from shares
where month = date '2025-11-30'
