"""FRED's series: headers, marks for what is missing, and values that are plausible."""

import json
from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from pipelines.sources.families import fred as fred_family
from pipelines.sources.periods import observed
from tests import mirror as m
from tests.conftest import DATA, real, samples
from tests.publishers import markets as publisher
from tests.sources.markets import FRED, HTML, TODAY, failures, fetch, figures, figures_of, judged, named, value


def series(name: str, *lines: str, header: str = "observation_date") -> bytes:
    return "\n".join([f"{header},{name}", *lines, ""]).encode()


def test_both_headers_are_read_and_both_marks_are_null() -> None:
    now = FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-19,", "2026-01-20,4.30")])
    before = FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-19,.", "2026-01-20,4.30", header="DATE")])
    pd.testing.assert_frame_equal(now, before)
    assert value(now, "DGS10", "2026-01-19") is None
    assert value(now, "DGS10", "2026-01-20") == 4.30


def test_long_decimals_are_read() -> None:
    frame = FRED.read([series("FYGFDPUN", "2025-01-01,28932973.238149263")])
    assert value(frame, "FYGFDPUN", "2025-01-01") == 28932973.238149263


def test_a_quarter_keeps_the_first_day_that_fred_stamps() -> None:
    frame = FRED.read([series("FDHBFIN", "2025-07-01,9248.4")])
    assert list(frame["date"]) == [pd.Timestamp(2025, 7, 1)]
    assert observed(frame, FRED).tolist() == [pd.Timestamp(2025, 7, 1)]


@pytest.mark.parametrize("cell", ["N/A", "NaN", "-", "1e5", "4,24", "#N/A", "null", " 4.24", "0x1"])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_figure_is_refused_with_line_and_series(cell: str) -> None:
    with pytest.raises(Refused, match=r"in line 3, column DGS10; expected a decimal number, '.' or ''"):
        FRED.read([f'observation_date,DGS10\n2026-01-16,4.24\n2026-01-20,"{cell}"\n'.encode()])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (series("DGS10,DGS2", "2026-01-16,4.24,3.59"), "header of file 1"),
        (series("NOSUCH", "2026-01-16,4.1"), "observation_date and one series of fred"),
        (series("STLFSI4", "2026-01-16,0.1"), "observation_date and one series of fred"),
        (series("dgs10", "2026-01-16,4.1"), "observation_date and one series of fred"),
        (b"observation_date,\n2026-01-16,4.1\n", "observation_date and one series of fred"),
        (b"DATE,VALUE\n2026-01-16,4.1\n", "observation_date and one series of fred"),
        (series("DGS10"), "no value"),
        (series("DGS10", "01/16/2026,4.24"), "a day in line 2"),
        (series("DGS10", "2026-01-16,4.24,4.25"), "cells of a row"),
        (series("DGS10", "2026-01-16"), "cells of a row"),
        (series("DGS10", "2026-01-16,4.24").rstrip(b"\n"), "the file is cut"),
        (series("DGS10", "2026-01-16,4.24") + b"\xff\n", "not UTF-8"),
        (series("DGS10", "2026-01-16,4.24") + HTML, "cells of a row"),
    ],
)  # fmt: skip
@pytest.mark.promise("parsers.unknown_names")
def test_what_is_not_one_known_series_of_the_source_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        FRED.read([body])


def test_a_series_that_comes_in_the_place_of_another_is_noticed() -> None:
    with pytest.raises(Refused, match=r"file 2, series DGS10.*found 'the series again'"):
        FRED.read([series("DGS10", "2026-01-16,4.24"), series("DGS10", "2026-01-16,4.24")])


@pytest.mark.promise("parsers.repeats")
def test_a_day_that_comes_twice_is_dropped_if_the_same_and_refused_if_not() -> None:
    assert len(FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-16,4.24")])) == 1
    with pytest.raises(Refused, match="two different rows for series_id DGS10, date 2026-01-16 00:00:00 in line 3"):
        FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-16,4.42")])


def test_a_series_never_fetched_is_left_out(tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred"](FRED.read(samples(FRED)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[fred_family.URL + "SP500"] = m.instead(HTML)
        outcome, came = fetch(FRED, mirror, tmp_path)
    assert outcome.state == "partial"
    assert set(judged(FRED, came)["series_id"]) == set(fred_family.ids("fred")) - {"SP500"}


def weekly(first: str, periods: int, of: float) -> "pd.Series[float]":
    return pd.Series(of, index=pd.date_range(first, periods=periods, freq="7D"))


MONTHS = pd.Series(100.0, index=pd.date_range("1947-01-01", "2026-07-01", freq="MS"))
YIELDS = weekly("1962-01-02", 3373, 4.0)
JAPAN = pd.Series(0.75, index=pd.date_range("2002-04-01", "2026-07-01", freq="MS"))
CPI = MONTHS.where(MONTHS.index != "2025-10-01")
WRONG: dict[str, tuple[str, pd.DataFrame]] = {
    "a yield as a fraction": ("values_are_within", named("DGS10", YIELDS / 100)),
    "a yield in basis points": ("values_are_within", named("DGS10", YIELDS * 100)),
    "a real yield as a fraction": ("values_around_zero", named("DFII10", weekly("2003-01-02", 1200, 0.02))),
    "Japan's rate as a fraction": ("values_around_zero", named("IR3TIB01JPM156N", JAPAN / 100)),
    "Japan's rate in basis points": ("values_are_within", named("IR3TIB01JPM156N", JAPAN * 100)),
    "agencies in billions": ("values_are_within", named("WFASECL1", weekly("2002-12-18", 1236, 202.1))),
    "the repo pool in billions": ("values_are_within", named("WLRRAFOIAL", weekly("2002-12-18", 1236, 343.5))),
    "a value in thousands": ("values_are_within", named("CPIAUCSL", CPI.mask(CPI.index == "1990-01-01", 1e5))),
    "a value that jumps": ("no_value_jumps", named("CPIAUCSL", CPI.mask(CPI.index == "1990-01-01", 900.0))),
    "a yield that jumps": ("no_value_jumps", named("DGS10", YIELDS.mask(YIELDS.index == YIELDS.index[99], 9.0))),
    "missing marks as zero": ("values_are_within", named("CPIAUCSL", MONTHS.mask(MONTHS.index == "2025-10-01", 0))),
    "cut at the top": ("every_series_reaches_back", named("CPIAUCSL", CPI[60:])),
    "cut to ten years": ("every_series_reaches_back", named("DGS10", YIELDS[-520:])),
    "no value at all": ("every_series_reaches_back", named("SP500", weekly("2016-08-22", 500, float("nan")))),
    "another month missing": ("no_value_is_missing_inside", named("CPIAUCSL", CPI.drop(pd.Timestamp(2024, 5, 1)))),
    "another month empty": ("no_value_is_missing_inside", named("CPIAUCSL", CPI.mask(CPI.index == "2025-11-01"))),
    "a month of yields missing": ("no_value_is_missing_inside", named("DGS10", YIELDS.drop(YIELDS.index[99:103]))),
    "a quarter missing": (
        "no_value_is_missing_inside",
        named("GDP", pd.Series(1e4, index=pd.date_range("1947-01-01", "2026-04-01", freq="QS")).drop(pd.Timestamp(2000, 4, 1))),
    ),
    "one series cut at the end": ("no_series_ends_long", pd.concat([named("DGS10", YIELDS), named("DGS5", YIELDS[:-10])])),
    "one series empty at the end": (
        "no_series_ends_long",
        pd.concat([named("DGS10", YIELDS), named("DGS5", YIELDS.mask(YIELDS.index > YIELDS.index[-10]))]),
    ),
    "a deficit in billions": (
        "values_around_zero", named("MTSDS133FMS", pd.Series(-800.0, index=pd.date_range("1980-10-01", "2026-07-01", freq="MS"))),
    ),
    "debt in billions": (
        "values_are_within", named("GFDEBTN", pd.Series(39_000.0, index=pd.date_range("1966-01-01", "2026-04-01", freq="QS"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_what_looks_right_but_is_not_is_refused_on_arrival(fault: str) -> None:
    says, frame = WRONG[fault]
    assert any(name.startswith(says) for name in failures(FRED, frame)), failures(FRED, frame)


def test_the_october_that_was_never_surveyed_is_null_and_no_gap() -> None:
    body = publisher.series_csv("CPIAUCSL", named("CPIAUCSL", CPI))
    assert b"\n2025-10-01,\n" in body
    frame = judged(FRED, [body])
    assert value(frame, "CPIAUCSL", "2025-10-01") is None
    assert failures(FRED, named("CPIAUCSL", CPI.dropna())) == {}


def test_what_is_right_in_these_series_passes() -> None:
    both = pd.concat([named("DGS10", YIELDS), named("DGS5", YIELDS), named("CPIAUCSL", CPI)])
    assert failures(FRED, both) == {}
    custody = [named(name, weekly("2002-12-18", 1236, of)) for name, of in (("WFASECL1", 2e5), ("WLRRAFOIAL", 3.4e5))]
    assert failures(FRED, pd.concat([named("IR3TIB01JPM156N", JAPAN), *custody])) == {}


@figures
def test_one_value_a_thousandfold_is_refused_in_every_level_of_the_figures() -> None:
    for name, rows in figures_of(FRED).groupby("series_id"):
        values = rows.set_index("date")["value"].astype(float)
        values.iloc[len(values) // 2] *= 1000
        assert failures(FRED, named(str(name), values)), name


@figures
def test_the_figures_are_what_their_story_says() -> None:
    frame = figures_of(FRED)
    hole = frame[(frame["series_id"] == "DGS30") & frame["date"].between("2002-02-19", "2006-02-08")]
    assert len(hole) > 900  # the Treasury's own curve is blank here
    assert value(frame, "FDHBFIN", "2025-07-01") == 9248.4
    wide = frame.pivot(index="date", columns="series_id", values="value")
    assert (wide["DGS10"] - wide["DFII10"] - wide["T10YIE"]).abs().max() < 1e-9
    assert "2025-10-01" not in set(frame[frame["series_id"] == "CPIAUCSL"]["date"].astype(str))


@real
def test_a_recorded_answer_is_read() -> None:
    frame = FRED.read([(DATA / "prices/samples/fredgraph_DGS10_2026.csv").read_bytes()])
    assert len(frame) == 6
    assert value(frame, "DGS10", "2026-01-20") == 4.30
    assert "every_series_reaches_back_to_its_first_year" in failures(FRED, frame)


@real
def test_an_empty_october_in_a_copy_is_null() -> None:
    body = (DATA / "prices/fred/CPIAUCSL_codex.csv").read_bytes()
    frame = FRED.read([body.replace(b"date,value", b"DATE,CPIAUCSL", 1)])
    assert value(frame, "CPIAUCSL", "2025-10-01") is None
    assert value(frame, "CPIAUCSL", "2025-09-01") == 324.368  # the first print; 324.245 later
    assert list(failures(FRED, frame)) == ["every_series_reaches_back_to_its_first_year"]


@real
def test_the_nasdaq_of_a_copy_is_plausible() -> None:
    records = json.loads((DATA / "prices/equity_vol/fred_NASDAQCOM_ghalam.json").read_text())["records"]
    lines = [f"{r['date']},{r['value']}" for r in records]
    assert len(judged(FRED, [series("NASDAQCOM", *lines)])) == 14_004
