"""The Pink Sheet: a workbook behind a page, its header, unit and months."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipelines.sources import imf_cofer, worldbank_gold_price
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import DATA, real, samples
from tests.publishers import reserves as publisher
from tests.sources.reserves import (
    FIGURES,
    HTML,
    PINK,
    TODAY,
    arrived,
    body,
    fetch,
    figures,
    judged,
    only,
    round_trip,
    same,
    without,
)


def sheet(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> list[bytes]:
    """The sample with something changed in its sheet of monthly prices."""
    [packed] = samples(PINK)
    book = openpyxl.load_workbook(io.BytesIO(packed))
    change(book["Monthly Prices"])
    out = io.BytesIO()
    book.save(out)
    return [out.getvalue()]


def cell(place: str, value: object) -> list[bytes]:
    return sheet(lambda s: s.__setitem__(place, value))


def test_hand_checked_figures_of_the_pink_sheet_sample() -> None:
    frame = judged(PINK, samples(PINK))
    assert len(frame) == 29 and frame.index[0] == 7
    may = only(frame, month="2026-05")
    assert may["gold"] == 4587.21


@pytest.mark.parametrize("mark", [None, "…", "...", ".."])
def test_a_missing_price_is_null_and_a_newest_one_may_be_missing(mark: str | None) -> None:
    frame = PINK.read(cell("D35", mark))
    assert pd.isna(only(frame, month="2026-05")["gold"])


def test_whole_dollars_are_read() -> None:
    assert only(PINK.read(cell("D35", 4587)), month="2026-05")["gold"] == 4587


@pytest.mark.promise("parsers.layout")
def test_rows_and_columns_are_found_by_what_they_say() -> None:
    def moved(s: openpyxl.worksheet.worksheet.Worksheet) -> None:
        s.insert_rows(5)
        s.insert_cols(2, 3)

    same(PINK.read(sheet(moved)), PINK.read(samples(PINK)))


def test_the_extent_that_the_file_states_is_not_believed() -> None:
    [packed] = samples(PINK)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:F20"', old.read(member)))
    same(PINK.read([out.getvalue()]), PINK.read(samples(PINK)))


@pytest.mark.parametrize(
    ("bodies", "says"),
    [
        (cell("D5", "Gold (UK)"), "the header; expected one cell that says Gold"),
        (cell("E5", "Gold"), "the header; expected one cell that says Gold"),
        (cell("D6", "($/kg)"), r"the unit in line 6, column Gold; expected \$/troy oz; found '\$/kg'"),
        (cell("A4", "As of June"), "the day of the edition"),
        (cell("A4", "Updated on September 02, 2026"), "the newest month; expected one up to two months before"),
        (cell("A4", "Updated on April 02, 2026"), "the newest month; expected one up to two months before"),
        (cell("A4", "Updated on 2 June 2026"), "a day in line 4, column Updated on"),
        (cell("A9", "Mar-24"), "a month in line 9"),
        (cell("A9", "2024M13"), "a month in line 9"),
        (cell("D9", "2158.01"), "a price in line 9, column Gold"),
        (cell("D9", "n.a."), "a price in line 9, column Gold"),
        (cell("D9", True), "a price in line 9, column Gold"),
        (cell("A9", "2024M02"), "two different rows for month 2024-02"),
        (sheet(lambda s: setattr(s, "title", "Annual Prices")), "the sheets; expected Monthly Prices"),
    ],
)  # fmt: skip
@pytest.mark.promise("parsers.layout")
def test_another_sheet_is_refused_with_the_place(bodies: list[bytes], says: str) -> None:
    with pytest.raises(Refused, match=says):
        PINK.read(bodies)


def test_a_row_of_series_codes_under_the_units_is_passed_over() -> None:
    def codes(rows: openpyxl.worksheet.worksheet.Worksheet) -> None:
        rows.insert_rows(7)
        rows["B7"], rows["D7"] = "CRUDE_PETRO", "GOLD"

    same(PINK.read(sheet(codes)), PINK.read(samples(PINK)))


def test_a_first_row_whose_month_is_damaged_is_no_row_of_codes() -> None:
    with pytest.raises(Refused, match="a month in line 7"):
        PINK.read(cell("A7", "2024-01"))


def test_a_saved_workbook_is_dated_by_its_updated_on() -> None:
    assert PINK.stated_day(samples(PINK)) == "2026-06-02"
    assert PINK.stated_day(cell("A4", "As of June")) is None
    assert imf_cofer.SOURCE.stated_day(samples(imf_cofer.SOURCE)) is None


@real
@pytest.mark.parametrize(
    ("name", "day", "months"), [("2025-12-02", "2025-12-02", 791), ("2025-04-02", "2025-04-02", 783)]
)
def test_editions_with_and_without_codes_are_read(name: str, day: str, months: int) -> None:
    body = (DATA / f"prices/gold/pinksheet/CMO_{name}.xlsx").read_bytes()
    frame = judged(PINK, [body])
    assert (len(frame), frame["month"].iloc[0], PINK.stated_day([body])) == (months, "1960-01", day)


PRICES = PINK.read(samples(PINK))
MISPRICED = {
    "silver in its place": (PRICES.assign(gold=PRICES["gold"] / 80), "price_is_that_of_gold"),
    "a thousandfold": (PRICES.assign(gold=PRICES["gold"] * 1000), "price_is_that_of_gold"),
    "per gram": (PRICES.assign(gold=PRICES["gold"] / 31.1), "price_is_that_of_gold"),
    "one month doubled": (PRICES.assign(gold=PRICES["gold"].where(PRICES["month"] != "2025-03", PRICES["gold"] * 2)), "half_or_double"),
    "a month missing inside": (without(PRICES, "month == '2025-03'"), "no_month_is_missing_inside"),
    "a price missing inside": (PRICES.assign(gold=PRICES["gold"].where(PRICES["month"] != "2025-03")), "no_month_is_missing_inside"),
    "no prices": (PRICES.assign(gold=float("nan")), "no_month_is_missing_inside"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), MISPRICED.values(), ids=MISPRICED)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_plausible_looking_but_wrong_prices_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(PINK, frame)


def packed_with(name: str, content: bytes) -> list[bytes]:
    [packed] = samples(PINK)
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return [out.getvalue()]


@pytest.mark.promise("parsers.strange_bytes")
def test_a_workbook_that_unpacks_without_bound_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="up to 67,108,864 bytes unpacked"):
        PINK.read(packed_with("xl/media/zeros.bin", b"\0" * 65 * 2**20))


@pytest.mark.promise("parsers.strange_bytes")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>'
    with pytest.raises(Refused, match="XML without document types"):
        PINK.read(packed_with("xl/extra.xml", f'{xml}<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(encoding)))
    assert not PINK.read(packed_with("customXml/item1.xml", f"{xml}<a/>".encode(encoding))).empty


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (HTML, "expected one link to CMO-Historical-Data-Monthly.xlsx on thedocs.worldbank.org; found 'none'"),
        (
            f'<html><a href="{publisher.WORKBOOK}"><a href="{publisher.WORKBOOK.replace("0123", "4567")}">'.encode(),
            "expected one link",
        ),
        (f'<html><a href="{publisher.WORKBOOK.replace("thedocs", "evil")}">'.encode(), "expected one link"),
        (
            f'<html><a href="{publisher.WORKBOOK.replace("thedocs.worldbank.org", "thedocs.worldbank.org.evil.example")}">'.encode(),
            "expected one link",
        ),
    ],
)
def test_a_page_that_does_not_lead_to_one_workbook_is_a_failure_in_words(
    page: bytes, says: str, tmp_path: Path
) -> None:
    bodies = publisher.RENDER[PINK.name](PRICES, TODAY)
    with m.serving(bodies | {worldbank_gold_price.PAGE: page}) as mirror:
        outcome, _ = fetch(PINK, mirror, tmp_path)
    assert outcome.state == "failed" and says in outcome.detail, outcome.detail


def test_a_link_that_changed_is_followed(tmp_path: Path) -> None:
    bodies = publisher.RENDER[PINK.name](PRICES, TODAY)
    new = publisher.WORKBOOK.replace("0123456789abcdef", "fedcba9876543210")
    page = bodies[worldbank_gold_price.PAGE].replace(publisher.WORKBOOK.encode(), new.encode())
    moved = {worldbank_gold_price.PAGE: page, new: bodies[publisher.WORKBOOK]}
    with m.serving(moved) as mirror:
        outcome, came = fetch(PINK, mirror, tmp_path)
    assert outcome.state == "new", outcome.detail
    same(PINK.read(came), PRICES)


@real
def test_every_month_of_the_pink_sheet_is_read() -> None:
    frame = arrived(PINK, PINK.read([body("prices/gold/worldbank_CMO-Historical-Data-Monthly_20260602.xlsx")]))
    assert (len(frame), frame["month"].iloc[0], frame["month"].iloc[-1]) == (797, "1960-01", "2026-05")
    assert (frame["gold"].iloc[0], frame["gold"].iloc[-1]) == (35.27, 4587.21)
    assert frame.index[-1] == 803


@figures
def test_the_full_prices_make_the_round_trip(tmp_path: Path) -> None:
    frame = pd.read_csv(FIGURES / "gold_price_monthly.csv").rename(columns={"gold_usd_oz": "gold"})
    read = arrived(PINK, round_trip(PINK, frame, tmp_path))
    assert len(read) == 797
    same(read, frame)
