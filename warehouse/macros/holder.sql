-- One holder, newest month first; TIC publishes only bonds and notes of some, long_term_usd_bn: from holder('Japan')
create or replace macro holder(name) as table
  select
    month,
    country,
    holdings_usd_bn,
    long_term_usd_bn,
    share_of_foreign_pct,
    holdings_rank,
    change_1m_usd_bn,
    change_12m_usd_bn,
    vintage
  from marts.holders
  where holder_id in (select holder_id from holder_named(name))
  order by month desc;
