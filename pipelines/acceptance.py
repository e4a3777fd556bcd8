"""What of a payload enters raw: it is read, compared with the payload before it, and checked.

A payload is accepted or refused as a whole. Only where its series are independent (FRED) is a faulty series left out:
its loaded values stay, and the other series enter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines import continuity
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.periods import observed

Validate = Callable[[DuckDBPyConnection, Source, pd.DataFrame], list[str]]
Faults = dict[str, str]


@dataclass(frozen=True)
class Rows:
    """The rows of a payload, and why some of its series are not among them."""

    frame: pd.DataFrame
    left_out: Sequence[str] = ()


def read(source: Source, bodies: list[bytes]) -> Rows:
    """The rows of the bodies; of independent series, without the bodies that cannot be read."""
    try:
        return Rows(source.read(bodies))
    except Refused:
        if not source.series or len(bodies) == 1:
            raise
    faults = {number: fault for number, body in enumerate(bodies, 1) if (fault := _fault(source, body))}
    good = [body for number, body in enumerate(bodies, 1) if number not in faults]
    left_out = [f"file {number} of {len(bodies)} was left out: {fault}" for number, fault in faults.items()]
    return Rows(source.read(good or bodies), left_out)


def _fault(source: Source, body: bytes) -> str | None:
    try:
        source.read([body])
    except Refused as refused:
        return str(refused)
    return None


def accept(con: DuckDBPyConnection, source: Source, rows: Rows, is_dated: bool, validate: Validate) -> Rows:
    """The rows that may enter, and why some series may not; Refused if none may."""
    days = observed(rows.frame, source) + (pd.offsets.MonthEnd(0) if not source.is_daily else pd.Timedelta(0))
    faults = continuity.faults(con, source, rows.frame.assign(day=days), is_dated)
    frame = _without(source, rows.frame, faults)
    failures = validate(con, source, frame)
    if failures and source.series and (failing := _failing_series(con, source, frame, validate)):
        frame, faults = _without(source, frame, failing), faults | failing
        failures = validate(con, source, frame)
    if failures:
        raise Refused("\n".join([*rows.left_out, *failures]), todo="Nothing of this payload was loaded.")
    left_out = [f"{name} was left out, its loaded values stay: {fault}" for name, fault in faults.items()]
    return replace(rows, frame=frame, left_out=[*rows.left_out, *left_out])


def _failing_series(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame, validate: Validate) -> Faults:
    """Why series fail: by themselves, or beside the series that ends last. None if all would fail."""
    alone = _failing(con, source, frame, validate, "")
    rest = frame[~frame[source.series].isin(alone)]
    known = rest[rest[[c.name for c in source.values]].notna().any(axis=1)]
    if known.empty:
        return {}
    last = known[source.series].iloc[int(observed(known, source).to_numpy().argmax())]
    return alone | _failing(con, source, rest, validate, str(last))


def _failing(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame, validate: Validate, beside: str) -> Faults:
    names = frame[source.series]
    failures = {name: validate(con, source, frame[names.isin([name, beside])]) for name in names.unique()}
    return {name: "; ".join(found) for name, found in failures.items() if found}


def _without(source: Source, frame: pd.DataFrame, faults: Mapping[str, str]) -> pd.DataFrame:
    """The rows of the other series; Refused where there are none."""
    if not faults:
        return frame
    rest = frame[~frame[source.series].isin(faults)] if source.series else frame[:0]
    if rest.empty:
        raise Refused("\n".join(faults.values()), todo="")
    return rest
