"""Auctions by month and term, with the arithmetic shown."""

from datetime import date
from math import isclose
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.conftest import BY_NAME, samples
from tests.models.test_models import run
from tests.models.test_reserve_models import rows

AMOUNTS = [
    "offered_usd_bn", "accepted_by_public_usd_bn", "soma_accepted_usd_bn", "total_accepted_usd_bn", "competitive_usd_bn",
    "indirect_usd_bn", "direct_usd_bn", "primary_dealer_usd_bn", "bid_to_cover_ratio",
]  # fmt: skip


def auctions(of: dict[str, list[float | None]], kind: str = "Bill", term: str = "4-Week") -> pd.DataFrame:
    """Auctions of one term by day: amounts in the order of AMOUNTS."""
    figures = pd.DataFrame([*of.values()], columns=AMOUNTS, dtype="float64")
    days = rows(auction_date=[date.fromisoformat(day) for day in of], cusip=[f"{term} {day}" for day in of])
    return pd.concat([days, figures], axis="columns").assign(auction_type=kind, auction_term=term)


class TestMonth:
    """Two bills: 100 and 60 bn to the public, 10 and none to SOMA; competitive 98 and 52, of these indirect 49 and 41."""

    row = run("marts.auctions", staging__auctions=auctions({
        "2026-06-04": [100, 100, 10, 110, 98, 49, 9.8, 39.2, 3.0],
        "2026-06-11": [60, 60, 0, 60, 52, 41, 2.6, 8.4, 2.2],
    })).iloc[0]  # fmt: skip

    def test_amounts_are_sums(self) -> None:
        assert (self.row["month"].date(), self.row["auctions"]) == (date(2026, 6, 30), 2)
        assert self.row["newest_auction"].date() == date(2026, 6, 11)
        assert (self.row["offered_usd_bn"], self.row["accepted_by_public_usd_bn"]) == (160, 160)
        assert self.row["soma_accepted_usd_bn"] == 10

    def test_shares_are_of_the_competitive_total(self) -> None:
        # 49 + 41 = 90, 9.8 + 2.6 = 12.4 and 39.2 + 8.4 = 47.6, of 98 + 52 = 150.
        assert isclose(self.row["indirect_share_pct"], 60)
        assert isclose(self.row["direct_share_pct"], 100 * 12.4 / 150)
        assert isclose(self.row["primary_dealer_share_pct"], 100 * 47.6 / 150)

    def test_bid_to_cover_is_weighted_by_what_the_public_was_sold(self) -> None:
        # (3.0 * 100 + 2.2 * 60) / 160 = 432 / 160; with SOMA it would be 462 / 170 = 2.72.
        assert isclose(self.row["average_bid_to_cover_ratio"], 2.7)


def test_the_mean_of_twelve_months_is_of_the_months_with_an_auction() -> None:
    shares = {"2025-05-22": 60, "2025-08-21": 70, "2025-11-20": 80, "2026-02-19": 66, "2026-05-21": 72}
    tips = {day: [18, 18, 0, 18, 10, share / 10, 0, 10 - share / 10, 2.5] for day, share in shares.items()}
    frame = run("marts.auctions", staging__auctions=auctions(tips, "TIPS", "10-Year")).set_index("newest_auction")
    # June 2025 to May 2026: (70 + 80 + 66 + 72) / 4. Until then the term is not known for twelve months.
    assert isclose(frame.loc["2026-05-21", "indirect_share_12m_pct"], 72)
    assert frame.loc["2026-05-21", "indirect_months"] == 4
    assert frame.loc[:"2026-02-19", "indirect_share_12m_pct"].isna().all()


def test_kinds_of_one_term_are_not_mixed() -> None:
    note = auctions({"2026-06-10": [39, 39, 0, 39, 38, 19, 9.5, 9.5, 2.5]}, "Note", "10-Year")
    tips = auctions({"2026-06-18": [20, 20, 0, 20, 19, 15.2, 1.9, 1.9, 2.4]}, "TIPS", "10-Year")
    frame = run("marts.auctions", staging__auctions=pd.concat([note, tips])).set_index("auction_type")
    assert frame["indirect_share_pct"].round(6).to_dict() == {"Note": 50, "TIPS": 80}


def test_what_is_not_known_of_every_auction_is_not_known_of_the_month() -> None:
    # The first states neither SOMA nor bidders; its 40 bn are sold all the same: (2 * 40 + 3 * 60) / 100 = 2.6.
    row = run("marts.auctions", staging__auctions=auctions({
        "2008-03-27": [40, None, None, 40, None, None, None, None, 2.0],
        "2008-03-31": [60, 60, 5, 65, 50, 20, 5, 25, 3.0],
    })).iloc[0]  # fmt: skip
    unknown = ["accepted_by_public_usd_bn", "soma_accepted_usd_bn", "indirect_share_pct", "primary_dealer_share_pct"]
    assert row[unknown].isna().all()
    assert row["offered_usd_bn"] == 100 and isclose(row["average_bid_to_cover_ratio"], 2.6)


def from_raw(changes: dict[str, Any]) -> "pd.Series[Any]":
    """The sample's reopened note, changed and staged."""
    frame = BY_NAME["fiscal_auctions"].read(samples(BY_NAME["fiscal_auctions"]))
    frame = frame[frame["auction_date"] == "2026-06-10"].assign(period=date(2026, 6, 30), partition_hash="a", **changes)
    known = rows(period=[date(2026, 6, 30)], partition_hash=["a"], payload=["p"], fetched_at=["2026-08-22T00:00:00"])
    known = known.assign(source="fiscal_auctions", vintage_is_rule=True)
    return run("staging.auctions", raw__fiscal_auctions=frame, meta__partitions=known).iloc[0]


@pytest.mark.parametrize(
    ("changes", "kind", "term"),
    [
        ({}, "Note", "10-Year"),  # sold as 9-Year 11-Month
        ({"security_term": "3-Year"}, "Note", "3-Year"),  # the ten-year note that was sold as a three-year one in 2019
        ({"inflation_index_security": "Yes"}, "TIPS", "10-Year"),
        ({"security_term": "1-Year 10-Month", "original_security_term": "2-Year", "floating_rate": "Yes"}, "FRN", "2-Year"),
        ({"security_type": "Bill", "security_term": "4-Week", "original_security_term": "17-Week"}, "Bill", "4-Week"),
        ({"security_type": "Bill", "security_term": "42-Day", "cash_management_bill_cmb": "Yes"}, "CMB", "42-Day"),
    ],
)  # fmt: skip
def test_the_term_is_the_one_that_is_sold_or_reopened(changes: dict[str, str], kind: str, term: str) -> None:
    row = from_raw(changes)
    assert (row["auction_type"], row["auction_term"]) == (kind, term)


def test_dollars_become_billions_and_results_are_known_the_day_after() -> None:
    row = from_raw({"soma_accepted": 1_500_000_000.0})
    assert (row["total_accepted_usd_bn"], row["accepted_by_public_usd_bn"]) == (39, 37.5)
    assert row["vintage"].date() == date(2026, 6, 11)


def test_without_a_fetch_there_are_no_auctions(published: duckdb.DuckDBPyConnection) -> None:
    assert published.execute("select count(*) from marts.auctions").fetchall() == [(0,)]
