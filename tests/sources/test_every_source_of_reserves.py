"""Reserves, gold and currencies: samples, a fetch through the mirror, and what must be refused."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import samples
from tests.publishers import reserves as publisher
from tests.sources.reserves import (
    ALLOCATED,
    BANK,
    COFER,
    COUNCIL,
    EXTRACT,
    FIGURES,
    HTML,
    LIQUIDITY,
    PINK,
    TODAY,
    arrived,
    fetch,
    figures,
    judged,
    round_trip,
    same,
)

ALL = [LIQUIDITY, COFER, ALLOCATED, BANK, PINK, COUNCIL, EXTRACT]
FETCHED = [s for s in ALL if s.access != "embedded"]
each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)
each_fetched = pytest.mark.parametrize("source", FETCHED, ids=lambda s: s.name)


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
@pytest.mark.promise("parsers.cut")
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
@pytest.mark.promise("parsers.strange_bytes")
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
@pytest.mark.promise("parsers.another_file")
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match=r"beginning of the file|the workbook"):
        source.read([*samples(source)[:-1], body])


@each
@pytest.mark.promise("parsers.cut")
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


@pytest.mark.promise("parsers.cut")
def test_a_part_of_a_frozen_table_is_not_the_whole() -> None:
    for source in (ALLOCATED, EXTRACT):
        with pytest.raises(Refused, match="every_row_of_the_frozen_file"):
            arrived(source, source.read(samples(source)))


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
