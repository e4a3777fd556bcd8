"""Refuses a payload that ends earlier, or has fewer rows, than the payload before it.

A file that ends before the loaded data is older, or was cut at the end of a line. The same holds for fewer rows in the
same span. The payload before it is the newest of an earlier day: of fetch, or of vintage where payloads state one.
So an older file with its day is compared with what was loaded by then. Independent series are compared one by one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused

OLDER = (
    "Nothing of it was loaded. If the file is older, ingest it with --vintage DAY, the day on which it was saved or"
    " released. Otherwise it is cut: fetch it again."
)
FEWER = f"{OLDER} Do the same if the publisher withdrew rows."


def faults(con: DuckDBPyConnection, source: Source, incoming: pd.DataFrame, is_dated: bool) -> dict[str, str]:
    """Why each series may not enter, by name; of a source without independent series the name is ''.

    `incoming` is a parsed payload with `payload, fetched_at, vintage`, and `day`, the day of each observation.
    `is_dated`: its user gave its day, so rows may be missing inside; it may still not end too early.
    """
    if source.known_by.may_be_partial:
        return {}
    con.register("incoming", incoming)
    known = f"select distinct {_series(source)} from raw.{source.name} as raw"
    wanted = {series for (series,) in con.execute(known).fetchall()} & _names(source, incoming)
    found: dict[str, str] = {}
    for payload, fetched_at in _before(con, source, incoming) if wanted else []:
        compared = con.execute(_compared(source), [source.name, payload, fetched_at]).fetchall()
        for series, *sizes in compared:
            if series in wanted and (fault := _fault(series, fetched_at[:10], sizes, is_dated)):
                found[series] = str(fault)
        wanted -= {series for series, *_ in compared}
        if not wanted:
            break
    con.unregister("incoming")
    return found


def _series(source: Source) -> str:
    return f'"{source.series}"' if source.series else "''"


def _names(source: Source, incoming: pd.DataFrame) -> set[str]:
    return set(incoming[source.series]) if source.series else {""}


def _before(con: DuckDBPyConnection, source: Source, incoming: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Payloads before this one, the newest first."""
    day = "fetched_at[1:10]" if source.known_by.is_in_order_of_fetch else "vintage"
    rows = con.execute(
        f"""
        with
        now as (select fetched_at, max(vintage)::date as vintage from incoming group by fetched_at),
        came as (
          select payload, fetched_at, max(vintage) as vintage from meta.partitions where source = ? group by all
        )
        select came.payload, came.fetched_at
        from came
        join now on (came.{day}, came.fetched_at) < (now.{day}, now.fetched_at)
        order by came.{day} desc, came.fetched_at desc, came.payload desc""",
        [source.name],
    )
    yield from rows.fetchall()


def _compared(source: Source) -> str:
    """SQL of the newest value and the rows of each series, in the new payload and in one before it."""
    values = ", ".join(f'"{c.name}"' for c in source.values)
    is_known = f"coalesce({values}) is not null"
    return f"""
        with
        held as (
          select {_series(source)} as series, {source.day} as day, {is_known} as is_known
          from raw.{source.name} as raw
          join meta.partitions as s using (partition_hash, period)
          where s.source = ? and s.payload = ? and s.fetched_at = ?
        ),
        now as (
          select
            {_series(source)} as series, min(day)::date as first, max(day)::date as last,
            max(day) filter ({is_known})::date as newest, count(*) as rows
          from incoming
          group by all
        )
        select
          series, max(day) filter (is_known)::date, newest, first, last,
          count(*) filter (day between first and last), rows
        from now
        join held using (series)
        group by all"""


def _fault(series: str, before: str, sizes: Sequence[Any], is_dated: bool) -> Refused | None:
    held_newest, newest, first, last, held_rows, rows = sizes
    of, came = f" of {series}" if series else "", f"as in the payload of {before}"
    if held_newest and (newest is None or newest < held_newest):
        return Refused(f"the newest value{of}", expected=f"{held_newest} or later, {came}", found=newest, todo=OLDER)
    if rows < held_rows and not is_dated:
        what = f"the rows{of} from {first} to {last}"
        return Refused(what, expected=f"{held_rows} or more, {came}", found=rows, todo=FEWER)
    return None
