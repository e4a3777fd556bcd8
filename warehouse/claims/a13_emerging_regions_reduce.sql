/*
claim: "Countries in Asia, the Middle East and Latin America are reducing their dollar exposure."
article: A
line: 55
quote: "Reducing USD exposure"
claimant: "the post"
claim_date: 2026-01-22
kind: change
period: 2025-11-30
parts:
  asia: {claimed: 0, unit: "USD bn", rule: below, because: "reducing: net sales of Treasuries in twelve months; emerging markets by the IMF's grouping, so without Japan, Korea, Taiwan, Singapore and Hong Kong; the Middle East apart"}
  asia_without_china: {claimed: 0, unit: "USD bn", rule: below, because: "the same without China, of which the article speaks by itself"}
  middle_east: {claimed: 0, unit: "USD bn", rule: below, because: "the same, of the countries there that TIC names in total; Israel is no emerging market for the IMF"}
  latin_america: {claimed: 0, unit: "USD bn", rule: below, because: "the same; the Caribbean centres apart"}
  latin_america_listed: {claimed: 0, unit: "USD bn", rule: below, because: "the same of the countries that are listed: without El Salvador, where an issuer of a stablecoin sits"}
series: "select month, holdings_usd_bn from marts.regions where region = 'Asia' order by month"
*/
with
members as (
  select
    holder_id,
    list(country_group) as groups
  from reference.country_groups
  group by holder_id
),

bought as (
  select
    p.month,
    p.holder_id,
    p.country,
    p.total_purchases_12m_usd_bn as usd_bn,
    c.region = 'Asia' and coalesce(list_contains(g.groups, 'imf_advanced'), false) as is_advanced,
    coalesce(list_contains(g.groups, 'middle_east'), false) as in_middle_east,
    c.region = 'Latin America' and c.row_class = 'country' as in_latin_america
  from marts.purchases as p
  join reference.countries as c using (holder_id)
  left join members as g using (holder_id)
  where p.month = date '2025-11-30' and p.total_purchases_12m_usd_bn is not null
),

sums as (
  select
    max(month) as month,
    sum(usd_bn) filter (holder_id = 'TOTAL_ASIA')
    - sum(usd_bn) filter (is_advanced or in_middle_east) as asia,
    sum(usd_bn) filter (holder_id = 'CHN') as china,
    sum(usd_bn) filter (in_middle_east and not is_advanced) as middle_east,
    string_agg(country, ', ' order by country) filter (in_middle_east and not is_advanced) as middle_east_names,
    sum(usd_bn) filter (holder_id = 'TOTAL_LATIN_AMERICA') as latin_america,
    sum(usd_bn) filter (in_latin_america) as listed,
    count(*) filter (in_latin_america) as n_listed
  from bought
)

select
  unnest([
    { part: 'asia', observed: asia, reason: format(
      'Net purchases of emerging Asia were {:+.0f} bn in the twelve months to {}.', asia, month_of(month)
    ) },
    { part: 'asia_without_china', observed: asia - china, reason: format(
      'Net purchases of emerging Asia without China were {:+.0f} bn in the twelve months to {}.', asia - china,
      month_of(month)
    ) },
    { part: 'middle_east', observed: middle_east, reason: format(
      'Net purchases of {} were {:+.0f} bn in the twelve months to {}.', middle_east_names, middle_east, month_of(month)
    ) },
    { part: 'latin_america', observed: latin_america, reason: format(
      'Net purchases of Latin America were {:+.0f} bn in the twelve months to {}.', latin_america, month_of(month)
    ) },
    { part: 'latin_america_listed', observed: listed, reason: format(
      '{} states of Latin America bought {:+.0f} bn net; in the rest, {:+.0f} bn, is El Salvador, seat of an issuer.',
      n_listed, listed, latin_america - listed
    ) }
  ], recursive := true)
from sums
