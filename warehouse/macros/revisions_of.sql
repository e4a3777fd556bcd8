-- Every print of a holder's months that were printed more than once, newest month first: from revisions_of('United Kingdom')
create or replace macro revisions_of(name) as table
  select
    h.month,
    h.vintage,
    h.basis,
    h.holdings_usd_bn,
    h.change_1m_at_vintage_usd_bn,
    round(h.holdings_usd_bn - lag(h.holdings_usd_bn) over prints, 3) as change_usd_bn,
    h.witness
  from marts.holdings_by_vintage as h
  where h.holder_id in (select holder_id from holder_named(name))
  window prints as (partition by h.month order by h.vintage asc, h.preference desc)
  qualify count(*) over (partition by h.month) > 1
  order by h.month desc, h.vintage asc, h.preference desc;
