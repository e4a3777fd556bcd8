"""A change against the holder's own history, with the arithmetic shown."""

from datetime import date
from itertools import pairwise
from math import isclose
from statistics import median

import duckdb
import pandas as pd
import pytest

from tests.models.test_models import run

NEWEST = date(2026, 4, 30)


def months(count: int) -> list[date]:
    """The month-ends up to the newest, oldest first."""
    return [day.date() for day in pd.date_range(end=NEWEST, periods=count, freq="ME")]


def bills(holder: str, changes: list[float]) -> pd.DataFrame:
    """Positions of one holder whose bills change by these amounts, the last one in the newest month."""
    levels = pd.Series([1000.0, *changes]).cumsum().round(6)
    facts = {"holder_id": holder, "row_class": "country", "basis": "table3", "preference": 1, "source": "tic_slt3"}
    return pd.DataFrame({"month": months(len(levels)), "bills_usd_bn": levels, "vintage": date(2026, 6, 18), **facts})


# Twelve times 1, 2, 3, 4, 5: the median is 3, the distances from it are 2, 1, 0, 1, 2, so their median is 1.
SIXTY = [1.0, 2.0, 3.0, 4.0, 5.0] * 12
CASES = {
    "NOR": [*SIXTY, -7.0],
    "SWE": [*SIXTY, 5.0],
    "DNK": [*SIXTY[:-1], -9.0, 5.0],
    "JPN": [*SIXTY, *SIXTY, -7.0],
    "CHN": [*[50.0] * 30, *SIXTY, *SIXTY, -7.0],  # 50 is more than 120 months before
    "GBR": [*SIXTY, *SIXTY, -7.0, 99.0],  # one month more than Japan
    "BEL": [*SIXTY[1:], -7.0],
    "LUX": [*[2.0] * 60, -7.0],
    "IRL": [*SIXTY, 0.0],
}


@pytest.fixture(scope="module")
def scores() -> dict[str, pd.DataFrame]:
    """The rows of each case, oldest first. Of Switzerland one level is missing, which Norway has."""
    gap = bills("CHE", CASES["NOR"]).drop(index=30)
    frames = [bills(holder, changes) for holder, changes in CASES.items()]
    found = run("marts.unusual_changes", staging__positions=pd.concat([*frames, gap]))
    return {str(holder): rows for holder, rows in found.groupby("holder_id")}


Scores = dict[str, pd.DataFrame]


def test_the_score_is_the_distance_from_the_median_by_1_4826_times_the_mad(scores: Scores) -> None:
    row = scores["NOR"].iloc[-1]
    assert (row["months_before"], row["median_usd_bn"], row["mad_usd_bn"]) == (60, 3, 1)
    assert isclose(row["robust_z"], -10 / 1.4826)  # (-7 - 3) / (1.4826 * 1) = -6.74
    assert row["distance_rank"] == 1 and pd.isna(row["largest_since"]) and pd.isna(row["not_evaluated"])
    assert row["sentence"] == (
        "Norway, change in bills, April 2026: -7 USD bn, the largest fall since the series began in April 2021; "
        "robust z-score -6.7 (median +3, MAD 1, 60 months)."
    )


def test_the_rank_has_two_sides_and_the_last_month_as_large_has_one(scores: Scores) -> None:
    """5 is 2 from the median, as are the months of 1 and 5: none is farther, and the last of 5 is the month before."""
    row = scores["SWE"].iloc[-1]
    assert (row["distance_rank"], row["largest_since"]) == (1, pd.Timestamp("2026-03-31"))
    row = scores["DNK"].iloc[-1]  # -9 is 12 from the median of 3; 5 was last there five months before it
    assert (row["distance_rank"], row["largest_since"]) == (2, pd.Timestamp("2025-10-31"))
    row = scores["IRL"].iloc[-1]
    assert pd.isna(row["largest_since"]) and "0 USD bn; robust z-score -2.0" in row["sentence"]  # -3 / 1.4826


def test_later_months_and_months_before_the_120_do_not_count(scores: Scores) -> None:
    alone, longer, later = scores["JPN"], scores["CHN"], scores["GBR"]
    assert alone["months_before"].iloc[-1] == longer["months_before"].iloc[-1] == 120
    assert alone["robust_z"].iloc[-1] == longer["robust_z"].iloc[-1] == pytest.approx(-10 / 1.4826)
    assert alone["robust_z"].tolist()[1:] == later["robust_z"].tolist()[:-1]  # each as it was a month before


@pytest.mark.parametrize(
    ("holder", "why"),
    [
        ("BEL", "59 of the 60 months needed before it are known"),
        ("CHE", "58 of the 60 months needed before it are known"),  # without one level, two changes are not known
        ("LUX", "the median absolute deviation of the months before is zero"),
    ],
)
def test_where_there_is_no_score_the_reason_is_said(holder: str, why: str, scores: Scores) -> None:
    row = scores[holder].iloc[-1]
    assert pd.isna(row["robust_z"]) and row["not_evaluated"] == why
    assert str(row["sentence"]).endswith(f"; no robust z-score: {why}.")


def test_of_the_real_file_one_score_is_recomputed(published: duckdb.DuckDBPyConnection) -> None:
    """Bills of Saudi Arabia in April 2026, from the published positions alone."""
    levels = published.execute(
        "select month, arg_min(bills_usd_bn, preference) from staging.positions where holder_id = 'SAU'"
        " and basis in ('table3', 'slt3d') and month between '2016-03-31' and '2026-04-30' group by month order by month"
    ).fetchall()
    changes = [round(now - before, 3) for (_, before), (_, now) in pairwise(levels)]
    history, value = changes[:-1], changes[-1]
    centre = median(history)
    mad = median(abs(x - centre) for x in history)
    found = published.execute(
        "select measured_usd_bn, months_before, median_usd_bn, mad_usd_bn, robust_z, distance_rank"
        " from marts.unusual_changes where holder_id = 'SAU' and change_measure = 'bills_change' and month = '2026-04-30'"
    ).fetchall()
    rank = 1 + sum(abs(x - centre) > abs(value - centre) for x in history)
    assert (len(history), value) == (120, -9.155)
    assert found[0] == pytest.approx((value, 120, centre, mad, (value - centre) / (1.4826 * mad), rank), abs=1e-5)


def test_totals_are_there_and_groups_are_not(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute("select distinct row_class, holder_id from marts.unusual_changes").fetchall()
    assert {holder for kind, holder in rows if kind != "country"} == {"GRAND_TOTAL", "FOREIGN_OFFICIAL"}
    newest_scores = published.execute(
        "select change_measure, count(robust_z) > 0 from marts.unusual_changes"
        " where month = (select max(month) from marts.unusual_changes) group by all order by all"
    ).fetchall()
    # Purchases and valuation are published since 2023-02: too few months until the estimates before are fetched.
    assert newest_scores == [
        ("bills_change", True), ("holdings_change", True), ("net_long_term_purchases", False), ("valuation", False),
    ]  # fmt: skip
