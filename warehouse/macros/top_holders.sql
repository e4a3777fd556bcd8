-- The holders of the month of a day, or of the newest month before it, largest first: from top_holders('2025-11') limit 10
create or replace macro top_holders(at_month) as table
  select
    month,
    holdings_rank,
    country,
    holdings_usd_bn,
    share_of_foreign_pct,
    change_1m_usd_bn,
    is_custody_centre,
    basis,
    vintage
  from marts.holders
  where
    holdings_rank is not null
    and month = (
      select max(earlier.month)
      from marts.holders as earlier
      where
        earlier.holdings_rank is not null
        and earlier.month <= last_day(coalesce(try_cast(at_month as date), try_cast(at_month || '-01' as date)))
    )
  order by holdings_rank;
