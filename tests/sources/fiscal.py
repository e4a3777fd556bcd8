"""What the tests of Fiscal Data, the Treasury's two curves and Binance share."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources import (
    binance_klines,
    fiscal_auctions,
    fiscal_average_rates,
    fiscal_debt_to_penny,
    fiscal_interest_expense,
    fiscal_mspd,
    treasury_gold,
    treasury_par_curve,
    treasury_real_curve,
)
from pipelines.sources.base import Request, Response, Source
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import DATA, samples
from tests.publishers.fiscal import RENDER, envelope

PENNY, INTEREST, MSPD = fiscal_debt_to_penny.SOURCE, fiscal_interest_expense.SOURCE, fiscal_mspd.SOURCE
RATES, GOLD, BINANCE = fiscal_average_rates.SOURCE, treasury_gold.SOURCE, binance_klines.SOURCE
AUCTIONS = fiscal_auctions.SOURCE
PAR, REAL = treasury_par_curve.SOURCE, treasury_real_curve.SOURCE
DATASETS = [PENNY, INTEREST, MSPD, RATES, GOLD, AUCTIONS]
CURVES = [PAR, REAL]
# A day on which the plan of a source asks for exactly the bodies of its sample (Binance: for more).
TODAY = {PAR.name: date(1990, 2, 10), REAL.name: date(2003, 2, 10), BINANCE.name: date(2020, 9, 5)}
FIGURES = DATA.parent / "figures"
figures = pytest.mark.skipif(not FIGURES.exists(), reason=f"the full figures are not at hand in {FIGURES}")
HTML = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"


def judged(source: Source, *bodies: bytes) -> pd.DataFrame:
    """The frame of bodies that are read and pass their checks on arrival; else Refused."""
    return arrived(source, source.read(list(bodies)))


def arrived(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    with connect(":memory:") as con:
        failures = arrival(con, source, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def read(source: Source) -> pd.DataFrame:
    return source.read(samples(source))


def on(source: Source, day: str) -> pd.DataFrame:
    """The rows of one date of a sample."""
    frame = read(source)
    return frame[frame[source.key[0]] == pd.Timestamp(day)]


def today(source: Source) -> date:
    return TODAY.get(source.name, date(2026, 8, 22))


def plan(source: Source, day: date, answer: Callable[[Request], bytes] = lambda _: b"") -> list[Request]:
    """The requests of a plan whose every request is answered."""
    requests, steps = [], source.plan(day)
    request = next(steps)
    while True:
        requests.append(request)
        try:
            request = steps.send(Response(request.url, answer(request)))
        except StopIteration:
            return requests


def fetched(source: Source, mirror: m.Mirror, day: date, home: Path) -> tuple[Outcome, list[bytes]]:
    """What one fetch through a mirror kept."""
    archive = Archive(home)
    outcome = Fetcher(archive, mirror.url, 60, pace=0, today=day).fetch([source])[source.name]
    kept = archive.payloads(source.name)
    return outcome, archive.bodies(kept[-1]) if kept else []


def round_trip(source: Source, frame: pd.DataFrame, day: date, home: Path) -> pd.DataFrame:
    """Render, serve, fetch, read: the figures as they come back, like those that went in."""
    with m.serving(RENDER[source.name](frame, day)) as mirror:
        outcome, bodies = fetched(source, mirror, day, home)
    assert outcome.state == "new", outcome.detail
    return source.read(bodies)


def same(one: pd.DataFrame, other: pd.DataFrame, source: Source) -> None:
    parts = [f.sort_values(list(source.key)).reset_index(drop=True) for f in (one, other)]
    pd.testing.assert_frame_equal(*parts, check_dtype=False)


def page(source: Source, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The sample, changed."""
    document = json.loads(samples(source)[0])
    change(document)
    return json.dumps(document).encode()


def recounted(source: Source, records: list[dict[str, Any]]) -> bytes:
    """A page of other records, counted as they are."""
    return envelope(source, records, 1, max(1, len(records)))


def records(source: Source) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(samples(source)[0])["data"]
    return found


def with_value(source: Source, where: dict[str, str], **values: Any) -> bytes:
    """The sample with other values in the records that match."""
    found = records(source)
    hits = [r for r in found if where.items() <= r.items()]
    assert hits
    for hit in hits:
        hit.update(values)
    return recounted(source, found)


def without(source: Source, **where: str) -> bytes:
    kept = [r for r in records(source) if not where.items() <= r.items()]
    assert len(kept) < len(records(source))
    return recounted(source, kept)


def curve_lines(source: Source) -> list[bytes]:
    return samples(source)[0].splitlines(keepends=True)


def wide(source: Source) -> pd.DataFrame:
    """The sample as a table of days and tenors."""
    found = read(source).pivot(index="date", columns="tenor", values=source.columns[2].name)
    return found[[t for t in (*treasury_par_curve.TENORS, *treasury_real_curve.TENORS) if t in found]]


@cache
def full(name: str) -> pd.DataFrame:
    """The figures of a source, in its columns."""
    if name == PENNY.name:
        found = pd.read_csv(FIGURES / "debt_to_penny.csv", parse_dates=["date"])
        return found.set_axis([c.name for c in PENNY.columns], axis="columns")
    if name == INTEREST.name:
        found = pd.read_csv(FIGURES / "interest_expense_monthly.csv", parse_dates=["date"])
        found = found.set_axis(["record_date", "expense_catg_desc", "month_expense_amt"], axis="columns")
        found = found.assign(expense_group_desc=None, expense_type_desc=None)
        return found[[c.name for c in INTEREST.columns]]
    found = pd.read_csv(FIGURES / "treasury_par_curve.csv", parse_dates=["date"])
    return found.melt("date", var_name="tenor", value_name="par_yield").dropna()


def one_page(recorded: dict[str, Any]) -> bytes:
    """A recorded page of one row, as if it were all there is."""
    meta = recorded.get("meta", {}) | {
        "count": len(recorded["data"]),
        "total-count": len(recorded["data"]),
        "total-pages": 1,
    }
    return json.dumps({"data": recorded["data"], "meta": meta}).encode()
