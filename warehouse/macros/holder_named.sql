-- The holder that a name, a label of TIC, an alias or an ISO code denotes: from holder_named('UK')
create or replace macro holder_named(name) as table
  select
    holder_id,
    country
  from reference.countries
  where
    upper(name) = holder_id
    or lower(name) in (select lower(unnest([country] || labels || aliases)));
