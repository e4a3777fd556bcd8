"""Reserves, gold and currencies: the samples, the publishers' traps, and the figures at hand."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources import (
    gold_tonnes_extract,
    imf_cofer,
    imf_cofer_allocated,
    imf_liquidity,
    wgc_reserves,
    worldbank_gold_price,
    worldbank_reserves,
)
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import DATA, ROOT, real, samples
from tests.publishers import reserves as publisher

TODAY = date(2026, 8, 24)
FIGURES = DATA.parent / "figures"
figures = pytest.mark.skipif(
    not (FIGURES / "README.md").exists(), reason=f"the full figures are not at hand in {FIGURES}"
)
LIQUIDITY, COFER, ALLOCATED = imf_liquidity.SOURCE, imf_cofer.SOURCE, imf_cofer_allocated.SOURCE
BANK, PINK, COUNCIL, EXTRACT = (
    worldbank_reserves.SOURCE,
    worldbank_gold_price.SOURCE,
    wgc_reserves.SOURCE,
    gold_tonnes_extract.SOURCE,
)
ALL = [LIQUIDITY, COFER, ALLOCATED, BANK, PINK, COUNCIL, EXTRACT]
FETCHED = [s for s in ALL if s.access != "embedded"]
each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)
each_fetched = pytest.mark.parametrize("source", FETCHED, ids=lambda s: s.name)
HTML = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"


def arrived(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame if it passes its checks on arrival; else Refused."""
    with connect(":memory:") as con:
        failures = arrival(con, source, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def judged(source: Source, bodies: list[bytes]) -> pd.DataFrame:
    """The frame of bodies that are read and pass; a sample need not be the whole of a frozen file."""
    part = replace(source, expect=[e for e in source.expect if e.get("name") != "every_row_of_the_frozen_file"])
    return arrived(part, source.read(bodies))


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True), check_dtype=False)


def fetch(source: Source, mirror: m.Mirror, home: Path) -> tuple[Outcome, list[bytes]]:
    archive = Archive(home)
    outcome = Fetcher(archive, mirror.url, 20, pace=0, today=TODAY).fetch([source])[source.name]
    payloads = archive.payloads(source.name)
    return outcome, archive.bodies(payloads[-1]) if payloads else []


def round_trip(source: Source, frame: pd.DataFrame, home: Path) -> pd.DataFrame:
    """A frame, rendered, served, fetched and read."""
    bodies = publisher.RENDER[source.name](frame, TODAY)
    if source.access == "embedded":
        return source.read(list(bodies.values()))
    with m.serving(bodies) as mirror:
        outcome, came = fetch(source, mirror, home)
    assert outcome.state == "new", outcome.detail
    assert sorted(url for url, _ in mirror.asked) == sorted(bodies)
    return source.read(came)


def edited(source: Source, *changes: tuple[str, str], file: int = 0, every: bool = False) -> list[bytes]:
    """The sample with some text of one of its files replaced."""
    bodies = samples(source)
    text = bodies[file].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new) if every else text.replace(old, new, 1)
    bodies[file] = text.encode()
    return bodies


def only(frame: pd.DataFrame, **where: object) -> pd.Series:
    """The one row that has these values."""
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


# Every source


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
def test_what_is_rendered_from_the_sample_is_fetched_and_read_again(source: Source, tmp_path: Path) -> None:
    frame = source.read(samples(source))
    same(round_trip(source, frame, tmp_path), frame)


@each
def test_a_file_cut_at_any_byte_is_refused_or_says_the_same(source: Source) -> None:
    bodies, whole = samples(source), source.read(samples(source))

    @settings(max_examples=60, deadline=None)
    @given(file=st.integers(0, len(bodies) - 1), data=st.data())
    def cut(file: int, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(bodies[file]) - 1))
        try:
            frame = source.read([*bodies[:file], bodies[file][:at], *bodies[file + 1 :]])
        except Refused:
            return
        if any(e.get("name") == "every_row_of_the_frozen_file" for e in source.expect):
            whole_lines = whole.iloc[: len(frame)]  # a table cut between two lines: its arrival check counts its rows
            pd.testing.assert_frame_equal(frame, whole_lines)
        else:
            pd.testing.assert_frame_equal(frame, whole)

    cut()


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    damaged = bytearray(bodies[-1])
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([*bodies[:-1], bytes(damaged)])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal)


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n"])
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match=r"beginning of the file|the workbook"):
        source.read([*samples(source)[:-1], body])


@each
def test_one_body_of_several_is_not_enough(source: Source) -> None:
    bodies = samples(source)
    if len(bodies) > 1:
        with pytest.raises(Refused):
            judged(source, bodies[:1])


@each_fetched
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (m.status(204), "answered 204 No Content; expected 200"),
        (m.status(200), "with an empty body"),
        (m.status(403, HTML), "answered 403"),
        (m.status(451, HTML), "answered 451"),
        (m.status(429, HTML, Retry_After="86400"), r"answered 429|the time for all sources"),
        (m.cut(40), r"broke off|IncompleteRead"),
    ],
    ids=["204", "empty", "403", "451", "429", "cut"],
)  # fmt: skip
def test_a_fault_of_any_answer_is_named_and_kept_out(source: Source, fault: m.Fault, says: str, tmp_path: Path) -> None:
    bodies = publisher.RENDER[source.name](source.read(samples(source)), TODAY)
    for n, url in enumerate(bodies):
        with m.serving(bodies) as mirror:
            mirror.faults[url] = fault
            archive = Archive(tmp_path / str(n))
            outcome = Fetcher(archive, mirror.url, 4, pace=0, today=TODAY).fetch([source])[source.name]
        assert outcome.state == "failed" and re.search(says, outcome.detail), outcome.detail
        assert archive.payloads(source.name) == []


@each_fetched
def test_too_many_requests_are_waited_for(source: Source, tmp_path: Path) -> None:
    frame = source.read(samples(source))
    bodies = publisher.RENDER[source.name](frame, TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[next(iter(bodies))] = m.after(1, m.status(429, Retry_After="0"))
        outcome, came = fetch(source, mirror, tmp_path)
    assert outcome.state == "new", outcome.detail
    same(source.read(came), frame)


@each_fetched
def test_a_page_with_status_200_in_place_of_any_answer_is_refused(source: Source, tmp_path: Path) -> None:
    bodies = publisher.RENDER[source.name](source.read(samples(source)), TODAY)
    for n, url in enumerate(bodies):
        with m.serving(bodies) as mirror:
            mirror.faults[url] = m.instead(HTML)
            outcome, came = fetch(source, mirror, tmp_path / str(n))
        if outcome.state == "failed":  # the plan itself reads this answer
            assert "expected" in outcome.detail
        else:
            with pytest.raises(Refused, match=r"beginning of the file|begins with PK"):
                source.read(came)


# The IMF's messages


def test_hand_checked_figures_of_the_liquidity_sample() -> None:
    frame = judged(LIQUIDITY, samples(LIQUIDITY))
    assert len(frame) == 48
    japan = only(frame, country="JPN", indicator="RGV_REVS", time_period="2026-M06")
    assert (japan["value"], japan["unit"]) == (27198880.827, "FTO")  # ounces although SCALE is 6
    assert (japan["published_on"], japan["published_on_is_rule"]) == (pd.Timestamp("2026-08-21"), False)
    china = only(frame, country="CHN", indicator="RXF11_REVS", time_period="2026-M06")
    assert china["value"] == 3410519000000


def test_without_a_day_of_publication_the_day_of_the_message_stands_in_by_rule() -> None:
    dollars = LIQUIDITY.read(samples(LIQUIDITY)).query("unit == 'USD'")
    assert set(dollars["published_on"]) == {pd.Timestamp("2026-08-22")} and dollars["published_on_is_rule"].all()
    with pytest.raises(Refused, match="a day in line 1, column Prepared"):
        LIQUIDITY.read(edited(LIQUIDITY, ("<message:Prepared>2026-08-22T13:00:00Z</message:Prepared>", ""), file=1))


@pytest.mark.parametrize("missing", ["", ' OBS_VALUE=""', ' OBS_VALUE="NaN"'])
def test_a_missing_value_is_null_and_never_zero(missing: str) -> None:
    frame = judged(LIQUIDITY, edited(LIQUIDITY, (' OBS_VALUE="5544278.72"', missing)))
    assert pd.isna(only(frame, country="BRA", indicator="RGV_REVS", time_period="2026-M05")["value"])


@pytest.mark.parametrize("word", ["n/a", "1e5", "5,544", "0x1F", ".", "Infinity", "-"])
def test_what_is_no_figure_is_refused_with_series_and_period(word: str) -> None:
    with pytest.raises(Refused, match=r"column BRA\.RGV_REVS\.FTO\.M 2026-M05; expected a decimal number"):
        LIQUIDITY.read(edited(LIQUIDITY, ("5544278.72", word)))


@pytest.mark.parametrize("word", ["2026-05", "2026-Q2", "2026-M13", "2026", ""])
def test_a_period_of_another_form_is_refused(word: str) -> None:
    with pytest.raises(Refused, match=r"a period, column USA\.RGV_REVS\.FTO\.M"):
        LIQUIDITY.read(edited(LIQUIDITY, ('"2026-M05"', f'"{word}"')))


def test_what_was_not_asked_for_is_left_out() -> None:
    other = [
        '<Series COUNTRY="USA" INDICATOR="RGV_REVS" UNIT="FTO" FREQUENCY="Q"><Obs TIME_PERIOD="2026-Q2" OBS_VALUE="1"/></Series>',
        '<Series COUNTRY="USA" INDICATOR="RXF11_REVS" UNIT="XDR" FREQUENCY="M"><Obs TIME_PERIOD="2026-M06" OBS_VALUE="1"/></Series>',
        '<Series COUNTRY="USA" INDICATOR="RXDR_REVS" UNIT="USD" FREQUENCY="M"><Obs TIME_PERIOD="2026-M06" OBS_VALUE="1"/></Series>',
    ]
    more = edited(LIQUIDITY, ("</message:DataSet>", "".join(other) + "</message:DataSet>"))
    pd.testing.assert_frame_equal(judged(LIQUIDITY, more), LIQUIDITY.read(samples(LIQUIDITY)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id="IL" version="13.0.1"', 'id="IRFCL" version="13.0.1"', "dataflow IMF.STA:IL.*found.*IRFCL"),
        ('id="IL" version="13.0.1"', 'id="IL" version="14.0.0"', "version 13, whose codes are known.*14.0.0"),
        ('id="IL" version="13.0.1"', 'id="IL" version="130.0"', "the dataflow"),
        (" COUNTRY=", " REF_AREA=", "a series, column COUNTRY"),
        (" UNIT=", " MEASURE=", "a series, column UNIT"),
        (
            "<message:StructureSpecificData ",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><message:StructureSpecificData ",
            "no document type",
        ),
        ("</Series>", "", "the XML in line 1; expected a whole message"),
    ],
)
def test_another_message_is_refused_in_words(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        LIQUIDITY.read(edited(LIQUIDITY, (old, new)))


def test_a_smaller_version_of_the_dataflow_is_read() -> None:
    assert len(LIQUIDITY.read(edited(LIQUIDITY, ('version="13.0.1"', 'version="13.2.0"')))) == 48


def test_the_bodies_of_another_dataflow_are_refused() -> None:
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:IL"):
        LIQUIDITY.read(samples(COFER))
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:COFER"):
        COFER.read(samples(LIQUIDITY)[:1])


def test_observations_without_series_are_no_data() -> None:
    body = re.sub(r"</?Series[^>]*>", "", samples(COFER)[0].decode()).encode()
    with pytest.raises(Refused, match="no rows at all"):
        COFER.read([body])


def test_a_row_that_repeats_another_is_dropped_one_that_contradicts_is_refused() -> None:
    row = '<Obs TIME_PERIOD="2026-M05" OBS_VALUE="5544278.72" DERIVATION_TYPE="O"/>'
    assert len(LIQUIDITY.read(edited(LIQUIDITY, (row, row + row)))) == 48
    with pytest.raises(Refused, match="two different rows for country BRA"):
        LIQUIDITY.read(edited(LIQUIDITY, (row, row + row.replace("5544278.72", "5544279"))))


def scaled(frame: pd.DataFrame, by: float, **where: object) -> pd.DataFrame:
    hit = pd.Series(True, index=range(len(frame)))
    for name, value in where.items():
        hit &= (frame[name] == value).to_numpy()
    assert hit.any()
    return frame.assign(value=frame["value"].to_numpy() * hit.map({True: by, False: 1.0}).to_numpy())


def without(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    left = frame.query(f"not ({query})")
    assert len(left) < len(frame)
    return left


LIQUID = LIQUIDITY.read(samples(LIQUIDITY))
NEWEST = {"time_period": "2026-M06"}


def earlier(frame: pd.DataFrame, country: str, month: str) -> pd.DataFrame:
    """One more month of the gold of a country, so that there is a gap."""
    row = frame.query(f"country == '{country}' and indicator == 'RGV_REVS'").head(1).assign(time_period=month)
    return pd.concat([frame, row])


IMPLAUSIBLE = {
    "Brazil a thousandfold, as in 2026": (scaled(LIQUID, 1000, country="BRA", indicator="RGV_REVS", **NEWEST), "more_than_nine_thousand_tonnes"),
    "Brazil a thousandfold in every month": (scaled(LIQUID, 1000, country="BRA", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "Brazil a thousandth": (scaled(LIQUID, 0.001, country="BRA", indicator="RGV_REVS", **NEWEST), "thousand_times_another"),
    "a small holder a thousandfold": (scaled(scaled(LIQUID, 0.01, country="DNK"), 1000, country="DNK", **NEWEST).assign(
        value=lambda f: f["value"].where((f["country"] != "DNK") | (f["time_period"] != "2026-M06"), 21396241.8)), "thousand_times_another"),
    "Italy doubled in a month": (scaled(LIQUID, 2, country="ITA", indicator="RGV_REVS", **NEWEST), "moves_a_thousand_tonnes"),
    "less than none": (scaled(LIQUID, -1, country="BRA", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "the world a thousandfold": (scaled(LIQUID, 1000, country="G001", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "ounces in millions": (scaled(LIQUID, 1e-6, indicator="RGV_REVS"), "261_5_million_ounces"),
    "the United States in tonnes": (scaled(LIQUID, 1 / 32150.7466, country="USA", indicator="RGV_REVS"), "261_5_million_ounces"),
    "the United States unknown": (scaled(LIQUID, float("nan"), country="USA", indicator="RGV_REVS"), "261_5_million_ounces"),
    "dollars in millions": (scaled(LIQUID, 1e-6, indicator="RXF11_REVS"), "reserves_of_china"),
    "dollars a thousandfold": (scaled(LIQUID, 1000, country="CHE", indicator="RXF11_REVS"), "dollars_are_of_a_known_size"),
    "a month of dollars a thousandfold": (scaled(LIQUID, 1000, country="WBG", **NEWEST), "thousand_times_another"),
    "reserves with gold without their gold": (scaled(LIQUID, 0.1, indicator="TRGMV_REVS"), "worth_a_price_of_gold"),
    "an area nobody knows": (LIQUID.replace({"country": {"BRA": "XYZ"}}), "every_area_is_in_imf_areas_csv.*XYZ"),
    "a code of three letters": (LIQUID.replace({"country": {"DNK": "EUR"}}), "every_area_is_in_imf_areas_csv.*EUR"),
    "no Japan": (without(LIQUID, "country == 'JPN'"), "largest_are_there.*JPN"),
    "Japan without a value": (scaled(LIQUID, float("nan"), country="JPN"), "largest_are_there.*JPN"),
    "no gold at all": (without(LIQUID, "indicator == 'RGV_REVS'"), "largest_are_there"),
    "no reserves at all": (without(LIQUID, "indicator == 'RXF11_REVS'"), "largest_are_there"),
    "a gap": (earlier(LIQUID, "USA", "2026-M03"), "no_month_is_missing_inside"),
    "the United States late": (LIQUID.replace({"time_period": {"2026-M06": "2026-M10"}}).query("country != 'USA' or time_period < '2026-M10'"), "united_states_report"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
def test_plausible_looking_but_wrong_liquidity_is_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=rf"(?s){says}"):
        arrived(LIQUIDITY, frame)


def test_gold_at_market_value_may_be_missing() -> None:
    arrived(LIQUIDITY, without(LIQUID, "indicator == 'TRGMV_REVS'"))


# The areas of the IMF


def areas() -> dict[str, dict[str, str]]:
    with (ROOT / "warehouse/reference/imf_areas.csv").open(newline="") as file:
        return {row["imf_code"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("code", "holder", "kind"),
    [
        ("EZB", "ECB", "institution"), ("ECB", "", "institution"), ("BIS", "BIS", "institution"), ("BCE", "", "institution"),
        ("KOS", "XKX", "country"), ("WBG", "PSE", "country"), ("TWN", "TWN", "country"), ("G001", "WLD", "aggregate"),
        ("TX752", "", "aggregate"), ("GX010", "", "aggregate"), ("YUG", "", "former"), ("ANT", "", "former"), ("CWX", "", "unlisted"),
    ],
)  # fmt: skip
def test_codes_that_are_not_what_they_look_like(code: str, holder: str, kind: str) -> None:
    assert (areas()[code]["holder_id"], areas()[code]["area_class"]) == (holder, kind)


@real
def test_every_area_that_the_imf_lists_is_known() -> None:
    structures = json.loads((DATA / "imf/imf_IL_COFER_IRFCL_structures.json").read_text())
    [listed] = [k["values"] for k in structures["IL"]["constraints"][0]["key_values"] if k["id"] == "COUNTRY"]
    assert sorted(listed) == list(areas()) and len(listed) == 210


# COFER


def test_hand_checked_figures_of_the_cofer_sample() -> None:
    frame = judged(COFER, samples(COFER))
    assert len(frame) == 48 and set(frame["time_period"]) == {"2025-Q4", "2026-Q1"}  # no years, no other groups
    dollar = only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2026-Q1")
    assert (dollar["value"], dollar["published_on"]) == (57.130786895752, pd.Timestamp("2026-07-01"))
    total = only(frame, indicator="TFXRA", time_period="2026-Q1")["value"]
    assert total == 13104898337195.7  # dollars although SCALE is 6


NEW = COFER.read(samples(COFER))


def quarters(frame: pd.DataFrame) -> pd.DataFrame:
    """With one more quarter, after a gap."""
    return pd.concat([frame, frame.query("time_period == '2025-Q4'").assign(time_period="2025-Q2")])


DISTORTED = {
    "values in millions": (scaled(NEW, 1e-6, transformation="NV_USD"), "world_total_is_of_the_known_size"),
    "values a thousandfold": (scaled(NEW, 1000, transformation="NV_USD"), "world_total_is_of_the_known_size"),
    "one currency a thousandfold": (scaled(NEW, 1000, transformation="NV_USD", fxr_currency="CI_CHF"), "claims_over_their_total"),
    "the total a thousandfold": (scaled(NEW, 1000, indicator="TFXRA"), "world_total|allocated_plus_unallocated"),
    "shares as fractions": (scaled(NEW, 0.01, transformation="SHRO_PT"), "sum_to_100"),
    "one share too large": (scaled(NEW, 1.5, transformation="SHRO_PT", fxr_currency="CI_JPY"), "sum_to_100"),
    "two currencies swapped": (NEW.replace({"fxr_currency": {"CI_USD": "CI_EUR", "CI_EUR": "CI_USD"}}), "two_to_four_fifths"),
    "no dollar in the newest quarter": (without(NEW, "fxr_currency == 'CI_USD' and time_period == '2026-Q1'"), "every_currency_is_there.*2026-Q1.*CI_USD"),
    "no renminbi": (without(NEW, "fxr_currency == 'CI_CNY'"), "every_currency_is_there.*CI_CNY"),
    "a share unknown": (scaled(NEW, float("nan"), fxr_currency="CI_GBP", transformation="SHRO_PT"), "every_currency_is_there"),
    "no total": (without(NEW, "indicator == 'TFXRA'"), "allocated_plus_unallocated"),
    "a quarter missing inside": (quarters(NEW), "every_currency_is_there.*2025-Q3"),
    "imputed more than all": (scaled(NEW, 100, indicator="TFXRA_IMP"), "between_0_and_100"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), DISTORTED.values(), ids=DISTORTED)
def test_plausible_looking_but_wrong_composition_is_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=rf"(?s){says}"):
        arrived(COFER, frame)


def test_a_payload_by_the_old_method_is_refused_and_told_so() -> None:
    old = ALLOCATED.read(samples(ALLOCATED)).assign(published_on=pd.Timestamp("2025-09-07"), published_on_is_rule=False)
    [body] = publisher.cofer(old, TODAY).values()
    with pytest.raises(Refused, match=r"(?s)shares_are_of_all_reserves_by_the_method_of_2025_q3.*the old method"):
        judged(COFER, [body])


def test_hand_checked_figures_of_the_old_method() -> None:
    frame = judged(ALLOCATED, samples(ALLOCATED))
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2025-Q1")["value"], 2) == 57.74
    )
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2024-Q4")["value"], 2) == 57.79
    )
    assert ALLOCATED.access == "embedded"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2025-09-07,old,", "2025-09-07,new,", "the vintage and method in line 2; expected 2025-09-07, old"),
        ("2025-09-07,old,", "2026-01-19,old,", "the vintage and method"),
        ("quarter,value", "value,quarter", "the header"),
        ("2025-Q1", "2025-03", "a quarter in line 3"),
        ("SHRO_PT,2025-Q1,", "SHRO_PT,2025-Q1,~", "a figure in line"),
    ],
)
def test_another_table_than_that_of_the_old_method_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        ALLOCATED.read(edited(ALLOCATED, (old, new)))


def test_the_new_method_does_not_pass_for_the_old_one() -> None:
    frame = NEW.drop(columns=["published_on", "published_on_is_rule"])
    with pytest.raises(Refused, match="a_part_of_all_reserves_is_unallocated"):
        arrived(ALLOCATED, frame)


def test_a_part_of_a_frozen_table_is_not_the_whole() -> None:
    for source in (ALLOCATED, EXTRACT):
        with pytest.raises(Refused, match="every_row_of_the_frozen_file"):
            arrived(source, source.read(samples(source)))


# The World Bank's reserves


def test_hand_checked_figures_of_the_bank_sample() -> None:
    frame = judged(BANK, samples(BANK))
    china = only(frame, indicator="FI.RES.TOTL.CD", country_id="CN", year="2024")
    assert (china["value"], china["country"], china["iso3"]) == (3456024808739.12, "China", "CHN")
    assert (china["last_updated"], china["last_updated_is_rule"]) == (pd.Timestamp("2026-07-01"), False)
    assert frame["value"].notna().all() and "1W" not in set(frame["country_id"])  # rows without a value are left out
    assert len(frame) == 27


def test_pages_are_fetched_until_the_last_and_put_together(tmp_path: Path) -> None:
    frame = BANK.read(samples(BANK))
    bodies = publisher.bank_reserves(frame, TODAY, per_page=5)
    assert len(bodies) == 4 + 2
    with m.serving(bodies) as mirror:
        outcome, came = fetch(BANK, mirror, tmp_path)
    assert outcome.state == "new", outcome.detail
    assert mirror.asked[1][0].endswith("FI.RES.TOTL.CD?format=json&per_page=20000&date=1960:2026&page=2")
    same(judged(BANK, came), frame)


def test_a_page_that_is_missing_or_repeated_is_refused() -> None:
    pages = list(publisher.bank_reserves(BANK.read(samples(BANK)), TODAY, per_page=5).values())
    for bodies in ([*pages[:1], *pages[2:]], pages[:-1], [pages[0], pages[0], *pages[2:]], [*pages, pages[-1]]):
        with pytest.raises(Refused, match=r"pages of FI\.RES"):
            BANK.read(bodies)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"total":20', '"total":21', r"rows of FI.RES.TOTL.CD; expected 21, the stated total; found 20"),
        ('"pages":1', '"pages":2', "pages of FI.RES.TOTL.CD; expected 1 to 2"),
        ('"pages":1', '"pages":1000000', "column pages; expected a count"),
        ('"lastupdated":"2026-07-01"', '"lastupdated":"07/01/2026"', "column lastupdated"),
        ("FI.RES.TOTL.CD", "NY.GDP.MKTP.CD", "the indicator; expected FI.RES.TOTL.CD or FI.RES.XGLD.CD"),
        ('"date":"2024"', '"date":"2024Q4"', "a year, column date"),
        ('"value":3456024808739.12', '"value":"3456024808739.12"', "column value; expected a number or null"),
        ('"value":3456024808739.12', '"value":NaN', "column value; expected a number or null"),
        ('"countryiso3code"', '"iso3"', "column countryiso3code; expected a member"),
    ],
)  # fmt: skip
def test_another_answer_of_the_bank_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        BANK.read(edited(BANK, (old, new)))


def test_an_error_with_status_200_is_refused_in_its_own_words(tmp_path: Path) -> None:
    error = b'[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'
    with pytest.raises(Refused, match=r"an error.*The provided parameter value is not valid"):
        BANK.read([error])
    bodies = publisher.RENDER[BANK.name](BANK.read(samples(BANK)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[next(iter(bodies))] = m.instead(error)
        outcome, _ = fetch(BANK, mirror, tmp_path)
    assert outcome.state == "failed" and "The provided parameter value is not valid" in outcome.detail


@pytest.mark.parametrize(
    "body", [b"[]", b"[[]]", b'[{"page":0,"pages":0,"total":0},null]', b'[{"page":1,"pages":1,"total":0},[]]']
)
def test_an_answer_without_rows_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="expected a head and a list of rows"):
        BANK.read([body])


RESERVES = BANK.read(samples(BANK))
MISSTATED = {
    "in millions": (scaled(RESERVES, 1e-6), "reserves_of_china"),
    "a thousandfold": (scaled(RESERVES, 1000), "reserves_of_china|every_value"),
    "one year a thousandfold": (scaled(RESERVES, 1000, iso3="TUR", year="2023"), "thousand_times_another"),
    "one year a thousandth": (scaled(RESERVES, 0.001, iso3="EMU", year="2024"), "thousand_times_another"),
    "more without gold than with": (scaled(RESERVES, 3, iso3="TUR", indicator="FI.RES.XGLD.CD"), "not_more_than_with_gold"),
    "no India": (without(RESERVES, "iso3 == 'IND'"), "largest_are_there"),
    "one indicator only": (without(RESERVES, "indicator == 'FI.RES.XGLD.CD'"), "largest_are_there"),
    "a year missing inside": (without(RESERVES, "iso3 == 'JPN' and year == '2023'"), "no_year_is_missing_inside"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), MISSTATED.values(), ids=MISSTATED)
def test_plausible_looking_but_wrong_reserves_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(BANK, frame)


# The Pink Sheet


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
    assert COFER.stated_day(samples(COFER)) is None


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
def test_plausible_looking_but_wrong_prices_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(PINK, frame)


def packed_with(name: str, content: bytes) -> list[bytes]:
    [packed] = samples(PINK)
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return [out.getvalue()]


def test_a_workbook_that_unpacks_without_bound_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="up to 67,108,864 bytes unpacked"):
        PINK.read(packed_with("xl/media/zeros.bin", b"\0" * 65 * 2**20))


def test_a_workbook_with_entities_is_refused() -> None:
    with pytest.raises(Refused, match="XML without document types"):
        PINK.read(packed_with("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))


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


# The World Gold Council


def test_hand_checked_figures_of_the_council_sample() -> None:
    frame = judged(COUNCIL, samples(COUNCIL))
    assert len(frame) == 32
    usa = only(frame, iso3="USA", period_end=pd.Timestamp("2026-03-31"))
    assert (usa["gold_tonnes"], usa["fx_reserves_usd_mn"]) == (8133.5, 230000)
    late = only(frame, iso3="DEU", period_end=pd.Timestamp("2026-03-31"))
    assert late[["gold_tonnes", "gold_usd_mn", "fx_reserves_usd_mn"]].isna().all()  # not yet reported is not zero


def test_the_council_is_asked_only_with_a_licence_and_never_embedded() -> None:
    assert (COUNCIL.access, COUNCIL.embed) == ("licensed", "false")
    assert next(wgc_reserves.requests(TODAY)).url.endswith(
        "periodicity=QTD_FULL&startDate=2000-01-01&endDate=2026-12-31"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"unit":"Tonnes"', '"unit":"Ounces"', "the unit, column gold_reserves_tns; expected Tonnes"),
        ('"unit":"US$m"', '"unit":"US$"', r"the unit, column gold_reserves; expected US\$m"),
        ("QTD_FULL", "LAST_YEAR_END", "a member QTD_FULL"),
        ("gold_reserves_tns", "gold_tonnes", "a member gold_reserves_tns"),
        ('"name":"USA"', '"name":"CAN"', "the same holders and quarters in each metric"),
        ("1774915200000", "1774828800000", "a date, column USA; expected milliseconds of midnight"),
        ("1774915200000", '"2026-03-31"', "a date, column USA"),
        ("8133.5", '"8133.5"', "a figure, column gold_reserves_tns of USA"),
        ("8133.5", "NaN", "a figure, column gold_reserves_tns of USA"),
    ],
)
def test_another_answer_of_the_council_is_refused(old: str, new: str, says: str) -> None:
    every = old == "QTD_FULL"
    with pytest.raises(Refused, match=says):
        COUNCIL.read(edited(COUNCIL, (old, new), every=every))


def test_a_holder_that_stands_twice_with_other_values_is_refused() -> None:
    answer = json.loads(samples(COUNCIL)[0])
    holders = answer["chartData"]["linechart"]["QTD_FULL"]["gold_reserves_tns"]["data"]
    holders.append({"name": "USA", "data": [[1774915200000, 1.0]]})
    with pytest.raises(Refused, match="two values for USA"):
        COUNCIL.read([publisher.compact(answer)])


GOLD = COUNCIL.read(samples(COUNCIL))
MISWEIGHED = {
    "in kilograms": (GOLD.assign(gold_tonnes=GOLD["gold_tonnes"] * 1000), "8100_to_8200_tonnes"),
    "Turkey a thousandfold": (GOLD.assign(gold_tonnes=GOLD["gold_tonnes"].where(GOLD["iso3"] != "TUR", GOLD["gold_tonnes"] * 1000)), "gold_tonnes"),
    "gold in dollars": (GOLD.assign(gold_usd_mn=GOLD["gold_usd_mn"] * 1e6), "worth_a_price_of_gold"),
    "gold without its worth": (GOLD.assign(gold_usd_mn=float("nan")), "worth_a_price_of_gold"),
    "reserves in billions": (GOLD.assign(fx_reserves_usd_mn=GOLD["fx_reserves_usd_mn"] / 1000), "reserves_of_china"),
    "a quarter of reserves a thousandfold": (GOLD.assign(fx_reserves_usd_mn=GOLD["fx_reserves_usd_mn"].where(
        (GOLD["iso3"] != "TUR") | (GOLD["period_end"] != "2025-12-31"), 7e7)), "thousand_times|fx_reserves"),
    "no United States": (without(GOLD, "iso3 == 'USA'"), "8100_to_8200_tonnes"),
    "no Italy": (without(GOLD, "iso3 == 'ITA'"), "largest_are_there.*ITA"),
    "a quarter missing inside": (without(GOLD, "iso3 == 'FRA' and period_end.dt.month == 9"), "no_quarter_is_missing_inside"),
    "a holder nobody knows": (GOLD.replace({"iso3": {"TUR": "XXT"}}), "every_holder_is_in_countries_csv.*XXT"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), MISWEIGHED.values(), ids=MISWEIGHED)
def test_plausible_looking_but_wrong_holdings_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(COUNCIL, frame)


# The extract of gold


def test_hand_checked_figures_of_the_extract() -> None:
    frame = judged(EXTRACT, samples(EXTRACT))
    assert only(frame, iso3="DNK", period_end=pd.Timestamp("2026-03-31"))["gold_tonnes"] == 66.55
    assert set(frame.query("iso3 == 'VEN'")["period_end"].dt.year) == {2016, 2017}  # ended reporting: no rows, no zeros
    assert frame.query("iso3 == 'DEU'")["period_end"].max() == pd.Timestamp("2025-12-31")  # a late reporter


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("iso3,period_end,gold_tonnes", "iso3,period_end,gold_tonnes,note", "cells of a row|the header"),
        ("2026-03-31", "2026-03-30", "expected the end of a quarter"),
        ("2026-03-31", "31.03.2026", "a day in line"),
        ("66.55", "66,55", "cells of a row"),
        ("66.55", "n.a.", "a figure in line"),
    ],
)
def test_another_extract_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        EXTRACT.read(edited(EXTRACT, (old, new)))


@pytest.mark.parametrize("change", [("8133.46", "8133460"), ("66.55", "66550"), ("DNK", "XDK"), ("66.55", "")])
def test_a_wrong_extract_does_not_arrive(change: tuple[str, str]) -> None:
    with pytest.raises(Refused, match="fails in"):
        judged(EXTRACT, edited(EXTRACT, change))


# The publishers' own files


def body(path: str) -> bytes:
    return (DATA / path).read_bytes()


@real
def test_every_observation_of_the_recorded_cofer_is_accounted_for() -> None:
    text = body("imf/cofer_data_all_2014on.xml").decode()
    frame = arrived(COFER, COFER.read([text.encode()]))
    assert len(frame) == len(re.findall(r'TIME_PERIOD="\d{4}-Q\d"', text)) == 1108
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2025-Q4")["value"], 2) == 56.42
    )
    assert set(frame["published_on"]) == {pd.Timestamp("2026-07-01")}


@real
def test_an_earlier_vintage_says_when_it_was_published() -> None:
    frame = COFER.read([body("imf/cofer_shares.xml")])
    assert set(frame["published_on"]) == {pd.Timestamp("2026-03-27")}  # prepared on 2026-06-28
    assert round(only(frame, fxr_currency="CI_USD", time_period="2025-Q4")["value"], 2) == 56.77


@real
def test_an_answer_of_the_other_interface_is_refused() -> None:
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:IL, version 13"):
        LIQUIDITY.read([body("imf/imf_sdmx30_IL_JPN_RGV_REVS_Q_recorded_2025-12-16.xml")])


@real
def test_the_recorded_answers_of_the_bank_are_read() -> None:
    frame = BANK.read([body(f"worldbank/wb_FI_RES_{name}_CD.json") for name in ("TOTL", "XGLD")])
    assert len(frame) == 190  # of 192 rows, Russia's two of 2025 have no value
    china = frame.query("iso3 == 'CHN' and year == '2024'").set_index("indicator")["value"]
    assert china["FI.RES.TOTL.CD"] - china["FI.RES.XGLD.CD"] == pytest.approx(191220939000, abs=1e6)


@real
def test_every_month_of_the_pink_sheet_is_read() -> None:
    frame = arrived(PINK, PINK.read([body("prices/gold/worldbank_CMO-Historical-Data-Monthly_20260602.xlsx")]))
    assert (len(frame), frame["month"].iloc[0], frame["month"].iloc[-1]) == (797, "1960-01", "2026-05")
    assert (frame["gold"].iloc[0], frame["gold"].iloc[-1]) == (35.27, 4587.21)
    assert frame.index[-1] == 803


@real
def test_the_council_file_is_read_whole() -> None:
    frame = arrived(COUNCIL, COUNCIL.read([body("wgc/cbd_quarterly_2000_2026.json")]))
    assert (len(frame), frame["iso3"].nunique(), int(frame["gold_tonnes"].isna().sum())) == (12546, 123, 811)
    assert only(frame, iso3="CHN", period_end=pd.Timestamp("2024-12-31"))["fx_reserves_usd_mn"] == 3264803.87
    assert pd.isna(only(frame, iso3="DEU", period_end=pd.Timestamp("2026-03-31"))["gold_tonnes"])


@figures
@pytest.mark.parametrize(("vintage", "rows"), [("2026-01-19", 2100), ("2026-07-01", 1108)])
def test_the_full_vintages_of_cofer_make_the_round_trip(vintage: str, rows: int, tmp_path: Path) -> None:
    table = pd.read_csv(FIGURES / f"cofer_{vintage}.csv").rename(columns={"quarter": "time_period"})
    frame = table[[c.name for c in imf_cofer.KEY]].assign(
        published_on=pd.Timestamp(vintage), published_on_is_rule=False
    )
    read = arrived(COFER, round_trip(COFER, frame, tmp_path))
    assert len(read) == rows
    same(read, frame)


@figures
@pytest.mark.parametrize(
    ("source", "file", "rows"),
    [(ALLOCATED, "cofer_2025-09-07.csv", 2053), (EXTRACT, "gold_tonnes.csv", 1399)],
    ids=["cofer", "gold"],
)
def test_the_full_embedded_tables_are_read_and_make_the_round_trip(
    source: Source, file: str, rows: int, tmp_path: Path
) -> None:
    frame = arrived(source, source.read([(FIGURES / file).read_bytes()]))
    assert len(frame) == rows
    same(round_trip(source, frame, tmp_path), frame)


@figures
def test_the_full_prices_make_the_round_trip(tmp_path: Path) -> None:
    frame = pd.read_csv(FIGURES / "gold_price_monthly.csv").rename(columns={"gold_usd_oz": "gold"})
    read = arrived(PINK, round_trip(PINK, frame, tmp_path))
    assert len(read) == 797
    same(read, frame)


@figures
def test_the_full_reserves_of_the_bank_make_the_round_trip(tmp_path: Path) -> None:
    parts = []
    for indicator, file in (("FI.RES.TOTL.CD", "total_reserves"), ("FI.RES.XGLD.CD", "reserves_ex_gold")):
        table = pd.read_csv(FIGURES / f"worldbank_{file}.csv", dtype={"year": str})
        parts.append(table.set_axis(["iso3", "year", "value"], axis=1).assign(indicator=indicator))
    frame = pd.concat(parts).assign(country_id=lambda f: f["iso3"], country=lambda f: f["iso3"])
    frame = frame.assign(last_updated=pd.Timestamp("2026-07-01"), last_updated_is_rule=False)
    frame = frame[[c.name for c in BANK.columns]]
    read = arrived(BANK, round_trip(BANK, frame, tmp_path))
    assert len(read) == 9337 + 95
    same(read, frame)
