/*
claim: "Gold is becoming the neutral reserve asset."
article: A
line: 153
quote: "Gold is becoming the neutral reserve asset in a divided world"
claimant: "the post"
claim_date: 2026-01-22
kind: share
period: 2025-09-30
newest: >
  select max(period_end) from marts.gold_prices
  where period_end in (select quarter from marts.currency_shares) and period_end in (select month from marts.official_private)
parts:
  above_euro: {claimed: 0, unit: "USD bn", rule: above, because: "official gold of the world is worth more than all reserves in euro; one cited total of its tonnes, at the price of the day"}
  above_treasuries: {claimed: 0, unit: "USD bn", rule: above, because: "that of the world outside the United States is worth more than the Treasuries of the same foreign officials"}
*/
with
price as (
  select
    period_end,
    arg_min(
      gold_usd_oz, list_position(['end_of_period', 'world_bank_implied', 'monthly_average'], gold_price_basis)
    ) as usd_oz
  from marts.gold_prices
  where period_end = date '2025-09-30'
  group by period_end
),

tonnes as (
  select
    arg_max(w.gold_tonnes, w.period_end) as world,
    arg_max(us.gold_tonnes, us.period_end) as us
  from reference.world_gold as w
  cross join marts.gold as us
  where us.holder_id = 'USA'
),

gold as (
  select
    p.period_end,
    t.world * ounces_per_tonne() * p.usd_oz / 1e9 as world_usd_bn,
    (t.world - t.us) * ounces_per_tonne() * p.usd_oz / 1e9 as foreign_usd_bn
  from price as p
  cross join tonnes as t
)

select
  'above_euro' as part,
  g.world_usd_bn - c.claims_usd_bn as observed,
  format(
    'Official gold of the world was worth {:,.0f} bn in {}, reserves in euro {:,.0f} bn.', g.world_usd_bn,
    month_of(g.period_end), c.claims_usd_bn
  ) as reason
from gold as g
join marts.currency_shares as c on g.period_end = c.quarter and c.currency = 'EUR' and c.method = 'all_reserves'
union all
select
  'above_treasuries' as part,
  g.foreign_usd_bn - o.official_usd_bn as observed,
  format(
    'Official gold outside the United States was worth {:,.0f} bn in {}, Treasuries of foreign officials {:,.0f} bn.',
    g.foreign_usd_bn, month_of(g.period_end), o.official_usd_bn
  ) as reason
from gold as g
join marts.official_private as o on g.period_end = o.month
