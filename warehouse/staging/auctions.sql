/*
description: >
  Auctions of Treasury securities, in USD bn: kind and term of what was sold, to whom, and the bid-to-cover ratio.
  Bidders and SOMA are not known before the spring of 2008.
columns:
  auction_date: [date, "Day of the auction."]
  cusip: [code, "CUSIP of the security; a reopening has that of its first issue."]
  auction_type: [class, "Bill, Note, Bond, TIPS (inflation-protected), FRN (floating rate) or CMB (cash management bill)."]
  auction_term: [label, "Term that is sold; of a reopened note or bond that of its first issue: 9-Year 10-Month counts as 10-Year."]
  offered_usd_bn: [USD bn, "Offered to the public."]
  accepted_by_public_usd_bn: [USD bn, "Sold to all but the Federal Reserve's own account (SOMA). NULL where SOMA is not known."]
  soma_accepted_usd_bn: [USD bn, "Sold to the Federal Reserve's own account (SOMA), on top of the offer."]
  total_accepted_usd_bn: [USD bn, "Sold to all, SOMA included."]
  competitive_usd_bn: [USD bn, "Sold to competitive bidders."]
  indirect_usd_bn: [USD bn, "Sold to indirect bidders: customers of dealers, domestic or foreign, and foreign officials who bid through the Federal Reserve Bank of New York."]
  direct_usd_bn: [USD bn, "Sold to direct bidders, who bid for themselves and are no primary dealers."]
  primary_dealer_usd_bn: [USD bn, "Sold to primary dealers, for their own account."]
  bid_to_cover_ratio: [ratio, "Bids over what was accepted, both without SOMA."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [auction_date, cusip]}
  - expect_column_values_to_not_be_null: {column: auction_term}
*/
select
  auction_date,
  cusip,
  case
    when inflation_index_security = 'Yes' then 'TIPS'
    when floating_rate = 'Yes' then 'FRN'
    when cash_management_bill_cmb = 'Yes' then 'CMB'
    else security_type
  end as auction_type,
  -- The original term of a bill is another one: a longer bill is sold on as a shorter one.
  coalesce(
    if(security_term like '%-Year %-Month', original_security_term, security_term),
    security_term,
    original_security_term
  ) as auction_term,
  offering_amt / 1e9 as offered_usd_bn,
  (total_accepted - soma_accepted) / 1e9 as accepted_by_public_usd_bn,
  soma_accepted / 1e9 as soma_accepted_usd_bn,
  total_accepted / 1e9 as total_accepted_usd_bn,
  comp_accepted / 1e9 as competitive_usd_bn,
  indirect_bidder_accepted / 1e9 as indirect_usd_bn,
  direct_bidder_accepted / 1e9 as direct_usd_bn,
  primary_dealer_accepted / 1e9 as primary_dealer_usd_bn,
  bid_to_cover_ratio,
  source,
  vintage
from known.fiscal_auctions
order by auction_date, cusip
