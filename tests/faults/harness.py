"""A warehouse fed by stand-in publishers, refreshed by a process that can be killed at any step."""

import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import duckdb
import pandas as pd

from pipelines.archive.store import Archive
from pipelines.publish import seal
from tests import mirror as m
from tests.conftest import BY_NAME, DATA, NOW, environment
from tests.forks import Forks
from tests.publishers import world

FILE, SOURCE, DAY = "reservewatch.duckdb", "fiscal_auctions", "2026-08-13"
# Each publication offers more on that day than the one before it, so the newest is the largest.
IN_RAW = f"select max(offering_amt) / 1e9 from raw.{SOURCE} where auction_date = '{DAY}'"
IN_MART = f"select offered_usd_bn from marts.auctions where newest_auction = '{DAY}'"


class Ended(NamedTuple):
    """How a command ended: exit code (negative: the signal), seconds, its place or number of steps, and its errors."""

    code: int
    seconds: float
    place: str
    said: str


class Warehouse:
    """A home and its publishers; each command comes a moment later than the one before it."""

    def __init__(self, home: Path, mirror: m.Mirror, more: Mapping[str, str] = MappingProxyType({})) -> None:
        self.home, self.mirror, self.more, self.forks = home, mirror, more, Forks()
        home.mkdir(exist_ok=True)

    def run(self, *arguments: str, **kill: float | str) -> Ended:
        """One command; `step` or `seconds` say where it is killed, `places` is a file for the place of every step."""
        note, start = self.home.with_suffix(".place"), time.monotonic()
        env = environment(self.home, self.mirror.url) | {**self.more}
        ended = self.forks.run(arguments, env, kill={"note": str(note), **kill})
        return Ended(ended.returncode, round(time.monotonic() - start, 1), note.read_text().strip(), ended.stderr)


def publishers() -> dict[str, bytes]:
    """Every publisher; TIC's files as published where they are at hand."""
    files = m.bodies_of(DATA) if (DATA / "urls.csv").exists() else {}
    return world.bodies(NOW.date()) | {url: b for url, b in files.items() if "ticdata" in url}


def news(number: int) -> tuple[float, dict[str, bytes]]:
    """USD bn offered in one auction, after so many revisions, and the answers of its publisher."""
    frame = world.frame(BY_NAME[SOURCE])
    offered = 110_000_000_000 + number * 1_000_000
    frame.loc[frame["auction_date"] == pd.Timestamp(DAY), "offering_amt"] = offered
    return offered / 1e9, world.RENDER[SOURCE](frame, NOW.date())


def read(file: Path) -> tuple[float, str]:
    """What a reader finds: the amount offered, the same in its raw table and in the mart, and the publication it is of."""
    with duckdb.connect(str(file), read_only=True) as con:
        raw, mart = con.execute(f"select ({IN_RAW}), ({IN_MART})").fetchone() or ()
        assert raw == mart
        return raw, str(con.execute("select fingerprint from meta.publication").fetchone())


def whole(home: Path) -> tuple[float, str]:
    """The published file is to the byte what was published, with no log beside it, and readable."""
    assert seal.fault(home / FILE) is None
    assert not (home / f"{FILE}.wal").exists()
    return read(home / FILE)


def left_behind(home: Path) -> list[str]:
    """Files that only a killed command leaves."""
    return [p.name for pattern in ("*.new-*", "*.part-*", "*.set-aside*") for p in home.rglob(pattern)]


def repairs(home: Path) -> int:
    """How often something was repaired."""
    return sum(e["event"] == "repaired" for e in Archive(home / "archive").events())
