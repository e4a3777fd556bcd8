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
  asia: {claimed: 0, unit: "USD bn", rule: below, because: "reducing: net sales in twelve months; emerging markets as the IMF groups them, so without Japan, Korea, Taiwan, Singapore, Hong Kong and the Middle East"}
  asia_without_china: {claimed: 0, unit: "USD bn", rule: below, because: "the same without China, of which the article speaks by itself"}
  middle_east: {claimed: 0, unit: "USD bn", rule: below, because: "the same, of the countries there that TIC names in total; Israel is no emerging market for the IMF"}
  latin_america: {claimed: 0, unit: "USD bn", rule: below, because: "the same; the Caribbean centres apart"}
  latin_america_listed: {claimed: 0, unit: "USD bn", rule: below, because: "the same of the countries that are listed: without El Salvador, where an issuer of a stablecoin sits"}
  sellers_pct: {claimed: 50, unit: "%", rule: above, because: "countries, not one of each region: most of those that are listed sold net"}
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
    c.region = 'Asia' and c.row_class = 'country' as in_asia,
    c.region = 'Latin America' and c.row_class = 'country' as in_latin_america
  from marts.purchases as p
  join reference.countries as c using (holder_id)
  left join members as g using (holder_id)
  where p.month = date '2025-11-30' and p.total_purchases_12m_usd_bn is not null
),

sums as (
  select
    month_of(max(month)) as month,
    sum(usd_bn) filter (holder_id = 'TOTAL_ASIA')
    - sum(usd_bn) filter (is_advanced or in_middle_east) as asia,
    sum(usd_bn) filter (holder_id = 'CHN') as china,
    sum(usd_bn) filter (in_middle_east and not is_advanced) as middle_east,
    string_agg(country, ', ' order by country) filter (in_middle_east and not is_advanced) as middle_east_names,
    sum(usd_bn) filter (holder_id = 'TOTAL_LATIN_AMERICA') as latin_america,
    sum(usd_bn) filter (in_latin_america) as listed,
    count(*) filter (in_latin_america) as n_listed,
    count(*) filter ((in_asia or in_latin_america) and not is_advanced) as n_emerging,
    count(*) filter ((in_asia or in_latin_america) and not is_advanced and usd_bn < 0) as n_sellers
  from bought
)

select
  unnest([
    { part: 'asia', observed: asia, reason: format(
      'Emerging Asia {} in the twelve months to {}.', bought_or_sold(asia, '{:.0f}'), month
    ) },
    { part: 'asia_without_china', observed: asia - china, reason: format(
      'Emerging Asia without China {} in the twelve months to {}.', bought_or_sold(asia - china, '{:.0f}'), month
    ) },
    { part: 'middle_east', observed: middle_east, reason: format(
      'The Middle East ({}) {} in the twelve months to {}.', middle_east_names,
      bought_or_sold(middle_east, '{:.0f}'), month
    ) },
    { part: 'latin_america', observed: latin_america, reason: format(
      'Latin America {} in the twelve months to {}.', bought_or_sold(latin_america, '{:.0f}'), month
    ) },
    { part: 'latin_america_listed', observed: listed, reason: format(
      '{} states of Latin America {} in the twelve months to {}. '
      || 'El Salvador, seat of a stablecoin issuer, is in the rest, which {}.',
      n_listed, bought_or_sold(listed, '{:.0f}'), month, bought_or_sold(latin_america - listed, '{:.0f}')
    ) },
    { part: 'sellers_pct', observed: 100 * n_sellers / n_emerging, reason: format(
      '{} of {} listed emerging countries of Asia, the Middle East and Latin America sold net '
      || 'in the twelve months to {}.',
      n_sellers, n_emerging, month
    ) }
  ], recursive := true)
from sums
