/*
description: >
  How much of the U.S. federal debt foreigners hold, what it costs, and who bought the year's new debt. Three
  denominators: debt held by the public, gross debt, and marketable debt where fetched. Holdings are at market value,
  debt at par.
columns:
  foreign_usd_bn: [USD bn, "Treasury securities held by all foreigners, the Grand Total."]
  foreign_share_of_public_pct: ["%", "Foreign holdings over debt held by the public, the Federal Reserve's included."]
  foreign_share_of_gross_pct: ["%", "Foreign holdings over total public debt outstanding."]
  foreign_share_of_marketable_pct: ["%", "Foreign holdings over marketable Treasury debt."]
  interest_12m_usd_bn: [USD bn, "Interest on the federal debt over twelve months, on public issues and on government accounts."]
  public_rate_pct: ["%", "Interest on public issues over twelve months, over the average debt held by the public."]
  foreign_rate_pct: ["%", "Rate at which interest to foreigners is estimated: the average on marketable debt over twelve months where fetched, else public_rate_pct, which is higher: it has the accruals of inflation-protected securities in it."]
  foreign_rate_basis: [class, "Which rate foreign_rate_pct is: marketable debt, or public issues, the upper estimate."]
  foreign_interest_12m_usd_bn: [USD bn, "Interest to foreigners over twelve months, an estimate: their average holdings at foreign_rate_pct. At the rate on public issues it exceeds the Congressional Research Service's value: by 10 % in 2023, 20 % in 2024, 9 % in 2025."]
  public_debt_change_12m_usd_bn: [USD bn, "Change in debt held by the public over twelve months."]
  funding_share_flow_pct: ["%", "Net purchases of foreigners over twelve months, over the change in debt held by the public."]
  funding_share_stock_pct: ["%", "Change in foreign holdings over twelve months, over the change in debt held by the public. NULL before 2012-12, across breaks of the series."]
headline: ["%", "Foreign share of the debt held by the public", "select month, foreign_share_of_public_pct from marts.foreign_funding"]
expect:
  - expect_column_values_to_be_unique: {column: month}
  - expect_column_values_to_be_between: {column: foreign_share_of_public_pct, min_value: 15, max_value: 65}
  - expect_column_values_to_be_between: {column: foreign_share_of_gross_pct, min_value: 15, max_value: 40}
  - name: a_part_is_smaller_than_the_whole
    rows_where: foreign_share_of_gross_pct > foreign_share_of_public_pct
*/
-- Official is what governments and central banks hold. The share of new debt is given by flow (net purchases) and by stock (change
-- in holdings): between them lie price and custody.
with
foreign_holdings as (
  select
    month,
    holdings_usd_bn as foreign_usd_bn,
    source,
    vintage
  from marts.totals
  where row_id = 'GRAND_TOTAL'
),

-- The last business day of the month.
debt as (
  select
    last_day(date) as month,
    arg_max(gross_debt_usd_bn, date) as gross_debt_usd_bn,
    arg_max(debt_held_by_public_usd_bn, date) as debt_held_by_public_usd_bn,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.public_debt
  group by last_day(date)
  -- Only of a month that is over: the weekday after the newest value lies beyond it.
  qualify max(max(date)) over () + if(isodow(max(max(date)) over ()) = 5, 3, 1) > last_day(date)
),

interest as (
  select
    month,
    sum(interest_usd_bn) over year as interest_12m_usd_bn,
    sum(public_interest_usd_bn) over year as public_interest_12m_usd_bn,
    count(*) over year = 12 as is_whole,
    source,
    vintage
  from staging.interest_expense
  window year as (order by month range between interval 350 days preceding and current row)
),

averages as (
  select
    f.month,
    if(count(m.marketable_rate_pct) over year = 12, avg(m.marketable_rate_pct) over year, null) as marketable_rate_pct,
    avg(f.foreign_usd_bn) over year as foreign_average_usd_bn,
    avg(d.debt_held_by_public_usd_bn) over year as public_average_usd_bn,
    count(d.debt_held_by_public_usd_bn) over year = 12 as is_whole
  from foreign_holdings as f
  left join debt as d using (month)
  left join staging.marketable_debt as m using (month)
  window year as (order by f.month range between interval 350 days preceding and current row)
),

joined as (
  select
    f.month,
    f.foreign_usd_bn,
    d.debt_held_by_public_usd_bn,
    d.gross_debt_usd_bn,
    m.marketable_usd_bn,
    m.average_rate_pct,
    if(i.is_whole, i.interest_12m_usd_bn, null) as interest_12m_usd_bn,
    if(i.is_whole and a.is_whole, 100 * i.public_interest_12m_usd_bn / a.public_average_usd_bn, null)
      as public_rate_pct,
    coalesce(a.marketable_rate_pct, public_rate_pct) as foreign_rate_pct,
    if(a.marketable_rate_pct is null, 'public issues', 'marketable debt') as foreign_rate_basis,
    a.foreign_average_usd_bn,
    d.debt_held_by_public_usd_bn - d0.debt_held_by_public_usd_bn as public_debt_change_12m_usd_bn,
    f.foreign_usd_bn - f0.foreign_usd_bn as foreign_change_12m_usd_bn,
    p.total_purchases_12m_usd_bn,
    p.is_estimate_12m,
    concat_ws(' + ', f.source, d.source, i.source, m.source, p.source) as source,
    greatest(f.vintage, f0.vintage, d.vintage, d0.vintage, i.vintage, m.vintage, p.vintage) as vintage
  from foreign_holdings as f
  left join foreign_holdings as f0 on f0.month = last_day(f.month - interval 12 month)
  left join debt as d on f.month = d.month
  left join debt as d0 on d0.month = last_day(f.month - interval 12 month)
  left join interest as i on f.month = i.month
  left join averages as a on f.month = a.month
  left join staging.marketable_debt as m on f.month = m.month
  left join marts.purchases as p on f.month = p.month and p.holder_id = 'GRAND_TOTAL'
)

select
  j.month,
  j.foreign_usd_bn,
  o.official_share_pct,
  j.debt_held_by_public_usd_bn,
  j.gross_debt_usd_bn,
  j.marketable_usd_bn,
  100 * j.foreign_usd_bn / j.debt_held_by_public_usd_bn as foreign_share_of_public_pct,
  100 * j.foreign_usd_bn / j.gross_debt_usd_bn as foreign_share_of_gross_pct,
  100 * j.foreign_usd_bn / j.marketable_usd_bn as foreign_share_of_marketable_pct,
  j.interest_12m_usd_bn,
  j.average_rate_pct,
  j.public_rate_pct,
  j.foreign_rate_pct,
  if(j.foreign_rate_pct is null, null, j.foreign_rate_basis) as foreign_rate_basis,
  j.foreign_average_usd_bn * j.foreign_rate_pct / 100 as foreign_interest_12m_usd_bn,
  j.public_debt_change_12m_usd_bn,
  j.total_purchases_12m_usd_bn,
  100 * j.total_purchases_12m_usd_bn / j.public_debt_change_12m_usd_bn as funding_share_flow_pct,
  -- Holdings are one series since 2011-12 only.
  if(j.month < date '2012-12-31', null, 100 * j.foreign_change_12m_usd_bn / j.public_debt_change_12m_usd_bn)
    as funding_share_stock_pct,
  j.is_estimate_12m,
  each_source_once(j.source) as source,
  greatest(j.vintage, o.vintage) as vintage
from joined as j
left join marts.official_private as o on j.month = o.month
order by j.month
