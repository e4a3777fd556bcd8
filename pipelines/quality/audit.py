"""Results of expectations, kept by the fingerprint of the table that they were found of."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines import metadata, settings
from pipelines.quality.expectations import Result, name_of, validate
from pipelines.sources.base import Source


def record(con: DuckDBPyConnection, table: str, fingerprint: str, results: Iterable[Result]) -> None:
    """Keep the newest results of a table in `meta.expectations`."""
    at = settings.timestamp()
    con.execute("delete from meta.expectations where table_name = ?", [table])
    rows = [[table, r.name, r.success, r.unexpected, r.detail, fingerprint, at] for r in results]
    metadata.put(con, "expectations", rows)


def results(con: DuckDBPyConnection, table: str, fingerprint: str | None = None) -> list[Result]:
    """The newest results of a table, or those at one fingerprint."""
    rows = con.execute(
        "select expectation, success, unexpected_count, detail from meta.expectations"
        " where table_name = ? and fingerprint = coalesce(?, fingerprint) order by rowid",
        [table, fingerprint],
    )
    return [Result(*row) for row in rows.fetchall()]


def passed(results: Sequence[Result], blocking: set[str]) -> bool:
    """Is there a result of every expectation that blocks, and is none of them a failure?"""
    return blocking <= {r.name for r in results if r.success is not False}


def arrival(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame) -> list[str]:
    """Validate a parsed payload before it may enter raw. Returns what is wrong with it."""
    con.register("arrived", frame.rename_axis("line").reset_index())
    con.execute("create or replace temp table payload as from arrived")
    con.unregister("arrived")
    found = validate(con, "payload", source.expect)
    con.execute("drop table payload")
    record(con, f"raw.{source.name}", "", found)
    todo = {name_of(e): f". {e['todo']}" for e in source.expect if "todo" in e}
    failed = [r for r in found if r.success is False]
    told = [re.sub(r"(^|; )line (?=\d)", rf"\1{source.part} ", r.detail or "") for r in failed]
    return [
        f"{r.name} fails in {r.unexpected} row{'s' * (r.unexpected != 1)}, such as: {detail}{todo.get(r.name, '')}"
        for r, detail in zip(failed, told, strict=True)
    ]
