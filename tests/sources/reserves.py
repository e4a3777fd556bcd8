"""What the tests of reserves, gold and currencies share."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

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
from tests.conftest import DATA, samples
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


NEW = COFER.read(samples(COFER))


def body(path: str) -> bytes:
    return (DATA / path).read_bytes()
