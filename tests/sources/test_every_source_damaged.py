"""Whatever bytes a source gets, it reads rows as declared, or refuses them by a place: `tests/fuzz/verdict.py`.

`tests/corpus/<source>/` holds what once broke a parser, one small file a kind, in place of the first body.
"""

import resource
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from tests.conftest import BY_NAME, ROOT, samples
from tests.fuzz.mutations import damaged
from tests.fuzz.verdict import fault

CORPUS = sorted((ROOT / "tests" / "corpus").glob("*/*"))
each = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
few = settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
strange = pytest.mark.promise("parsers.strange_bytes")


@strange
@pytest.mark.parametrize("file", CORPUS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_once_broke_a_parser_is_read_or_refused_by_its_place(file: Path) -> None:
    source = BY_NAME[file.parent.name]
    assert fault(source, [file.read_bytes(), *samples(source)[1:]]) is None


@strange
@each
@few
@given(data=st.data())
def test_damage_is_read_or_refused_by_its_place(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    nth = data.draw(st.integers(0, len(bodies) - 1))
    bodies[nth] = damaged(bodies[nth], lambda n: data.draw(st.integers(0, n - 1)))
    assert fault(source, bodies) is None


@strange
@each
@few
@given(rest=st.binary(max_size=300))
def test_any_bytes_after_a_right_beginning_are_refused_by_their_place(source: Source, rest: bytes) -> None:
    assert fault(source, [source.begins[0] + rest]) is None


@strange
@each
def test_what_is_long_costs_little_time_and_memory(source: Source) -> None:
    body, before = samples(source)[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    for part in (b"[", b'{"a":', b"<a>", b",", b"\t", b'"', b"1", b"\n"):
        long = part * (300_000 // len(part))
        assert fault(source, [source.begins[0] + long]) is None
        assert fault(source, [body[: len(body) // 2] + long + body[len(body) // 2 :], *samples(source)[1:]]) is None
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kilobytes


@strange
def test_a_workbook_that_states_a_smaller_size_than_it_unpacks_to_is_refused() -> None:
    source, out = BY_NAME["worldbank_gold_price"], BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b" " * 2**26)
    lie = out.getvalue().replace((2**26).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lie != out.getvalue() and fault(source, [lie]) is None


FAR_OFF = {
    "tic_slt3": 1000, "tic_first_prints": 1000, "fred": 1000, "fiscal_debt_to_penny": 1000, "fiscal_auctions": 1000, "imf_liquidity": 1000,
    "worldbank_reserves": 1000, "worldbank_gold_price": 3, "treasury_par_curve": 100, "binance_klines": 10, "lbma_gold": 10, "shiller_sp500": 10,
}  # fmt: skip


@pytest.mark.promise("parsers.far_off")
@pytest.mark.parametrize("name", FAR_OFF)
def test_a_figure_far_off_is_refused_by_its_line_or_record(name: str) -> None:
    source = BY_NAME[name]
    frame = source.read(samples(source))
    row, value = len(frame) // 2, next(c.name for c in source.values if frame[c.name].iloc[len(frame) // 2])
    frame.iloc[row, frame.columns.get_loc(value)] *= FAR_OFF[name]
    with connect(":memory:") as con:
        failures = arrival(con, source, frame)
    assert any(f"{source.part} {frame.index[row]}, " in failure for failure in failures), failures


# Published beside what is read, and read by no table; some pounds are wrong as published.
UNREAD = {"lbma_gold": {"gbp"}, "fiscal_mspd": {"debt_held_public_mil_amt", "intragov_hold_mil_amt"}}


@pytest.mark.promise("parsers.far_off")
@each
def test_a_value_with_the_wrong_sign_is_refused_where_none_is_negative(source: Source) -> None:
    frame = source.read(samples(source))
    for column in {c.name for c in source.values if frame[c.name].dtype.kind == "f"} - UNREAD.get(source.name, set()):
        positive = frame.index[frame[column] > 0]
        if positive.empty or (frame[column] < 0).any():
            continue
        turned = frame.copy()
        turned.loc[positive[-1], column] *= -1
        with connect(":memory:") as con:
            assert arrival(con, source, turned), f"{column} of {source.part} {positive[-1]}"
