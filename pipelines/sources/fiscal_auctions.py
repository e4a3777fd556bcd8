"""Auctions of Treasury securities: what was offered and accepted, and by which bidders, from late 1979.

Dollars. One row per auction: a reopening has the CUSIP of its first issue and another auction date. An auction that is
announced and not yet held has no results; it is left out. Totals include the add-on of the Federal Reserve's own
account (SOMA), the bid-to-cover ratio does not. SOMA and the kinds of bidders are "null" until the spring of 2008: not
known, not zero. Inflation-protected and floating rate securities are filed as notes or bonds; a flag tells them. A
coupon security is reopened under what is left of its term (`9-Year 10-Month`). A bill states the term that is sold; its
original term says only how the CUSIP began, often as a longer bill. On 2019-11-05 a note of ten years was sold as a
three-year one: the term of that auction is `3-Year`. The kinds of bidders may miss the competitive total by ten million
dollars (2009-01-26). Results are public on the day of the auction.

No live answer was seen when this was written. Fields and layout are those that the publisher documents and that others
recorded, so the first fetch may be refused.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import Lagged

PATH = "/v1/accounting/od/auctions_query"
KEY = ["auction_date", "cusip"]
TERMS = [
    Column("auction_date", "DATE", "date", "Day of the auction."),
    Column("cusip", "VARCHAR", "code", "CUSIP of the security; a reopening has that of its first issue."),
    Column("security_type", "VARCHAR", "label", "Bill, Note or Bond."),
    Column("security_term", "VARCHAR", "label", "Term that is sold; in a reopening of a note or bond, what is left."),
    Column("original_security_term", "VARCHAR", "label", "Term of the first issue of the CUSIP."),
    Column("inflation_index_security", "VARCHAR", "flag", "Yes: protected against inflation (TIPS)."),
    Column("floating_rate", "VARCHAR", "flag", "Yes: a floating rate note (FRN)."),
    Column("cash_management_bill_cmb", "VARCHAR", "flag", "Yes: a cash management bill (CMB)."),
    Column("offering_amt", "DOUBLE", "USD", "Offered to the public."),
]
RESULTS = [
    Column("total_tendered", "DOUBLE", "USD", "All bids, those of SOMA included."),
    Column("total_accepted", "DOUBLE", "USD", "Sold: competitive, noncompetitive, and to SOMA."),
    Column("comp_accepted", "DOUBLE", "USD", "Sold to competitive bidders."),
    Column("primary_dealer_accepted", "DOUBLE", "USD", "Of these to primary dealers, for their own account."),
    Column("direct_bidder_accepted", "DOUBLE", "USD", "Of these to others who bid for themselves."),
    Column("indirect_bidder_accepted", "DOUBLE", "USD", "Of these to customers of a dealer or of a Reserve Bank."),
    Column("soma_accepted", "DOUBLE", "USD", "Sold to the Federal Reserve's own account (SOMA), on top of the offer."),
    Column("bid_to_cover_ratio", "DOUBLE", "ratio", "Bids over what was accepted, both without SOMA."),
]  # fmt: skip
COLUMNS = [*TERMS, *RESULTS]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per auction that was held, amounts in dollars; of one that is only announced no result is known."""
    return fiscal.frame(bodies, COLUMNS).dropna(subset=[c.name for c in RESULTS], how="all")


SOURCE = fiscal.source(
    name="fiscal_auctions",
    title="Treasury Securities Auctions Data",
    url=fiscal.url(PATH),
    cadence="weekly",
    due_days=7,  # a week is told by its Friday: the auctions of the next week are after it
    known_by=Lagged(1),
    period="auction_date",
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        {"expect_column_values_to_be_in_set": {"column": "security_type", "value_set": ["Bill", "Note", "Bond"]}},
        {
            "name": "type_term_and_cusip_are_stated",
            "rows_where": "security_type is null or cusip is null"
            " or coalesce(security_term, original_security_term) is null",
        },
        {
            "name": "flags_are_yes_or_no",
            "rows_where": "inflation_index_security not in ('Yes', 'No') or floating_rate not in ('Yes', 'No')"
            " or cash_management_bill_cmb not in ('Yes', 'No')",
        },
        {"name": "what_was_accepted_is_known", "rows_where": "not coalesce(total_accepted > 0, false)"},
        {
            "name": "no_amount_is_negative",
            "rows_where": "least(offering_amt, total_tendered, comp_accepted, primary_dealer_accepted,"
            " direct_bidder_accepted, indirect_bidder_accepted, soma_accepted) < 0",
        },
        # The largest of August 2026 is 118 bn.
        arrival.groups("amounts_are_dollars", "largest not between 1e10 and 1e12", largest="max(total_accepted)"),
        {
            "name": "accepted_is_about_the_offer",
            "rows_where": "total_accepted not between 0.1 * offering_amt and 10 * offering_amt",
        },
        {"name": "no_more_is_accepted_than_tendered", "rows_where": "total_accepted > total_tendered"},
        {
            "name": "no_part_is_larger_than_what_was_accepted",
            "rows_where": "greatest(comp_accepted, soma_accepted) > total_accepted",
        },
        # Found so far: 0.04 per cent.
        {
            "name": "bidders_add_up_to_the_competitive_total",
            "rows_where": "abs(primary_dealer_accepted + direct_bidder_accepted + indirect_bidder_accepted"
            " - comp_accepted) > 0.001 * comp_accepted",
        },
        # Found so far: 1.65 to 10.7.
        {"name": "bids_over_cover_are_a_ratio", "rows_where": "bid_to_cover_ratio not between 0.5 and 30"},
    ],
)
