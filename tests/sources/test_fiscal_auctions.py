"""Auctions: results in dollars, auctions without results, and results that cannot be.

As published in the sample: the bond of 1979 and the four-week bill of 2026-08-13. The other auctions are made up.
"""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.sources.fiscal import AUCTIONS, judged, on, page, read, records, recounted, with_value

BILL = {"cusip": "912797VC8"}
SPLIT = ["primary_dealer_accepted", "direct_bidder_accepted", "indirect_bidder_accepted"]


def test_results_are_read_in_dollars() -> None:
    [bill] = on(AUCTIONS, "2026-08-13").to_dict("records")
    assert (bill["security_type"], bill["security_term"], bill["original_security_term"]) == (
        "Bill",
        "4-Week",
        "17-Week",
    )
    # 118,172,369,500 less SOMA 8,172,144,200 is the offer of 110 bn, rounded up.
    assert bill["total_accepted"] - bill["soma_accepted"] == 110_000_225_300
    assert sum(bill[name] for name in SPLIT) == bill["comp_accepted"] == 102_197_112_000
    # Without SOMA on both sides: 304,993,930,300 / 110,000,225,300 = 2.7727.
    without_soma = (bill["total_tendered"] - bill["soma_accepted"]) / 110_000_225_300
    assert round(without_soma, 2) == bill["bid_to_cover_ratio"] == 2.77


def test_what_was_not_published_in_1979_is_not_known() -> None:
    [bond] = on(AUCTIONS, "1979-11-01").to_dict("records")
    assert (bond["offering_amt"], bond["total_accepted"]) == (2_000_000_000, 2_315_000_000)
    unknown = ["comp_accepted", *SPLIT, "soma_accepted", "bid_to_cover_ratio", "inflation_index_security"]
    assert all(pd.isna(bond[name]) for name in unknown)


def test_a_reopening_is_another_auction_of_the_same_security() -> None:
    reopened = read(AUCTIONS).query("cusip == '91282CZZ1'").set_index("auction_date")
    assert reopened["security_term"].tolist() == ["10-Year", "9-Year 11-Month", "9-Year 10-Month"]
    assert set(reopened["original_security_term"]) == {"10-Year"}


def test_an_auction_without_results_is_left_out() -> None:
    assert [r["auction_date"] for r in records(AUCTIONS)][-1] == "2026-08-25"
    assert len(read(AUCTIONS)) == len(records(AUCTIONS)) - 1
    assert read(AUCTIONS)["auction_date"].max() == pd.Timestamp("2026-08-13")


def test_announcements_alone_are_no_rows() -> None:
    with pytest.raises(Refused, match="no rows at all"):
        AUCTIONS.read([recounted(AUCTIONS, records(AUCTIONS)[-1:])])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"total_accepted": "null"}, "what_was_accepted_is_known"),
        ({"soma_accepted": "-1"}, "no_amount_is_negative"),
        ({"offering_amt": "-110000000000"}, "no_amount_is_negative"),
        ({"total_tendered": "118172369400"}, "no_more_is_accepted_than_tendered"),
        ({"comp_accepted": "118172369600"}, "no_part_is_larger"),
        ({"soma_accepted": "118172369600"}, "no_part_is_larger"),
        # 0.15 % of 102,197,112,000 are 153 million.
        ({"indirect_bidder_accepted": "58207242000"}, "bidders_add_up"),
        ({"offering_amt": "110000000"}, "accepted_is_about_the_offer"),
        ({"bid_to_cover_ratio": "277.0"}, "bids_over_cover_are_a_ratio"),
        ({"security_type": "Certificate"}, "security_type"),
        ({"security_term": "null", "original_security_term": "null"}, "type_term_and_cusip_are_stated"),
        ({"cusip": "null"}, "type_term_and_cusip_are_stated"),
        ({"floating_rate": "N"}, "flags_are_yes_or_no"),
    ],
)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_results_that_cannot_be_are_refused(values: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(AUCTIONS, with_value(AUCTIONS, BILL, **values))


def test_bidders_may_miss_the_competitive_total_by_a_rounding() -> None:
    # Ten million of 102 bn are 0.01 %.
    judged(AUCTIONS, with_value(AUCTIONS, BILL, indirect_bidder_accepted="58350242000"))


@pytest.mark.promise("parsers.repeats")
def test_two_results_of_one_auction_are_refused() -> None:
    [bill] = [r for r in records(AUCTIONS) if BILL.items() <= r.items()]
    other = bill | {"total_tendered": "313166074600"}
    with pytest.raises(Refused, match="two different rows for auction_date 2026-08-13 00:00:00, cusip 912797VC8"):
        AUCTIONS.read([recounted(AUCTIONS, [*records(AUCTIONS), other])])


@pytest.mark.parametrize("name", [c.name for c in AUCTIONS.columns])
@pytest.mark.promise("parsers.layout")
def test_every_field_must_be_there(name: str) -> None:
    with pytest.raises(Refused, match=f"column {name}"):
        AUCTIONS.read([page(AUCTIONS, lambda d: d["data"][-1].pop(name))])


def test_a_field_that_is_not_known_is_not_read() -> None:
    more = page(AUCTIONS, lambda d: d["data"][0].update(another_field="1"))
    pd.testing.assert_frame_equal(AUCTIONS.read([more]), read(AUCTIONS))
