/*
claim: "Gold is becoming the neutral reserve asset."
article: A
line: 153
quote: "Gold is becoming the neutral reserve asset in a divided world"
claimant: "the post"
claim_date: 2026-01-22
kind: share
period: 2025-09-30
candidates: [2025-12-31]
newest: >
  select max(period_end) from marts.gold_prices
  where period_end in (select quarter from marts.currency_shares) and period_end in (select month from marts.official_private)
parts:
  above_euro: {claimed: 0, unit: "USD bn", rule: above, because: "official gold of the world is worth more than all reserves in euro, at the quarter's last price or monthly average"}
  above_treasuries: {claimed: 0, unit: "USD bn", rule: above, because: "that of the world outside the United States is worth more than the Treasuries of the same foreign officials"}
  becoming: {claimed: 0, unit: "points", rule: above, because: "becoming: that gold, in percent of those Treasuries, is higher than twelve months before, price included"}
  becoming_in_tonnes: {claimed: 1, unit: "t", rule: above, because: "becoming, without price: known holders report more tonnes than twelve months before, by one at least"}
*/
with
-- One cited total of the world, whatever the period; the United States as reported last.
tonnes as (
  select
    arg_max(w.gold_tonnes, w.period_end) as world,
    max(w.period_end) as counted,
    arg_max(us.gold_tonnes, us.period_end) as us
  from reference.world_gold as w
  left join marts.gold as us on us.holder_id = 'USA'
),

priced as (
  select
    period_end,
    arg_min(
      gold_usd_oz, list_position(['end_of_period', 'world_bank_implied', 'monthly_average'], gold_price_basis)
    ) * ounces_per_tonne() / 1e9 as usd_bn_per_tonne
  from marts.gold_prices
  where period_end = date '2025-09-30' or period_end = months_before(date '2025-09-30', 12)
  group by period_end
),

gold as (
  select
    p.period_end,
    month_of(p.period_end) as month,
    format('{:,.0f} t as of {}', t.world, month_of(t.counted)) as world_tonnes,
    format('{:,.0f} t as of {}', t.world - t.us, month_of(t.counted)) as foreign_tonnes,
    t.world * p.usd_bn_per_tonne as world_usd_bn,
    (t.world - t.us) * p.usd_bn_per_tonne as foreign_usd_bn,
    o.official_usd_bn,
    100 * foreign_usd_bn / o.official_usd_bn as foreign_pct
  from priced as p
  cross join tonnes as t
  left join marts.official_private as o on p.period_end = o.month
)

select
  'above_euro' as part,
  g.world_usd_bn - c.claims_usd_bn as observed,
  format(
    'The world''s official gold, {}, was worth {:,.0f} bn in {}, and reserves in euro {:,.0f} bn.', g.world_tonnes,
    g.world_usd_bn, g.month, c.claims_usd_bn
  ) as reason
from gold as g
join marts.currency_shares as c on g.period_end = c.quarter and c.currency = 'EUR' and c.method = 'all_reserves'
where g.period_end = date '2025-09-30'
union all
select
  'above_treasuries' as part,
  foreign_usd_bn - official_usd_bn as observed,
  format(
    'Official gold outside the United States, {}, was worth {:,.0f} bn in {}, foreign officials'' Treasuries {:,.0f} '
    || 'bn.',
    foreign_tonnes, foreign_usd_bn, month, official_usd_bn
  ) as reason
from gold
where period_end = date '2025-09-30'
union all
select
  'becoming' as part,
  now.foreign_pct - before.foreign_pct as observed,
  format(
    'Official gold outside the United States went from {:.0f} to {:.0f} % of foreign officials'' Treasuries in the '
    || 'twelve months to {}, tonnes unchanged.',
    before.foreign_pct, now.foreign_pct, now.month
  ) as reason
from gold as now
join gold as before on before.period_end = months_before(now.period_end, 12)
where now.period_end = date '2025-09-30'
union all
select
  'becoming_in_tonnes' as part,
  sum(change_12m_tonnes) as observed,
  format(
    'Reported gold of {} holders changed by {:+.0f} t in the twelve months to {}.', count(change_12m_tonnes),
    sum(change_12m_tonnes), month_of(max(period_end))
  ) as reason
from marts.gold
where frequency = 'quarterly' and period_end = date '2025-09-30'
having count(change_12m_tonnes) >= 20
