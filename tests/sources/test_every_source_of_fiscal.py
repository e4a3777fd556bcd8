"""Fiscal Data, the curves and Binance: samples, a fetch through the mirror, and what must be refused."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import samples
from tests.publishers.fiscal import RENDER
from tests.sources.fiscal import (
    BINANCE,
    CURVES,
    DATASETS,
    HTML,
    INTEREST,
    PAR,
    PENNY,
    arrived,
    fetched,
    figures,
    full,
    judged,
    plan,
    read,
    round_trip,
    same,
    today,
)

ALL = [*DATASETS, *CURVES, BINANCE]
each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, *samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
def test_what_is_rendered_is_fetched_and_read_as_it_was(source: Source, tmp_path: Path) -> None:
    frame = read(source)
    back = round_trip(source, frame, today(source), tmp_path)
    if source is BINANCE:  # the last prices stand until today
        back = back.merge(frame[["symbol", "date"]])
    same(back, frame, source)


@each
def test_the_mirror_has_every_body_that_is_asked_for_months_later(source: Source) -> None:
    bodies = RENDER[source.name](read(source), date(2026, 11, 25))
    assert [r.url for r in plan(source, date(2026, 11, 25), lambda r: bodies[r.url])] == list(bodies)
    judged(source, *bodies.values())


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n"])
@pytest.mark.promise("parsers.another_file")
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([*samples(source)[:-1], body])


@each
@settings(max_examples=80, deadline=None)
@given(data=st.data())
@pytest.mark.promise("parsers.cut")
def test_a_body_cut_at_any_byte_is_refused_or_says_the_same(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    n = data.draw(st.integers(0, len(bodies) - 1))
    bodies[n] = bodies[n][: data.draw(st.integers(0, len(bodies[n]) - 1))]
    try:
        frame = source.read(bodies)
    except Refused:
        return
    pd.testing.assert_frame_equal(frame, read(source))


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.promise("parsers.strange_bytes")
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    body = bytearray(bodies[0])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body), *bodies[1:]])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal) or "line" in str(refusal)


@each
@pytest.mark.promise("parsers.layout")
def test_carriage_returns_do_not_matter(source: Source) -> None:
    dos = [b.replace(b"\n", b"\r\n") for b in samples(source)]
    pd.testing.assert_frame_equal(source.read(dos), read(source))


@each
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (m.status(204), "answered 204 No Content; expected 200"),
        (m.status(451), "answered 451 Unavailable For Legal Reasons; expected 200"),
        (m.status(400, b'{"error":"Invalid Query Param","message":"..."}'), "answered 400"),
        (m.cut(300), "broke off|IncompleteRead"),
    ],
)
def test_a_failed_answer_is_a_failed_fetch_with_its_reason(
    source: Source, fault: m.Fault, says: str, tmp_path: Path
) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[list(bodies)[-1]] = fault
        outcome, kept = fetched(source, mirror, today(source), tmp_path)
    assert outcome.state == "failed" and kept == []
    assert re.search(says, outcome.detail), outcome.detail


@each
def test_a_page_with_status_200_is_kept_and_refused(source: Source, tmp_path: Path) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[list(bodies)[-1]] = m.instead(HTML)
        outcome, kept = fetched(source, mirror, today(source), tmp_path)
    if outcome.state == "failed":  # a body that would be kept for good is looked at as it comes
        assert re.search(r"beginning of the file.*<!DOCTYPE html>", outcome.detail), outcome.detail
        return
    assert outcome.state == "new" and HTML in kept
    with pytest.raises(Refused, match=r"beginning of the file.*<!DOCTYPE html>"):
        source.read(kept)


@pytest.mark.parametrize("source", [PENNY, PAR, BINANCE], ids=lambda s: s.name)
def test_too_many_requests_are_tried_again(source: Source, tmp_path: Path) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[next(iter(bodies))] = m.after(1, m.status(429, Retry_After="0"))
        outcome, _ = fetched(source, mirror, today(source), tmp_path)
    assert outcome.state == "new"


@figures
@pytest.mark.parametrize(
    ("source", "rows"), [(PENNY, 8376), (INTEREST, 390), (PAR, 99_292)], ids=lambda v: getattr(v, "name", v)
)
def test_the_full_figures_come_back_through_the_mirror(source: Source, rows: int, tmp_path: Path) -> None:
    frame = full(source.name)
    back = round_trip(source, frame, date(2026, 8, 22), tmp_path)
    assert len(back) == rows
    same(arrived(source, back), frame.reset_index(drop=True), source)


def test_the_licence_of_a_source_says_what_may_be_embedded() -> None:
    assert [s.embed for s in (*DATASETS, *CURVES)] == ["true"] * 8
    assert all(s.access == "open" for s in ALL)


def test_the_lag_of_each_source_is_declared() -> None:
    lags = {s.name: s.known_by.due_after_days for s in ALL}
    assert lags == {
        "fiscal_debt_to_penny": 3, "fiscal_interest_expense": 10, "fiscal_mspd": 8, "fiscal_average_rates": 8,
        "treasury_gold": 30, "fiscal_auctions": 1, "treasury_par_curve": 1, "treasury_real_curve": 1, "binance_klines": 1,
    }  # fmt: skip
    assert {s.known_by.kind for s in ALL} == {"lag"}
