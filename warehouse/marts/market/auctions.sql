/*
description: >
  Demand at the auctions of Treasury securities, by month and term. Results are public weeks before TIC, so the share
  of indirect bidders is the timeliest trace of foreign demand. It is no measure: indirect bidders include domestic
  funds, and foreigners who bid directly or buy later are not in it. Empty until fetched.
columns:
  auctions: [count, "Auctions of the month."]
  newest_auction: [date, "Day of the newest auction of the month."]
  indirect_share_pct: ["%", "Indirect bidders' share of what was sold to competitive bidders."]
  direct_share_pct: ["%", "Direct bidders' share of what was sold to competitive bidders."]
  primary_dealer_share_pct: ["%", "Primary dealers' share of what was sold to competitive bidders."]
  indirect_share_12m_pct: ["%", "Mean of indirect_share_pct over twelve months, of those in which the term was auctioned. NULL in the first eleven months of a term."]
  indirect_months: [count, "Months that indirect_share_12m_pct is the mean of: about four for a term that is auctioned by quarter."]
  average_bid_to_cover_ratio: [ratio, "Bids over what was accepted, without SOMA: mean of the month's auctions, weighted by what was accepted by the public."]
  offered_usd_bn: "Offered to the public in the month. NULL, as the other amounts, if it is not known of every auction."
headline: [USD bn, "Accepted by the public at auctions", "select month, sum(accepted_by_public_usd_bn) from marts.auctions group by month"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, auction_type, auction_term]}
  - expect_column_values_to_be_between: {column: indirect_share_pct, min_value: 0, max_value: 100}
  - expect_column_values_to_be_between: {column: accepted_by_public_usd_bn, min_value: 0}
  - name: shares_add_up_to_a_hundred
    rows_where: abs(indirect_share_pct + direct_share_pct + primary_dealer_share_pct - 100) > 0.1
*/
-- The newest month has its auctions so far. Bidders and SOMA are not known before the spring of 2008.
with
monthly as (
  select
    last_day(auction_date) as month,
    auction_type,
    auction_term,
    count(*)::integer as auctions,
    max(auction_date) as newest_auction,
    if(bool_and(offered_usd_bn is not null), sum(offered_usd_bn), null) as offered,
    bool_and(soma_accepted_usd_bn is not null) as is_soma_known,
    sum(soma_accepted_usd_bn) as soma,
    sum(accepted_by_public_usd_bn) as by_public,
    bool_and(competitive_usd_bn + indirect_usd_bn + direct_usd_bn + primary_dealer_usd_bn is not null)
      as are_bidders_known,
    if(are_bidders_known, nullif(sum(competitive_usd_bn), 0), null) as competitive,
    100 * sum(indirect_usd_bn) / competitive as indirect_share_pct,
    100 * sum(direct_usd_bn) / competitive as direct_share_pct,
    100 * sum(primary_dealer_usd_bn) / competitive as primary_dealer_share_pct,
    -- A weight only: where SOMA is not known, it is in it.
    sum(bid_to_cover_ratio * coalesce(accepted_by_public_usd_bn, total_accepted_usd_bn)) as covered,
    sum(coalesce(accepted_by_public_usd_bn, total_accepted_usd_bn)) filter (bid_to_cover_ratio is not null) as of_these,
    any_value(source) as source,
    max(vintage) as vintage
  from staging.auctions
  group by last_day(auction_date), auction_type, auction_term
),

over_a_year as (
  select
    *,
    min(month) filter (indirect_share_pct is not null) over (partition by auction_type, auction_term) as first_known,
    avg(indirect_share_pct) over year as mean_share_pct,
    count(indirect_share_pct) over year as months_known,
    max(vintage) over year as newest_vintage
  from monthly
  window year as (
    partition by auction_type, auction_term order by month
    range between interval 350 days preceding and current row
  )
)

select
  month,
  auction_type,
  auction_term,
  auctions,
  newest_auction,
  offered as offered_usd_bn,
  if(is_soma_known, by_public, null) as accepted_by_public_usd_bn,
  if(is_soma_known, soma, null) as soma_accepted_usd_bn,
  indirect_share_pct,
  direct_share_pct,
  primary_dealer_share_pct,
  if(first_known <= months_before(month, 11), mean_share_pct, null) as indirect_share_12m_pct,
  if(first_known <= months_before(month, 11), months_known, null)::integer as indirect_months,
  covered / of_these as average_bid_to_cover_ratio,
  source,
  newest_vintage as vintage
from over_a_year
order by month, auction_type, auction_term
