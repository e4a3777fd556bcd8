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
  of_gross: {claimed: 25, unit: "%", rule: at_least, because: "the same of the gross debt, government accounts included"}
  of_new_debt: {claimed: 25, unit: "%", rule: at_least, because: "the same of the debt that was added in twelve months: what foreigners bought of it, net"}
  of_marketable: {claimed: 25, unit: "%", rule: at_least, because: "the same of marketable debt"}
  low_costs: {unit: "-", rule: untestable, because: "what borrowing would cost without that demand is not observed"}
series: "select month, foreign_share_of_public_pct from marts.foreign_funding order by month"
needs: "marketable debt, from the Monthly Statement of the Public Debt."
*/
with
shares as (
  select
    *,
    100 * percent_rank() over (order by foreign_share_of_public_pct) as percentile,
    100 * percent_rank() over (order by funding_share_flow_pct) as new_percentile,
    min(month) over () as first,
    min(month) filter (funding_share_flow_pct is not null) over () as first_new
  from marts.foreign_funding
  where foreign_share_of_public_pct is not null and month <= date '2025-11-30'
)

select
  unnest([
    { part: 'of_public', observed: foreign_share_of_public_pct, reason: format(
      'Foreigners held {:.1f} % of the debt held by the public in {}, at market value: percentile {:.0f} since {}.',
      foreign_share_of_public_pct, month_of(month), percentile, month_of(first)
    ) },
    { part: 'of_gross', observed: foreign_share_of_gross_pct, reason: format(
      'Foreigners held {:.1f} % of the gross debt in {}.', foreign_share_of_gross_pct, month_of(month)
    ) },
    { part: 'of_new_debt', observed: funding_share_flow_pct, reason: format(
      'Foreigners bought {:.0f} % of the public debt added in the twelve months to {}: percentile {:.0f} since {}.',
      funding_share_flow_pct, month_of(month), new_percentile, month_of(first_new)
    ) },
    { part: 'of_marketable', observed: foreign_share_of_marketable_pct, reason: format(
      'Foreigners held {:.1f} % of marketable debt in {}.', foreign_share_of_marketable_pct, month_of(month)
    ) }
  ], recursive := true)
from shares
where month = date '2025-11-30'
