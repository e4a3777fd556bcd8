"""The par yield curve: its header, its years, lost columns and jumps, and an independent copy."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources import treasury_par_curve
from pipelines.sources.errors import Refused
from pipelines.sources.families import treasury_curve
from tests import mirror as m
from tests.conftest import DATA, real
from tests.publishers.fiscal import RENDER, year_csv
from tests.sources.fiscal import PAR, arrived, curve_lines, fetched, figures, full, judged, read, same, wide


def test_a_day_without_any_yield_is_no_day() -> None:
    lines = curve_lines(PAR)
    empty = b"01/15/1990" + b"," * 9 + b"\n"
    kept = [line for line in lines if not line.startswith(b"01/15/1990")]
    frame = judged(PAR, b"".join([*kept[:5], empty, *kept[5:]]))
    assert pd.Timestamp("1990-01-15") not in set(frame["date"])


def test_a_yield_that_is_not_there_yet_may_leave_commas_beyond_the_last_column() -> None:
    lines = curve_lines(PAR)
    frame = PAR.read([b"".join([lines[0], lines[1].rsplit(b",", 1)[0] + b",,\n", *lines[2:]])])
    newest = frame[frame["date"] == "1990-02-09"]
    assert len(newest) == 8 and "30 Yr" not in set(newest["tenor"])


def test_a_cell_beyond_the_last_column_is_refused() -> None:
    lines = curve_lines(PAR)
    with pytest.raises(Refused, match="cells of a row of file 1 in line 2; expected 10; found 11"):
        PAR.read([b"".join([lines[0], lines[1].rstrip(b"\n") + b",8.36\n", *lines[2:]])])


@pytest.mark.parametrize(
    ("year", "day"),
    [(1990, 2), (1993, 4), (1994, 3), (1995, 3), (2000, 3), (2006, 3), (2017, 3), (2021, 4), (2026, 2), (2027, 4)],
)
def test_a_year_begins_on_its_first_day_of_trading(year: int, day: int) -> None:
    body = 'Date,"5 Yr","10 Yr"\n01/{:02d}/{},4.00,4.20\n'
    assert len(PAR.read([body.format(day, year).encode()])) == 2
    with pytest.raises(Refused, match=f"the first day of file 1; expected {year}-01-0{day} or before: the file is cut"):
        PAR.read([body.format(day + 1, year).encode()])


def test_past_years_are_not_asked_for_again(tmp_path: Path) -> None:
    day = date(1992, 3, 2)
    with m.serving(RENDER[PAR.name](read(PAR), day)) as mirror:
        fetched(PAR, mirror, day, tmp_path)
        fetched(PAR, mirror, day, tmp_path)
    assert [url.split(".csv/")[1][:4] for url, _ in mirror.asked] == ["1990", "1991", "1992"]  # kept long after 1992


def _thousandfold(w: pd.DataFrame) -> pd.DataFrame:
    w.iloc[5, 3] *= 1000
    return w


def _jump(w: pd.DataFrame) -> pd.DataFrame:
    w.iloc[5, 0] += 1.6
    return w


def _lost_cell(w: pd.DataFrame) -> pd.DataFrame:
    w.loc["1990-01-16", "10 Yr"] = None
    return w


def _late_column(w: pd.DataFrame) -> pd.DataFrame:
    w.loc[:"1990-01-12", "5 Yr"] = None
    return w


def _lost_column(w: pd.DataFrame) -> pd.DataFrame:
    w.loc["1990-01-29":, "2 Yr"] = None
    return w


PAR_FAULTS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "basis points": (lambda w: w * 100, "yields_are_percent"),
    "fractions": (lambda w: w / 100, "ten_years_yield_something"),
    "one yield thousandfold": (_thousandfold, "yields_are_percent"),
    "a jump": (_jump, "no_yield_jumps"),
    "no 10 years on a day": (_lost_cell, "ten_years_are_there_on_every_day"),
    "no 10 years at all": (lambda w: w.drop(columns="10 Yr"), "no_tenor_breaks_off_or_begins_late"),
    "a week lost": (lambda w: w.drop(w.loc["1990-01-16":"1990-01-22"].index), "no_tenor_breaks_off"),
    "a column that begins late": (_late_column, "no_tenor_breaks_off_or_begins_late"),
    "a column lost": (_lost_column, "no_tenor_breaks_off_or_begins_late"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PAR_FAULTS)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_a_curve_that_looks_right_but_is_not_is_refused(fault: str) -> None:
    change, says = PAR_FAULTS[fault]
    with pytest.raises(Refused, match=says):
        judged(PAR, year_csv(change(wide(PAR))))


@figures
def test_thirty_years_are_missing_where_none_was_issued() -> None:
    frame = full(PAR.name)
    days = frame[frame["tenor"] == "30 Yr"]["date"]
    assert not days.between("2002-02-19", "2006-02-08").any()
    filled = pd.DataFrame({"date": [pd.Timestamp("2004-05-05")], "tenor": ["30 Yr"], "par_yield": [5.3]})
    with pytest.raises(Refused, match="no_30_year_while_none_was_issued"):
        arrived(PAR, pd.concat([frame, filled]))


@figures
@pytest.mark.parametrize("tenor", treasury_par_curve.TENORS)
def test_a_tenor_lost_in_the_newest_year_is_refused(tenor: str) -> None:
    frame = full(PAR.name)
    lost = frame[(frame["tenor"] != tenor) | (frame["date"] < "2026-01-01")]
    with pytest.raises(Refused, match="no_tenor_breaks_off_or_begins_late"):
        arrived(PAR, lost)


def year_body(year: int) -> bytes:
    """A year of the full figures as its file."""
    url = (
        f"{treasury_curve.BASE}/{year}/all?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
    )
    return RENDER[PAR.name](full(PAR.name), date(2026, 8, 22))[url]


@figures
@real
@pytest.mark.parametrize(
    ("name", "year"), [("treasury_par_1990_tail.csv", 1990), ("treasury_par_2025_15month_gap.csv", 2025)]
)
def test_recorded_rows_are_those_of_the_full_figures(name: str, year: int) -> None:
    recorded = (DATA / "prices/samples" / name).read_bytes()
    header, rest = year_body(year).split(b"\n", 1)
    assert recorded.split(b"\n", 1)[0].strip() == header
    same(PAR.read([recorded + rest]), PAR.read([year_body(year)]), PAR)


@figures
@real
def test_the_recorded_head_of_2026_is_read() -> None:
    recorded = (DATA / "prices/samples/treasury_par_2026_head_recorded_2026-10-03.csv").read_bytes()
    with pytest.raises(Refused, match="the file is cut"):
        PAR.read([recorded])
    frame = PAR.read([recorded + year_body(2026).split(b"\n", 1)[1]]).set_index(["date", "tenor"])["par_yield"]
    assert frame["2026-10-02", "10 Yr"] == 5.28 and frame["2026-09-30", "1.5 Month"] == 4.13


@figures
@real
def test_the_curve_is_that_of_an_independent_copy_in_basis_points() -> None:
    rows = [
        r for path in sorted((DATA / "prices/treasury_par").glob("*-curve.json")) for r in json.loads(path.read_text())
    ]
    points = pd.DataFrame([r["par_yields_basis_points"] for r in rows], columns=list(treasury_par_curve.TENORS))
    copy = points.assign(date=pd.to_datetime([r["date"] for r in rows]))
    copy = copy.melt("date", var_name="tenor", value_name="par_yield").dropna()
    copy["par_yield"] = (copy["par_yield"].astype(float) / 100).round(2)
    same(copy, full(PAR.name), PAR)
