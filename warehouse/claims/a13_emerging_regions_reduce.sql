/*
claim: "Countries in Asia, the Middle East and Latin America are reducing their dollar exposure."
article: A
line: 55
quote: "Reducing USD exposure"
said_by: "the post"
said_on: 2026-01-22
kind: change
period: 2025-11-30
parts:
  asia: {claimed: 0, unit: "USD bn", rule: below, because: "reducing: net sales of Treasuries in twelve months; emerging Asia, without Japan and the Middle East"}
  asia_without_china: {claimed: 0, unit: "USD bn", rule: below, because: "the same without China, of which the article speaks by itself"}
  middle_east: {claimed: 0, unit: "USD bn", rule: below, because: "the same, of the countries there that TIC names in total"}
  latin_america: {claimed: 0, unit: "USD bn", rule: below, because: "the same; the Caribbean centres apart"}
  latin_america_listed: {claimed: 0, unit: "USD bn", rule: below, because: "the same of the countries that are listed: without El Salvador, where an issuer of a stablecoin sits"}
series: "select month, holdings_usd_bn from marts.regions where region = 'Asia' order by month"
*/
with
sums as (
  select
    max(p.month) as month,
    sum(bought) filter (holder_id = 'TOTAL_ASIA') - sum(bought) filter (holder_id = 'JPN')
    - sum(bought) filter (in_middle_east(holder_id)) as asia,
    sum(bought) filter (holder_id = 'CHN') as china,
    sum(bought) filter (holder_id = 'HKG') as hong_kong,
    sum(bought) filter (in_middle_east(holder_id)) as middle_east,
    string_agg(p.country, ', ' order by p.country) filter (in_middle_east(holder_id)) as middle_east_names,
    sum(bought) filter (holder_id = 'TOTAL_LATIN_AMERICA') as latin_america,
    sum(bought) filter (c.region = 'Latin America' and c.row_class = 'country') as listed,
    count(*) filter (c.region = 'Latin America' and c.row_class = 'country') as n_listed
  from (select
    *,
    total_purchases_12m_usd_bn as bought
  from marts.purchases) as p
  join reference.countries as c using (holder_id)
  where p.month = date '2025-11-30' and bought is not null
)

select
  unnest([
    { part: 'asia', observed: asia, reason: format(
      'Net purchases of Asia without Japan and the Middle East were {:+.0f} bn in the twelve months to {}.', asia,
      month_of(month)
    ) },
    { part: 'asia_without_china', observed: asia - china, reason: format(
      'Without China too {:+.0f} bn, of it Hong Kong {:+.0f} bn, which holds in custody for others.', asia - china,
      hong_kong
    ) },
    { part: 'middle_east', observed: middle_east, reason: format(
      '{} together {:+.0f} bn.', middle_east_names, middle_east
    ) },
    { part: 'latin_america', observed: latin_america, reason: format(
      'Those of Latin America were {:+.0f} bn.', latin_america
    ) },
    { part: 'latin_america_listed', observed: listed, reason: format(
      'Of it {} listed countries {:+.0f} bn; the rest is mostly El Salvador, where an issuer of a stablecoin sits.',
      n_listed, listed
    ) }
  ], recursive := true)
from sums
