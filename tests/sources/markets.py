"""What the tests of FRED, Shiller, the LBMA and the extract of CoinGecko share."""

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
    crypto_month_end_extract,
    fred,
    fred_accounts,
    fred_stress,
    fred_tic,
    lbma_gold,
    shiller_sp500,
)
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import fred as fred_family
from tests import mirror as m
from tests.conftest import DATA

TODAY = date(2026, 8, 24)
FIGURES = DATA.parent / "figures"
figures = pytest.mark.skipif(
    not (FIGURES / "fred.csv").exists(), reason=f"the full figures are not at hand in {FIGURES}"
)
FRED, STRESS, ACCOUNTS, TIC = fred.SOURCE, fred_stress.SOURCE, fred_accounts.SOURCE, fred_tic.SOURCE
SHILLER, CRYPTO, LBMA = shiller_sp500.SOURCE, crypto_month_end_extract.SOURCE, lbma_gold.SOURCE
FROM_FRED = [FRED, STRESS, ACCOUNTS, TIC]
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


def same(one: pd.DataFrame, other: pd.DataFrame, key: list[str]) -> None:
    one, other = (f.sort_values(key).reset_index(drop=True) for f in (one, other))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


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
