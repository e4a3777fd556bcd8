"""FRED, Shiller, the LBMA and CoinGecko: samples, a fetch through the mirror, and what must be refused."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import fred as fred_family
from tests import mirror as m
from tests.conftest import samples
from tests.publishers import markets as publisher
from tests.sources.markets import (
    ACCOUNTS,
    CRYPTO,
    FAULTS,
    FRED,
    FROM_FRED,
    HTML,
    LBMA,
    SHILLER,
    STRESS,
    TIC,
    TODAY,
    fetch,
    figures,
    figures_of,
    judged,
    same,
)

ALL = [FRED, STRESS, ACCOUNTS, TIC, SHILLER, CRYPTO, LBMA]
each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)


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


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
def test_the_line_or_record_of_a_row_is_the_one_it_was_read_from(source: Source) -> None:
    body = samples(source)[0]
    parts = body.decode().splitlines() if source.part == "line" else json.loads(body)
    for n, row in source.read([body]).iterrows():
        day = row[source.period]
        assert (day if isinstance(day, str) else f"{day:%Y-%m-%d}") in str(parts[int(str(n)) - 1])


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n", b'{"error_code":400}\n'])
@pytest.mark.promise("parsers.another_file")
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([body])


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.promise("parsers.cut")
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
@pytest.mark.promise("parsers.strange_bytes")
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    body = bytearray(samples(source)[0])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body)])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal)


@each
@pytest.mark.promise("parsers.layout")
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


def test_what_has_an_owner_is_fetched_and_never_embedded() -> None:
    owned = {"SP500", "NASDAQCOM", "VIXCLS", "MORTGAGE30US", "IRLTLT01JPM156N", "IR3TIB01JPM156N"}
    assert owned <= set(fred_family.ids("fred"))
    assert not any(name in FRED.embed for name in owned)
    assert (TIC.embed, LBMA.embed, LBMA.access, CRYPTO.access) == ("false", "false", "licensed", "embedded")


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
