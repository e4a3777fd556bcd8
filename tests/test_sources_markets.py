"""FRED, Shiller, the LBMA and the extract of CoinGecko: samples, the publishers' traps, and the figures at hand."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import raw
from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import USER_AGENT, Fetcher
from pipelines.archive.store import Archive
from pipelines.models import catalog
from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.quality.expectations import validate
from pipelines.settings import WAREHOUSE
from pipelines.sources import crypto_month_end_extract, fred, fred_stress, fred_tic, lbma_gold, shiller_sp500
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import fred as fred_family
from tests import mirror as m
from tests.conftest import DATA, ROOT, real, samples
from tests.publishers import markets as publisher

TODAY = date(2026, 8, 24)
FIGURES = DATA.parent / "figures"
figures = pytest.mark.skipif(
    not (FIGURES / "fred.csv").exists(), reason=f"the full figures are not at hand in {FIGURES}"
)
FRED, STRESS, TIC = fred.SOURCE, fred_stress.SOURCE, fred_tic.SOURCE
SHILLER, CRYPTO, LBMA = shiller_sp500.SOURCE, crypto_month_end_extract.SOURCE, lbma_gold.SOURCE
ALL = [FRED, STRESS, TIC, SHILLER, CRYPTO, LBMA]
FROM_FRED = [FRED, STRESS, TIC]
each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)
each_of_fred = pytest.mark.parametrize("source", FROM_FRED, ids=lambda s: s.name)
HTML = b"<!DOCTYPE html>\n<html><title>Too many requests</title></html>\n"


def failures(source: Source, frame: pd.DataFrame) -> dict[str, str]:
    """The checks on arrival that a frame fails, with what they found."""
    with connect(":memory:") as con:
        return {f.split(" fails in ")[0]: f for f in arrival(con, source, frame)}


def judged(source: Source, bodies: list[bytes]) -> pd.DataFrame:
    """The frame of bodies that are read and pass; a sample need not be the whole of a frozen file."""
    part = replace(source, expect=[e for e in source.expect if e.get("name") != "every_row_of_the_frozen_file"])
    frame = part.read(bodies)
    if found := failures(part, frame):
        raise Refused("; ".join(found.values()))
    return frame


def fetch(source: Source, mirror: m.Mirror, home: Path) -> tuple[Outcome, list[bytes]]:
    archive = Archive(home)
    outcome = Fetcher(archive, mirror.url, 60, pace=0, today=TODAY).fetch([source])[source.name]
    payloads = archive.payloads(source.name)
    return outcome, archive.bodies(payloads[-1]) if payloads else []


def round_trip(source: Source, frame: pd.DataFrame, home: Path) -> pd.DataFrame:
    """A frame, rendered, served, fetched, read and judged."""
    bodies = publisher.RENDER[source.name](frame, TODAY)
    if source.access == "embedded":
        return judged(source, list(bodies.values()))
    with m.serving(bodies) as mirror:
        outcome, came = fetch(source, mirror, home)
    assert (outcome.state, outcome.detail) == ("new", f"{len(bodies)} bodies")
    assert sorted(url for url, _ in mirror.asked) == sorted(bodies)
    return judged(source, came)


def same(one: pd.DataFrame, other: pd.DataFrame, key: list[str]) -> None:
    one, other = (f.sort_values(key).reset_index(drop=True) for f in (one, other))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def series(name: str, *lines: str, header: str = "observation_date") -> bytes:
    return "\n".join([f"{header},{name}", *lines, ""]).encode()


def named(name: str, values: "pd.Series[float]") -> pd.DataFrame:
    """Values by day as the frame of one series."""
    frame = pd.DataFrame({"series_id": name, "date": values.index, "value": values.to_numpy()})
    return frame.set_index(pd.RangeIndex(2, len(frame) + 2, name="line"))


def figures_of(source: Source) -> pd.DataFrame:
    """The full figures of a source, as its parser would give them."""
    if source is SHILLER:
        frame = pd.read_csv(FIGURES / "sp500_monthly.csv", names=["month", "sp500"], header=0)
        return frame.assign(month=frame["month"].str[:7])
    file = FIGURES / ("crypto_month_end.csv" if source is CRYPTO else "fred.csv")
    frame = pd.read_csv(file, parse_dates=["date"])
    return frame if source is CRYPTO else frame[frame["series_id"].isin(fred_family.ids(source.name))]


def value(frame: pd.DataFrame, name: str, day: str) -> float | None:
    [found] = frame[(frame["series_id"] == name) & (frame["date"] == day)]["value"]
    return None if pd.isna(found) else float(found)


# Every source


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
def test_the_line_of_a_row_is_the_line_it_was_read_from(source: Source) -> None:
    body = samples(source)[0]
    for line, row in source.read([body]).iterrows():
        day = row[source.period]
        assert (day if isinstance(day, str) else f"{day:%Y-%m-%d}") in body.decode().splitlines()[int(str(line)) - 1]


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n", b'{"error_code":400}\n'])
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([body])


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_at_any_byte_is_refused_or_has_fewer_rows_and_no_other(source: Source, data: st.DataObject) -> None:
    body = samples(source)[0]
    at = data.draw(st.integers(0, len(body) - 1))
    try:
        frame = source.read([body[:at]])
    except Refused:
        return
    assert body[:at].endswith(b"\n")
    pd.testing.assert_frame_equal(frame, source.read([body]).head(len(frame)))


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    body = bytearray(samples(source)[0])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body)])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal)


@each
def test_line_ends_of_another_system_do_not_matter(source: Source) -> None:
    crlf = [body.replace(b"\n", b"\r\n") for body in samples(source)]
    pd.testing.assert_frame_equal(source.read(crlf), source.read(samples(source)))


@each
def test_a_sample_rendered_and_fetched_again_says_the_same(source: Source, tmp_path: Path) -> None:
    frame = source.read(samples(source))
    came = round_trip(source, frame, tmp_path)
    if source in FROM_FRED:
        came = came[came["series_id"].isin(frame["series_id"])]
    same(came, frame, list(source.key))


@figures
@pytest.mark.parametrize(("source", "rows"), [(FRED, 132_796), (STRESS, 1_670), (SHILLER, 1_866), (CRYPTO, 531)])
def test_the_full_figures_pass_and_say_the_same_after_a_fetch(source: Source, rows: int, tmp_path: Path) -> None:
    frame = figures_of(source)
    came = round_trip(source, frame, tmp_path)
    if source in FROM_FRED:
        came = came[came["series_id"].isin(frame["series_id"])]
    assert len(came) == rows
    same(came, frame, list(source.key))


@each
def test_the_renderer_answers_exactly_the_plan(source: Source) -> None:
    urls = [request.url for request in source.plan(TODAY)]
    assert list(publisher.RENDER[source.name](source.read(samples(source)), TODAY)) == urls


# The list of series


def lines_of_the_list() -> list[dict[str, str]]:
    with fred_family.REFERENCE.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_reference_table_of_series_passes_its_expectations() -> None:
    tables = {name: catalog._model(WAREHOUSE / f"reference/{name}.sql") for name in ("countries", "fred_series")}
    with connect(":memory:") as con:
        con.execute("create schema if not exists reference")
        for name, table in tables.items():
            con.execute(f"create table reference.{name} as {table.query}")
        results = validate(con, "reference.fred_series", tables["fred_series"].expect)
        count = con.execute("select count(*) from reference.fred_series").fetchall()
    assert [r for r in results if not r.success] == []
    assert count == [(len(fred_family.SERIES),)]


def test_every_series_is_listed_once_and_of_one_of_the_three_sources() -> None:
    rows = lines_of_the_list()
    assert len({row["series_id"] for row in rows}) == len(rows) >= 88
    assert sum(len(fred_family.ids(s.name)) for s in FROM_FRED) == len(rows)


def test_what_has_an_owner_is_fetched_and_never_embedded() -> None:
    owned = {"SP500", "NASDAQCOM", "VIXCLS", "MORTGAGE30US", "IRLTLT01JPM156N"}
    assert owned <= set(fred_family.ids("fred"))
    assert not any(name in FRED.embed for name in owned)
    assert (TIC.embed, LBMA.embed, LBMA.access, CRYPTO.access) == ("false", "false", "licensed", "embedded")


@figures
def test_what_is_embedded_is_what_there_are_figures_of() -> None:
    frame = pd.read_csv(FIGURES / "fred.csv")
    embedded = {name for name, row in fred_family.SERIES.items() if row["embed"] == "true"}
    assert embedded == set(frame["series_id"])
    assert "'DGS10'" in FRED.embed and "STLFSI4" in STRESS.embed


@real
def test_the_holders_are_the_totals_and_the_25_largest_of_table_3() -> None:
    with (ROOT / "warehouse/reference/countries.csv").open(newline="") as file:
        holders = {row["tic_code"]: row for row in csv.DictReader(file)}
    lines = [line.split("\t") for line in (DATA / "tic/2026-06/slt_table3.txt").read_text().splitlines()]
    newest = {c[1]: float(c[3]) for c in lines if len(c) > 3 and c[2] == "2026-04" and c[3] != "n.a."}
    countries = [code for code in newest if holders[code]["row_class"] == "country"]
    largest = sorted(countries, key=lambda code: -newest[code])[:25]
    for prefix in ("FORLTTREASNET", "FORLTTREASVALCHG"):
        of = {n.removeprefix(prefix): fred_family.SERIES[n] for n in fred_family.ids("fred_tic") if prefix in n}
        assert set(of) == {"99996", "69995", "99990", "99991", *largest}
        assert all(row["holder_id"] == holders[code]["holder_id"] for code, row in of.items())


def test_each_value_is_known_the_lag_of_its_series_after_its_day() -> None:
    lags = {**FRED.known_by.lags, **STRESS.known_by.lags, **TIC.known_by.lags}
    assert {name: lags[name] for name in ("DGS10", "DTWEXBGS", "CPIAUCSL", "FDHBFIN", "STLFSI4")} == {
        "DGS10": 1, "DTWEXBGS": 8, "CPIAUCSL": 45, "FDHBFIN": 160, "STLFSI4": 8,
    }  # fmt: skip
    assert set(TIC.known_by.lags.values()) == {80}
    assert lags.keys() == fred_family.SERIES.keys()


# FRED: what is read


def test_both_headers_are_read_and_both_marks_are_null() -> None:
    now = FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-19,", "2026-01-20,4.30")])
    before = FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-19,.", "2026-01-20,4.30", header="DATE")])
    pd.testing.assert_frame_equal(now, before)
    assert value(now, "DGS10", "2026-01-19") is None
    assert value(now, "DGS10", "2026-01-20") == 4.30


def test_values_of_the_sample_are_those_published() -> None:
    frame = FRED.read(samples(FRED))
    assert value(frame, "DTWEXBGS", "2006-01-02") == 101.4155
    assert value(frame, "DTWEXBGS", "2006-02-28") is None  # not yet published
    assert value(frame, "FDHBFIN", "1970-01-01") == 12.4
    assert value(STRESS.read(samples(STRESS)), "STLFSI4", "1994-01-07") == -0.3717
    assert value(TIC.read(samples(TIC)), "FORLTTREASVALCHG42609", "2012-02-01") == -11300


def test_long_decimals_are_read() -> None:
    frame = FRED.read([series("FYGFDPUN", "2025-01-01,28932973.238149263")])
    assert value(frame, "FYGFDPUN", "2025-01-01") == 28932973.238149263


def test_a_quarter_keeps_the_first_day_that_fred_stamps() -> None:
    frame = FRED.read([series("FDHBFIN", "2025-07-01,9248.4")])
    assert list(frame["date"]) == [pd.Timestamp(2025, 7, 1)]
    assert raw.observed(frame, FRED).tolist() == [pd.Timestamp(2025, 7, 1)]


@pytest.mark.parametrize("cell", ["N/A", "NaN", "-", "1e5", "4,24", "#N/A", "null", " 4.24", "0x1"])
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
def test_what_is_not_one_known_series_of_the_source_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        FRED.read([body])


def test_a_series_that_comes_in_the_place_of_another_is_noticed() -> None:
    with pytest.raises(Refused, match=r"file 2, series DGS10.*found 'the series again'"):
        FRED.read([series("DGS10", "2026-01-16,4.24"), series("DGS10", "2026-01-16,4.24")])


def test_a_day_that_comes_twice_is_dropped_if_the_same_and_refused_if_not() -> None:
    assert len(FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-16,4.24")])) == 1
    with pytest.raises(Refused, match="two different rows for series_id DGS10, date 2026-01-16 00:00:00 in line 3"):
        FRED.read([series("DGS10", "2026-01-16,4.24", "2026-01-16,4.42")])


# FRED: what is asked, and what comes instead


@each_of_fred
def test_every_series_is_asked_for_by_itself_and_may_fail_by_itself(source: Source) -> None:
    requests = list(source.plan(TODAY))
    assert all(r.alone and r.final_from is None for r in requests)
    assert requests[0].url.startswith("https://fred.stlouisfed.org/graph/fredgraph.csv?id=")
    assert not any("," in r.url for r in requests)
    assert source.pause_s >= 0.5


FAULTS: dict[str, tuple[m.Fault, str]] = {
    "no content": (m.status(204), "answered 204"),
    "a page with status 200": (m.instead(HTML), "the beginning of the file"),
    "a ZIP of mixed frequencies": (m.instead(b"PK\x03\x04\x14\x00\x00\x00"), "the beginning of the file"),
    "a PDF": (m.instead(b"%PDF-1.7\n"), "the beginning of the file"),
    "empty": (m.status(200), "with an empty body"),
    "cut short of its length": (m.cut(300), "broke off|IncompleteRead"),
    "legal reasons": (m.status(451, HTML), "answered 451"),
    "forbidden": (m.status(403, HTML), "answered 403"),
    "gone": (m.status(404, HTML), "answered 404"),
    "too many requests": (m.status(429, HTML, Retry_After="0"), "429"),
    "too long a series": (m.status(504, HTML, Retry_After="0"), "504"),
    "elsewhere": (m.status(302, Location="https://elsewhere.example/x.csv"), "not https on fred.stlouisfed.org"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_series_that_does_not_come_leaves_the_others_and_its_kept_body(fault: str, tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred_stress"](STRESS.read(samples(STRESS)), TODAY)
    with m.serving(bodies) as mirror:
        _, first = fetch(STRESS, mirror, tmp_path)
        mirror.faults[fred_family.URL + "STLFSI4"], says = FAULTS[fault]
        mirror.bodies[fred_family.URL + "NFCI"] = changed = bodies[fred_family.URL + "NFCI"] + b"1994-07-01,0.1\n"
        outcome, came = fetch(STRESS, mirror, tmp_path)
    assert outcome.state == "partial"
    assert pd.Series([outcome.detail]).str.contains(says).all(), outcome.detail
    assert came == [first[0], changed]
    judged(STRESS, came)


def test_a_series_never_fetched_is_left_out(tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred"](FRED.read(samples(FRED)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[fred_family.URL + "SP500"] = m.instead(HTML)
        outcome, came = fetch(FRED, mirror, tmp_path)
    assert outcome.state == "partial"
    assert set(judged(FRED, came)["series_id"]) == set(fred_family.ids("fred")) - {"SP500"}


def test_a_passing_429_is_waited_out(tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred_stress"](STRESS.read(samples(STRESS)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[fred_family.URL + "NFCI"] = m.after(2, m.status(429, Retry_After="0"))
        outcome, _ = fetch(STRESS, mirror, tmp_path)
    assert outcome.state == "new"


# FRED: what is plausible


def weekly(first: str, periods: int, of: float) -> "pd.Series[float]":
    return pd.Series(of, index=pd.date_range(first, periods=periods, freq="7D"))


MONTHS = pd.Series(100.0, index=pd.date_range("1947-01-01", "2026-07-01", freq="MS"))
YIELDS = weekly("1962-01-02", 3373, 4.0)
CPI = MONTHS.where(MONTHS.index != "2025-10-01")
WRONG: dict[str, tuple[str, pd.DataFrame]] = {
    "a yield as a fraction": ("values_are_within", named("DGS10", YIELDS / 100)),
    "a yield in basis points": ("values_are_within", named("DGS10", YIELDS * 100)),
    "a real yield as a fraction": ("values_around_zero", named("DFII10", weekly("2003-01-02", 1200, 0.02))),
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


def test_purchases_in_billions_are_refused_whatever_the_label_says() -> None:
    frame = TIC.read(samples(TIC))
    found = failures(TIC, frame.assign(value=frame["value"] / 1000))
    assert list(found) == ["values_around_zero_are_of_the_known_size"]


@real
@pytest.mark.parametrize("factor", [1, 1 / 1000, 1000])
def test_the_flows_of_table_3_are_of_the_known_size_in_millions_only(factor: float) -> None:
    frame = flows_of_table_3()
    found = failures(TIC, frame.assign(value=frame["value"] * factor))
    sizes = {"values_around_zero_are_of_the_known_size", "values_are_within_the_limits_of_their_series"} & set(found)
    assert bool(sizes) == (factor != 1), found
    if factor < 1:
        assert f"fails in {len(fred_family.ids('fred_tic'))} rows" in found["values_around_zero_are_of_the_known_size"]


def flows_of_table_3() -> pd.DataFrame:
    """What FRED's series say since February 2023, from the table that they come from."""
    lines = (DATA / "tic/2026-06/slt_table3.txt").read_text().splitlines()
    rows = [
        (f"{prefix}{c[1]}", pd.Timestamp(f"{c[2]}-01"), float(c[at]))
        for c in (line.split("\t") for line in lines)
        if len(c) > 8 and c[1].isdigit()
        for prefix, at in (("FORLTTREASNET", 6), ("FORLTTREASVALCHG", 7))
        if f"{prefix}{c[1]}" in fred_family.SERIES and c[at] != "n.a."
    ]
    frame = pd.DataFrame(rows, columns=["series_id", "date", "value"]).rename_axis("line")
    assert set(frame["series_id"]) == set(fred_family.ids("fred_tic"))
    return frame


@figures
@pytest.mark.parametrize("factor", [1000, 1 / 1000])
def test_every_series_of_the_figures_is_refused_in_another_unit(factor: float) -> None:
    for source in (FRED, STRESS):
        for name, rows in figures_of(source).groupby("series_id"):
            found = failures(source, named(str(name), rows.set_index("date")["value"] * factor))
            assert any(f.startswith("values_") for f in found), name


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


# FRED: recorded files


@real
def test_a_recorded_answer_is_read() -> None:
    frame = FRED.read([(DATA / "prices/samples/fredgraph_DGS10_2026.csv").read_bytes()])
    assert len(frame) == 6
    assert value(frame, "DGS10", "2026-01-20") == 4.30
    assert "every_series_reaches_back_to_its_first_year" in failures(FRED, frame)


SAVED = [
    ("fred/T10YIE.csv", "T10YIE", 5897), ("fred/DFII10.csv", "DFII10", 5896), ("fred/STLFSI4_codex.csv", "STLFSI4", 1670),
    ("dollar/fred_DTWEXBGS_codex.csv", "DTWEXBGS", 5000), ("equity_vol/fred_VIXCLS_codex.csv", "VIXCLS", 9000),
    ("equity_vol/fred_SP500_codex.csv", "SP500", 2500),
]  # fmt: skip


@real
@pytest.mark.parametrize(("file", "name", "rows"), SAVED)
def test_a_copy_that_others_saved_is_no_answer_but_its_values_are_plausible(file: str, name: str, rows: int) -> None:
    source = STRESS if name == "STLFSI4" else FRED
    body = (DATA / "prices" / file).read_bytes()
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([body])
    head, rest = body.split(b"\n", 1)
    frame = judged(source, [f"observation_date,{name}\n".encode() + rest])
    assert len(frame) >= rows, head


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


# Shiller


def table(*changes: tuple[str, str]) -> list[bytes]:
    text = samples(SHILLER)[0].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return [text.encode()]


def test_the_index_is_read_by_month_and_zero_is_missing() -> None:
    frame = SHILLER.read(samples(SHILLER)).set_index("month")["sp500"]
    assert (frame["1871-01"], frame["1871-03"]) == (4.44, 4.61)
    assert pd.isna(frame["1874-01"])


@pytest.mark.parametrize(
    "changes",
    [
        [("Date,SP500,Dividend", "Date,Dividend,SP500")],
        [("Date,SP500,", "Date,Close,")],
        [(",PE10", "")],
        [(",PE10", ",PE10,CAPE")],
        [("1871-02-01", "1871-02-15")],
        [("1871-02-01", "1871-13-01")],
        [("1871-02-01", "1671-02-01")],
        [("1871-02-01", "1871.02")],
        [("1871-02-01,4.5,", "1871-02-01,n/a,")],
        [("1871-02-01,4.5,", "1871-02-01,4.5")],
        [("1871-02-01,4.5,", "1871-02-01,4500,")],
        [("1871-02-01,4.5,", "1871-02-01,2.5,")],
        [("1871-02-01,4.5,", "1871-02-01,0.0,")],
        [("1871-02-01,4.5,", "1871-02-01,,")],
        [("1871-02-01,4.5,", "1871-02-01,-4.5,")],
        [("1871-01-01,4.44,", "1871-02-01,4.44,")],
        [("1871-01-01,4.44,", "1871-01-01,0.0,")],
    ],
)
def test_a_table_of_shiller_that_is_not_as_known_is_refused(changes: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused):
        judged(SHILLER, table(*changes))


@pytest.mark.parametrize("month", ["1871-01-01", "1872-06-01"])
def test_a_month_that_is_not_there_is_noticed(month: str) -> None:
    lines = samples(SHILLER)[0].splitlines(keepends=True)
    with pytest.raises(Refused, match="every_month_from_1871"):
        judged(SHILLER, [b"".join(line for line in lines if not line.startswith(month.encode()))])


@pytest.mark.parametrize("factor", [1000, 1 / 1000])
def test_an_index_in_another_unit_is_refused(factor: float) -> None:
    frame = SHILLER.read(samples(SHILLER))
    found = failures(SHILLER, frame.assign(sp500=(frame["sp500"] * factor)))
    assert bool(found) == (factor < 1), "the sample ends in 1874, the limits are those of the whole"


@real
def test_the_recorded_table_is_read_whole() -> None:
    body = (DATA / "prices/equity_vol/datahub_sp500_monthly_shiller.csv").read_bytes()
    frame = judged(SHILLER, [body])
    assert len(frame) == 1_866
    assert frame.set_index("month")["sp500"]["2026-06"] == 7450.03
    for factor in (1000, 1 / 1000):
        assert failures(SHILLER, frame.assign(sp500=frame["sp500"] * factor))


@figures
@real
def test_the_figures_of_the_snapshot_are_those_of_the_table() -> None:
    frame = SHILLER.read([(DATA / "prices/equity_vol/datahub_sp500_monthly_shiller.csv").read_bytes()])
    same(frame, figures_of(SHILLER), ["month"])


# The extract of CoinGecko


def test_the_extract_stands_at_its_own_days() -> None:
    frame = CRYPTO.read(samples(CRYPTO)).set_index(["asset", "date"])["close_usd"]
    assert frame["BTC", "2025-07-31"] == 115700.002439


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("asset,date,close_usd", "asset,date,close", "beginning of the file"),
        ("BTC,2025-07-31", "BTC,2025-08-01", "the last day of a month"),
        ("115700.002439", "115700002.439", "limits_of_its_asset"),
        ("115700.002439", "", "limits_of_its_asset"),
        ("115700.002439", "0", "limits_of_its_asset"),
        ("115700.002439", "5000", "changes_by_more_than"),
        ("115700.002439", "1.157e5", "a figure in line 4"),
        ("BTC,2025-07-31", "DOGE,2025-07-31", "limits_of_its_asset"),
        ("BTC,2025-07-31,115700.002439\n", "", "every_month_to_the_newest"),
        ("BTC,2025-07-31", "BTC,2025-06-30", "two different rows"),
    ],
)
def test_an_extract_that_is_not_as_known_is_refused(old: str, new: str, says: str) -> None:
    body = samples(CRYPTO)[0].decode()
    assert old in body
    with pytest.raises(Refused, match=says):
        judged(CRYPTO, [body.replace(old, new, 1).encode()])


def test_an_asset_that_is_left_out_or_ends_early_is_noticed() -> None:
    frame = CRYPTO.read(samples(CRYPTO))
    for part in (frame[frame["asset"] != "XRP"], frame[(frame["asset"] != "XRP") | (frame["date"] < "2026-01-01")]):
        assert "all_four_assets_have_every_month_to_the_newest" in failures(CRYPTO, part)


def test_a_part_of_the_extract_is_not_the_extract() -> None:
    assert "every_row_of_the_frozen_file" in failures(CRYPTO, CRYPTO.read(samples(CRYPTO)))


@figures
@real
def test_the_extract_is_the_close_of_the_day_before_coingeckos_stamp() -> None:
    with (DATA / "prices/crypto/coingecko_bitcoin.csv").open(newline="") as file:
        stamped = {row["snapped_at"][:10]: float(row["price"]) for row in csv.DictReader(file)}
    ours = figures_of(CRYPTO).query("asset == 'BTC'").set_index("date")["close_usd"]
    pairs = [(price, stamped.get(f"{day + pd.Timedelta(days=1):%Y-%m-%d}")) for day, price in ours.items()]
    both = [(price, stamp) for price, stamp in pairs if stamp is not None]
    assert len(both) > 140
    assert all(abs(price - stamp) < 1e-5 for price, stamp in both)


# LBMA


def auctions(change: Callable[[list[dict[str, object]]], object]) -> list[bytes]:
    records = json.loads(samples(LBMA)[0])
    change(records)
    return [json.dumps(records).encode()]


def test_euros_are_null_before_1999_whether_null_or_zero() -> None:
    frame = LBMA.read(samples(LBMA)).set_index("date")
    assert samples(LBMA)[0].count(b",0]") == 2
    assert frame.loc[:"1998-12-31", "eur"].isna().all()
    assert frame.loc["1999-01-04":, "eur"].notna().all()
    assert frame.loc["1999-01-04"].tolist() == [294.0, 177.11, 251.28]


def test_missing_pounds_are_null_and_there_is_no_price_at_the_year_end() -> None:
    frame = judged(LBMA, samples(LBMA)).set_index("date")
    assert pd.isna(frame.loc["1998-12-22", "gbp"])
    assert not {"1998-12-24", "1998-12-31"} & set(frame.index.strftime("%Y-%m-%d"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r[3].update(v=[291.5, 175.6]), "the prices of 1998-12-21"),
        (lambda r: r[3].update(v=[291.5, 175.6, None, 1.0]), "the prices of 1998-12-21"),
        (lambda r: r[3].update(v={"usd": 291.5}), "the prices of 1998-12-21"),
        (lambda r: r[3].pop("d"), "a member d"),
        (lambda r: r[3].pop("v"), "a member v"),
        (lambda r: r[3].update(d="21/12/1998"), "a day"),
        (lambda r: r[3].update(v=["291.5", 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[True, 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[float("nan"), 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[None, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[291_500, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[0, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[450.0, 175.6, None]), "no_step_of_more_than_a_quarter"),
        (lambda r: r[3].update(v=[291.5, 175.6, 251.0]), "no_euros_before_1999"),
        (lambda r: r[-1].update(v=[296.0, 178.31, 252_990]), "plausible_ones_since"),
        (lambda r: [x.update(v=[*x["v"][:2], None]) for x in r], "euros_are_there_since_1999"),
        (lambda r: [x.update(v=[x["v"][0], None, x["v"][2]]) for x in r], "pounds_are_there"),
        (lambda r: [x.update(v=[x["v"][0], x["v"][0], x["v"][2]]) for x in r], "no_dollars"),
        (lambda r: [r.pop(4), r.pop(4)], "no_gap_of_more_than_seven_days"),
        (lambda r: r.insert(4, {**r[3], "v": [292.5, 175.6, None]}), "two different rows"),
        (lambda r: r.clear(), "no rows at all"),
        (lambda r: r.insert(0, None), "a member d"),
    ],
)
def test_prices_that_are_not_as_known_are_refused(
    change: Callable[[list[dict[str, object]]], object], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        judged(LBMA, auctions(change))


@pytest.mark.parametrize("body", [b"[", b"[{}]", b"[1]", b'["a"]', b"[null]", b"[]", b"[[]]", b"[}"])
def test_strange_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        LBMA.read([body])


@real
def test_the_recorded_head_is_read_with_its_wrong_and_missing_pounds() -> None:
    frame = LBMA.read([(DATA / "prices/samples/lbma_gold_pm_head.json").read_bytes()]).set_index("date")
    assert frame.loc["1968-04-01", ["usd", "gbp"]].tolist() == [37.7, 15.68]
    assert frame.loc["1968-04-02", "gbp"] == 37.3  # wrong at the publisher's, and kept
    assert pd.isna(frame.loc["1968-11-20", "gbp"])
    assert frame["eur"].isna().all()


@real
def test_the_dollars_of_a_copy_pass_every_check_but_those_of_other_currencies() -> None:
    records = json.loads((DATA / "prices/gold/lbma_gold_pm_usd_daily_ghalam.json").read_text())["records"]
    frame = LBMA.read([json.dumps([{"d": r["date"], "v": [r["value"], None, None]} for r in records]).encode()])
    assert len(frame) == 14_667
    assert set(failures(LBMA, frame)) == {"euros_are_there_since_1999", "pounds_are_there_and_no_dollars"}
    days = set(frame["date"].astype(str).str[:10])
    assert "1984-12-31" in days and not {f"{y}-12-31" for y in range(1986, 2026)} & days


def test_the_lbma_is_asked_as_its_page_asks_and_by_our_own_name(tmp_path: Path) -> None:
    heard: dict[str, str] = {}

    def note(to: BaseHTTPRequestHandler, body: bytes) -> None:
        heard.update(to.headers.items())
        m.send(to, 200, body)

    with m.serving({lbma_gold.URL: samples(LBMA)[0]}) as mirror:
        mirror.faults[lbma_gold.URL] = note
        outcome, _ = fetch(LBMA, mirror, tmp_path)
    assert outcome.state == "new"
    assert (heard["Accept"], heard["Referer"]) == ("application/json", lbma_gold.PAGE)
    assert heard["User-Agent"] == USER_AGENT


@pytest.mark.parametrize("source", [LBMA, SHILLER], ids=lambda s: s.name)
@pytest.mark.parametrize(
    "fault", ["no content", "empty", "cut short of its length", "legal reasons", "forbidden", "gone", "elsewhere"]
)
def test_a_file_that_does_not_come_is_a_failure_that_says_why(source: Source, fault: str, tmp_path: Path) -> None:
    with m.serving({source.url: samples(source)[0]}) as mirror:
        mirror.faults[source.url], says = FAULTS[fault]
        outcome, came = fetch(source, mirror, tmp_path)
    says = says.replace("fred.stlouisfed.org", "")
    assert outcome.state == "failed" and came == []
    assert pd.Series([outcome.detail]).str.contains(says).all(), outcome.detail
