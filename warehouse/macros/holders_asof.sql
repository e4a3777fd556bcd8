-- Holders as they were known on a day: from holders_asof('2026-01-22') where month = '2025-11-30'
create or replace macro holders_asof(known_on) as table
  select
    month,
    holder_id,
    country,
    holdings_usd_bn,
    change_1m_at_vintage_usd_bn,
    basis,
    vintage,
    witness
  from marts.holdings_by_vintage
  where
    row_class = 'country' and vintage <= known_on::date and coalesce(known_on::date < superseded_on, true)
  qualify row_number() over (partition by month, holder_id order by preference) = 1
  order by month desc, holdings_usd_bn desc;
