"""Bring tables up to date, in order; what fails a check that blocks stops everything that reads it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from pipelines import database, metadata
from pipelines.models import functions, macros
from pipelines.models.table import Build, Table, fingerprints, record, require
from pipelines.quality import audit
from pipelines.quality.expectations import Result


@dataclass(frozen=True)
class Built:
    """What came of one table: was it built again, and validated again, a word on that, and its results."""

    table: Table
    is_new: bool
    is_validated: bool
    note: str
    results: Sequence[Result]

    @property
    def failures(self) -> list[Result]:
        """Failed expectations that block."""
        return [r for r in self.results if r.success is False and r.name in self.table.blocking]


def connect(path: Path | str) -> DuckDBPyConnection:
    """A writing connection with the tables of `meta`, and with the functions and macros that queries use."""
    con = database.connect(path)
    metadata.create(con)
    functions.register(con)
    for macro in macros.scalars():
        macro.make(con)
    return con


def build(to: Build, tables: Iterable[Table], goes_on: bool = False) -> Iterator[Built]:
    """Bring each table up to date and validate it; those that read one that failed are left, unless it `goes_on`."""
    stopped: set[str] = set()
    for table in tables:
        if stopped & set(table.reads):
            stopped.add(table.key)
            continue
        built = up_to_date(to, table)
        if built.failures and not goes_on:
            stopped.add(table.key)
        yield built


def up_to_date(to: Build, table: Table) -> Built:
    """One table: built and validated, unless it is current and passed at this very fingerprint."""
    built = fingerprints(to.con)
    if table.is_current(to, built):
        results = audit.results(to.con, table.key, built[table.key])
        if audit.passed(results, table.blocking):
            return Built(table, False, False, "current", results)
        return Built(table, False, True, "validated again", table.validate(to, built[table.key]))
    require(table, built)
    note = table.build(to)
    fingerprint = table.fingerprint(to.con, built)
    record(to.con, table, fingerprint)
    return Built(table, True, True, note, table.validate(to, fingerprint))


def current_fingerprints(con: DuckDBPyConnection, tables: Mapping[str, Table]) -> dict[str, str]:
    """Table to the fingerprint it would have if everything were built now."""
    prints: dict[str, str] = {}
    for table in tables.values():
        prints[table.key] = table.fingerprint(con, prints)
    return prints


def obstacles(to: Build) -> list[str]:
    """Tables that are stale or have not passed their expectations, each with why."""
    built, current = fingerprints(to.con), current_fingerprints(to.con, to.tables)
    found = []
    for table in to.tables.values():
        if table.key not in built:
            found.append(f"{table.key} is not built")
        elif built[table.key] != current[table.key]:
            found.append(f"{table.key} is stale: an input changed after it was built")
        elif not audit.passed(audit.results(to.con, table.key, current[table.key]), table.blocking):
            found.append(f"{table.key} has not passed its expectations")
    return found


def behind(tables: Mapping[str, Table], keys: Sequence[str]) -> list[Table]:
    """Tables, and all that they read, directly or not, in the order in which they can be built."""
    wanted, queue = set[str](), [*keys]
    while queue:
        key = queue.pop()
        if key not in wanted:
            wanted.add(key)
            queue += tables[key].reads
    return [table for table in tables.values() if table.key in wanted]
