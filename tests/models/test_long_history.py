"""Surveys of foreign holdings, and purchases between them: by hand, and recomputed from the published files."""

import csv
import re
from datetime import date
from math import isclose

import duckdb
import pandas as pd

from tests.conftest import DATA, real
from tests.models.test_models import run

SURVEYS = [date(1989, 12, 31), date(1994, 12, 31), date(2000, 3, 31), date(2002, 6, 30), date(2003, 6, 30)]
DAY = date(2026, 4, 30)
Values = list[float | None]


def surveys(
    of: dict[str, Values], small: tuple[str, date] | None = None, debt: dict[str, Values] | None = None
) -> pd.DataFrame:
    """Long-term Treasuries of holders at the five surveys; all others are the Grand Total's."""
    records = [
        {
            "month": month, "holder_id": name, "row_class": "total" if name == "GRAND_TOTAL" else "country",
            "long_term_usd_bn": value, "long_term_is_small": (name, month) == small, "bills_is_small": False,
            "long_term_debt_usd_bn": (debt or {}).get(name, [None] * 5)[i], "source": "tic_shl", "vintage": DAY,
        }
        for name, values in of.items()
        for i, (month, value) in enumerate(zip(SURVEYS, values, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(records)


def history(frame: pd.DataFrame) -> pd.DataFrame:
    found = run("marts.long_history", staging__tic_shl=frame)
    return found.assign(month=found["month"].dt.date).set_index(["holder_id", "month"])


class TestLongHistory:
    """Japan 40, 60, 50, 55; China 20, 70, 15, then a star; Belgium without 2000; in 1989 only all debt."""

    frame = history(
        surveys(
            {
                "JPN": [None, 40.0, 60.0, 50.0, 55.0],
                "CHN": [None, 20.0, 70.0, 15.0, None],
                "BEL": [None, 5.0, None, 9.0, 7.0],
                "GRAND_TOTAL": [None, 100.0, 200.0, 125.0, 110.0],
            },
            small=("CHN", SURVEYS[4]),
            debt={"JPN": [30.0, None, None, None, None]},
        )
    )

    def test_a_share_and_a_rank_are_those_of_the_survey(self) -> None:
        assert self.frame.loc[("JPN", SURVEYS[3]), "long_term_share_of_foreign_pct"] == 100 * 50 / 125
        ranks = self.frame["long_term_rank"].xs(SURVEYS[2], level="month").to_dict()
        assert (ranks["CHN"], ranks["JPN"]) == (1, 2) and pd.isna(ranks["GRAND_TOTAL"])

    def test_lowest_since_is_the_last_survey_that_was_lower(self) -> None:
        # 55 in 2003: 50 in 2002 is lower. 50 in 2002: 40 in 1994 is, 60 in 2000 is not.
        assert self.frame.loc[("JPN", SURVEYS[4]), "lowest_since"].date() == SURVEYS[3]
        assert self.frame.loc[("JPN", SURVEYS[3]), "lowest_since"].date() == SURVEYS[1]
        china = self.frame.loc[("CHN", SURVEYS[3])]
        assert pd.isna(china["lowest_since"]) and china["is_series_low"]

    def test_the_first_survey_is_no_low_and_an_unknown_one_on_the_way_leaves_it_open(self) -> None:
        assert pd.isna(self.frame.loc[("JPN", SURVEYS[1]), "is_series_low"])
        belgium = self.frame.loc[("BEL", SURVEYS[3])]  # 9 after 5, but 2000 may have been lower
        assert pd.isna(belgium["lowest_since"]) and pd.isna(belgium["is_series_low"])

    def test_a_star_is_lower_than_any_figure_and_has_none(self) -> None:
        star = self.frame.loc[("CHN", SURVEYS[4])]
        assert pd.isna(star["long_term_usd_bn"]) and star["long_term_is_small"] and star["is_series_low"]
        assert star["long_term_rank"] == 3 and pd.isna(star["long_term_share_of_foreign_pct"])

    def test_a_survey_without_treasuries_has_all_debt_and_no_rank(self) -> None:
        before = self.frame.xs(SURVEYS[0], level="month")
        assert before["long_term_debt_usd_bn"].to_dict() == {"JPN": 30.0}
        assert before[["long_term_rank", "lowest_since", "is_series_low"]].isna().all(axis=None)


def bought(of: dict[str, float], first: str = "2000-01", last: str = "2003-06") -> pd.DataFrame:
    """The same net purchases in every month."""
    months = [day.date() for day in pd.date_range(first, pd.Period(last).end_time, freq="ME")]
    frames = [
        pd.DataFrame({"month": months, "net_long_term_purchases_usd_bn": value}).assign(
            holder_id=name, source="tic_form_s", vintage=date(2023, 3, 15)
        )
        for name, value in of.items()
    ]
    return pd.concat(frames)


class TestFlowsAgainstHoldings:
    """Form S from 2000-01: the span from 1994-12 lacks months; those from 2000-03 and 2002-06 have 27 and 12."""

    held = surveys({"JPN": [None, 40.0, 60.0, 50.0, 55.0], "BEL": [None, 5.0, 6.0, None, 7.0], "CHN": [None] * 5})
    frame = run(
        "marts.flows_against_holdings",
        staging__tic_shl=held,
        staging__tic_form_s=bought({"JPN": 0.5, "BEL": 1.0, "CHN": 1.0}),
    )
    japan = frame[frame["holder_id"] == "JPN"].set_index(frame["month"].dt.date)

    def test_the_gap_is_the_change_less_the_purchases_of_the_span(self) -> None:
        # 2002-06: 50 - 60 = -10; April 2000 to June 2002, 27 months of 0.5 = 13.5; -10 - 13.5 = -23.5.
        row = self.japan.loc[SURVEYS[3]]
        assert (row["previous_survey"].date(), row["months_in_span"]) == (SURVEYS[2], 27)
        assert (row["long_term_change_usd_bn"], row["net_long_term_purchases_usd_bn"]) == (-10, 13.5)
        assert row["gap_usd_bn"] == -23.5 and row["source"] == "tic_shl + tic_form_s"
        # 2003-06: 55 - 50 = 5; 12 months of 0.5 = 6; 5 - 6 = -1.
        assert self.japan.loc[SURVEYS[4], "gap_usd_bn"] == -1

    def test_a_span_that_form_s_does_not_cover_is_left_out(self) -> None:
        assert list(self.japan.index) == SURVEYS[3:]
        short = run(
            "marts.flows_against_holdings",
            staging__tic_shl=self.held,
            staging__tic_form_s=bought({"JPN": 0.5}, "2000-04", "2003-05"),
        )
        assert list(short["month"].dt.date) == [SURVEYS[3]]

    def test_a_span_between_surveys_of_which_one_is_unknown_is_left_out(self) -> None:
        assert set(self.frame["holder_id"]) == {"JPN"}


def line_of(file: str, code: str) -> list[str]:
    """The cells of the one line of the surveys that begins with a code."""
    [line] = [x for x in (DATA / "tic" / "2026-06" / file).read_text().splitlines() if x.startswith(f"{code}\t")]
    return next(csv.reader([line], delimiter="\t"))


@real
def test_the_long_history_recomputed_from_the_published_file(published: duckdb.DuckDBPyConnection) -> None:
    # The cells: code, name, then ten columns a survey from June 2025 backwards, long-term Treasuries the fourth,
    # short-term ones the eighth of each: 2 + 3 = 5 and 9. December 1994 begins at 2 + 24 * 10 + 6 = 248: 251.
    japan, china, total = (line_of("shlhistdat.txt", code) for code in ("42609", "41408", "99996"))

    def mart(holder: str, survey: str) -> dict[str, object]:
        query = "from marts.long_history where holder_id = ? and month = ?::date"
        return published.execute(query, [holder, survey]).df().iloc[0].to_dict()

    newest = mart("JPN", "2025-06-30")
    assert (japan[5], japan[9], total[5]) == ("1023937", "123569", "7664654")
    assert newest["holdings_usd_bn"] == 1147.506  # (1,023,937 + 123,569) / 1,000
    assert isclose(float(str(newest["long_term_share_of_foreign_pct"])), 100 * 1023937 / 7664654)
    assert newest["long_term_rank"] == 1
    # China, June 2025: 656,511. Backwards: 752,890, 829,192, ..., 757,112 in 2009 are more; 521,912 in 2008 is less.
    june = [int(china[i]) for i in range(5, 242, 10)]
    lower = next(2025 - i for i, held in enumerate(june) if held < june[0])
    assert (june[0], lower, june[17]) == (656511, 2008, 521912)
    assert pd.Timestamp(str(mart("CHN", "2025-06-30")["lowest_since"])).date() == date(2008, 6, 30)
    # Before 2000: 17,244 of 463,500 in December 1994.
    assert (china[251], total[251]) == ("17244", "463500")
    assert isclose(float(str(mart("CHN", "1994-12-31")["long_term_share_of_foreign_pct"])), 100 * 17244 / 463500)


@real
def test_gaps_recomputed_from_the_published_files(published: duckdb.DuckDBPyConnection) -> None:
    months = pd.read_csv(
        DATA / "tic" / "2026-06" / "s1_globl.txt", sep="\t", skiprows=19, header=None, thousands=",", dtype={1: str}
    )
    # Long-term Treasuries are cell 5 + 10 * (2025 - year) of June, 245 of March 2000, 251 of December 1994.
    expected = {
        # holder, code, survey, its cell, the survey before, its cell: change, purchases less sales, gap in USD mn
        ("GRAND_TOTAL", "99996", "2000-03", 245, "1994-12", 251): (884346 - 463500, 587876, -167030),
        ("GBR", "13005", "2008-06", 175, "2007-06", 185): (2479, 225917, -223438),
        ("CHN", "41408", "2022-06", 35, "2021-06", 45): (935476 - 1057795, -17642, -104677),
    }
    for (holder, code, survey, cell, before, cell_before), (change, net, gap) in expected.items():
        held = line_of("shlhistdat.txt", code)
        span = months[(months[1] == code) & (months[2] > before) & (months[2] <= survey)]
        assert int(held[cell]) - int(held[cell_before]) == change
        assert int(span[3].sum() - span[9].sum()) == net and change - net == gap
        query = "select long_term_change_usd_bn, net_long_term_purchases_usd_bn, gap_usd_bn, months_in_span"
        where = (
            f"from marts.flows_against_holdings where holder_id = '{holder}' and strftime(month, '%Y-%m') = '{survey}'"
        )
        [found] = published.execute(f"{query} {where}").fetchall()
        assert [round(1000 * x) for x in found[:3]] == [change, net, gap] and found[3] == len(span)


def test_the_last_span_ends_before_form_s_does(published: duckdb.DuckDBPyConnection) -> None:
    ends = published.execute("select min(month)::varchar, max(month)::varchar from marts.flows_against_holdings")
    assert ends.fetchall() == [("2000-03-31", "2022-06-30")]
    assert re.fullmatch(
        r"1974-12-31", str(published.execute("select min(month) from marts.long_history").fetchall()[0][0])
    )
