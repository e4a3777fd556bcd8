"""Every source reads its sample, and refuses what is not its file."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import tic
from tests.conftest import SAMPLES, sample, samples
from tests.sources.tic import judged

each = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
HTML = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, *samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n"])
@pytest.mark.promise("parsers.another_file")
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match=r"beginning of the file|a whole xlsx file"):
        source.read([body])


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.promise("parsers.cut")
def test_a_file_cut_at_any_byte_is_refused_or_says_the_same(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    nth = data.draw(st.integers(0, len(bodies) - 1))
    at = data.draw(st.integers(0, len(bodies[nth]) - 1))
    try:
        frame = source.read([*bodies[:nth], bodies[nth][:at], *bodies[nth + 1 :]])
    except Refused:
        return
    whole = source.read(bodies)
    # A file without an end mark that is cut between two lines says less, never something else: its length tells.
    if bodies[nth][:at].endswith(b"\n") and not source.url.startswith(tic.BASE):
        whole = whole.merge(frame[list(source.key)], on=list(source.key)).set_index(frame.index)
    pd.testing.assert_frame_equal(frame, whole)


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.promise("parsers.strange_bytes")
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    body = bytearray(sample(source))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body), *samples(source)[1:]])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal) or "line" in str(refusal)


@each
def test_it_has_tests_of_its_own_and_a_sample(source: Source) -> None:
    file = Path(__file__).with_name(f"test_{source.name}.py")
    assert file.exists(), f"tests/sources/{file.name} is missing; write one with hand-checked figures of the sample"
    assert re.search(r"^ *def test_", file.read_text(), re.MULTILINE), f"tests/sources/{file.name} has no test"
    assert any((SAMPLES / source.name).iterdir()), f"tests/samples/{source.name} has no file"
