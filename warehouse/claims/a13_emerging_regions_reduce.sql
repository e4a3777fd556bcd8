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
  asia: {claimed: 0, unit: "USD bn", rule: below, because: "reducing: net sales of Treasuries in twelve months"}
  latin_america: {claimed: 0, unit: "USD bn", rule: below, because: "the same; the Caribbean centres apart"}
  middle_east: {claimed: 0, unit: "USD bn", rule: below, because: "the same, of the countries there that TIC names in total"}
series: "select month, holdings_usd_bn from marts.regions where region = 'Asia' order by month"
*/
select
  unnest([
    { part: 'asia', observed: sum(total_purchases_12m_usd_bn) filter (holder_id = 'TOTAL_ASIA'), reason: format(
      'Asia, Japan and China among it, bought {:+.0f} bn net in the twelve months to {}.',
      sum(total_purchases_12m_usd_bn) filter (holder_id = 'TOTAL_ASIA'), strftime(max(month), '%Y-%m')
    ) },
    {
      part: 'latin_america',
      observed: sum(total_purchases_12m_usd_bn) filter (holder_id = 'TOTAL_LATIN_AMERICA'),
      reason: format(
        'Latin America bought {:+.0f} bn net; of it El Salvador holds in custody for others.',
        sum(total_purchases_12m_usd_bn) filter (holder_id = 'TOTAL_LATIN_AMERICA')
      )
    },
    {
      part: 'middle_east',
      observed: sum(total_purchases_12m_usd_bn) filter (holder_id in ('SAU', 'ARE', 'KWT', 'QAT', 'BHR', 'ISR', 'JOR')),
      reason: format(
        '{} bought {:+.0f} bn net.', string_agg(country, ', ' order by country)
        filter (
          holder_id in ('SAU', 'ARE', 'KWT', 'QAT', 'BHR', 'ISR', 'JOR') and total_purchases_12m_usd_bn is not null
        ),
        sum(total_purchases_12m_usd_bn) filter (holder_id in ('SAU', 'ARE', 'KWT', 'QAT', 'BHR', 'ISR', 'JOR'))
      )
    }
  ], recursive := true)
from marts.purchases
where month = date '2025-11-30'
