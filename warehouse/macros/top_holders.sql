-- The holders of one month, largest first: from top_holders('2025-11-30') limit 10
create or replace macro top_holders(at_month) as table
  select
    holdings_rank,
    country,
    holdings_usd_bn,
    share_of_foreign_pct,
    change_1m_usd_bn,
    is_custody_centre,
    basis,
    vintage
  from marts.holders
  where month = last_day(at_month::date) and holdings_rank is not null
  order by holdings_rank;
