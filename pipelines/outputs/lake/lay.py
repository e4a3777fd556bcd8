"""One publication, laid into the lake in one transaction: readers see the one before it, or this one, whole."""

import json
import random
import re
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines.database import quoted, records

TRIES = 8
Listed = tuple[str, dict[str, Any]]
PUBLICATION = "select fingerprint, published_at, project_version from {}.meta.publication"
FINGERPRINTS = "select table_name, fingerprint from {}.meta.tables"
TABLES = """
select schema_name, table_name as name, comment
from duckdb_tables()
where database_name = ?
order by all
"""
# Of a view in a lake, DuckDB tells the text without the schema: what makes it again begins at the query.
VIEWS = """
select
  schema_name,
  view_name as name,
  comment,
  'view' as kind,
  format('view "{}"."{}"', schema_name, view_name) as head,
  substr(sql, instr(sql, ' AS ') + 4) as body
from duckdb_views()
where database_name = ? and not internal
order by all
"""
MACROS = """
select
  schema_name,
  function_name as name,
  if(function_type = 'table_macro', 'macro table', 'macro') as kind,
  format('macro "{}"."{}"({})', schema_name, function_name, array_to_string(parameters, ', ')) as head,
  if(function_type = 'table_macro', 'table ' || macro_definition, '(' || macro_definition || ')') as body
from duckdb_functions()
where database_name = ? and not internal
order by all
"""
COLUMNS = """
select schema_name, table_name, column_name, comment
from duckdb_columns()
where database_name = ? and comment is not null
"""


@dataclass(frozen=True)
class Laid:
    """What came of it: tables written; why none were, if the lake keeps what it has."""

    tables: int
    kept: str = ""


def lay(con: DuckDBPyConnection, known: Collection[str] = ()) -> Laid:
    """Lay what is attached as `published` into `lake`.

    The lake keeps a later publication, unless it is one that is `known`, from which going back is meant. Where somebody
    else's publication came in between, all of it is tried again.
    """
    for tried in range(TRIES):
        con.execute("begin")
        try:
            laid = _lay(con, known)
            con.execute("commit")
            return laid
        except duckdb.Error as error:
            _give_up(con)
            if "conflict" not in str(error).lower() or tried + 1 == TRIES:
                raise
            time.sleep(random.uniform(0.1, 0.3) * 2**tried)
    raise AssertionError("unreachable")


def _give_up(con: DuckDBPyConnection) -> None:
    with suppress(duckdb.TransactionException):  # a commit that failed has ended it
        con.execute("rollback")


def _lay(con: DuckDBPyConnection, known: Collection[str]) -> Laid:
    [new], last = records(con, PUBLICATION.format("published")), publication(con)
    if last and last["fingerprint"] == new["fingerprint"]:
        return Laid(0, "it has this publication")
    if last and last["published_at"] > new["published_at"] and last["published_at"] not in known:
        return Laid(0, f"it has a later publication, of {last['published_at'][:19].replace('T', ' ')} UTC")
    _drop(con)
    written = _tables(con)
    _readers(con)
    _sign(con, new)
    return Laid(written)


def publication(con: DuckDBPyConnection) -> dict[str, Any] | None:
    """The publication that the lake has; None before the first."""
    try:
        return records(con, PUBLICATION.format("lake"))[0]
    except duckdb.CatalogException:
        return None


def _listed(con: DuckDBPyConnection, query: str, database: str) -> list[Listed]:
    """What a database has, each with its place there."""
    return [(f'"{row["schema_name"]}"."{row["name"]}"', row) for row in records(con, query, [database])]


def _drop(con: DuckDBPyConnection) -> None:
    """Drop what readers call, which is made again, and tables that are no more, or are views now."""
    for place, row in [*_listed(con, VIEWS, "lake"), *_listed(con, MACROS, "lake")]:
        con.execute(f"drop {row['kind']} lake.{place}")
    kept = {place for place, _ in _listed(con, TABLES, "published")}
    for place, _ in _listed(con, TABLES, "lake"):
        if place not in kept:
            con.execute(f"drop table lake.{place}")


def _tables(con: DuckDBPyConnection) -> int:
    """Write every table that is not in the lake at the very fingerprint. Returns how many."""
    had = {place for place, _ in _listed(con, TABLES, "lake")}
    prints = [_prints(con, name) if had else {} for name in ("published", "lake")]
    current = {place for place in had & prints[0].keys() if prints[0][place] == prints[1].get(place)}
    new = [(place, row) for place, row in _listed(con, TABLES, "published") if place not in current]
    comments = _comments(con)
    for place, row in new:
        con.execute(f'create schema if not exists lake."{row["schema_name"]}"')
        con.execute(f"create or replace table lake.{place} as from published.{place}")
        _comment(con, f"table lake.{place}", row["comment"])
        for column, text in comments.get(place, []):
            _comment(con, f'column lake.{place}."{column}"', text)
    return len(new)


def _prints(con: DuckDBPyConnection, database: str) -> dict[str, str]:
    keys = con.execute(FINGERPRINTS.format(database)).fetchall()
    return {'"{}"."{}"'.format(*key.split(".")): fingerprint for key, fingerprint in keys}


def _comments(con: DuckDBPyConnection) -> dict[str, Sequence[tuple[str, str]]]:
    """Place of each table to its columns and what they mean."""
    found: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, text in con.execute(COLUMNS, ["published"]).fetchall():
        found.setdefault(f'"{schema}"."{table}"', []).append((column, text))
    return {**found}


def _readers(con: DuckDBPyConnection) -> None:
    """Macros and views, each after those that it reads; DuckLake has no comments on macros, nor on columns of views."""
    con.execute("use lake")
    try:
        for place, row in _ordered([*_listed(con, MACROS, "published"), *_listed(con, VIEWS, "published")]):
            con.execute(f'create schema if not exists "{row["schema_name"]}"')
            con.execute(f"create {row['head']} as {row['body'].replace('published.', '')}")
            if row["kind"] == "view":
                _comment(con, f"view {place}", row["comment"])
    finally:
        con.execute("use memory")


def _ordered(listed: list[Listed]) -> Iterator[Listed]:
    """What readers call, each after those that it calls."""
    texts = [row["body"].replace('"', "") for _, row in listed]
    called = [_call(row) for _, row in listed]
    reads = {n: [m for m, call in enumerate(called) if m != n and call.search(text)] for n, text in enumerate(texts)}
    yield from (listed[n] for n in TopologicalSorter(reads).static_order())


def _call(row: dict[str, Any]) -> re.Pattern[str]:
    """How a text calls a macro, or reads a view."""
    name = rf"{row['schema_name']}\.{row['name']}\b" if row["kind"] == "view" else rf"{row['name']}\("
    return re.compile(rf"\b{name}")


def _comment(con: DuckDBPyConnection, on: str, text: str | None) -> None:
    if text:
        con.execute(f"comment on {on} is {quoted(text)}")


def _sign(con: DuckDBPyConnection, new: dict[str, Any]) -> None:
    """Say in the snapshot itself which publication it is."""
    message = f"publication of {new['published_at']}"
    con.execute(
        f"call lake.set_commit_message('reservewatch', {quoted(message)}, extra_info => {quoted(json.dumps(new))})"
    )
