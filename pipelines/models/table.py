"""The three kinds of table: read from a source, made by a query, made by a function.

Each says what it reads, which fingerprint it would have now, how it is built, how it is described, and what the newest
period in it is. Nothing else asks which kind it is.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import metadata, raw, settings
from pipelines.archive.store import Archive
from pipelines.database import comment
from pipelines.models import functions, macros
from pipelines.models.sql import BadModel
from pipelines.quality import audit, expectations
from pipelines.quality.expectations import Result
from pipelines.sources.base import Column, Expectation, Source


@dataclass(frozen=True)
class Build:
    """The open build file: every table of the project by its key, in the order in which they can be built."""

    con: DuckDBPyConnection
    archive: Archive
    tables: Mapping[str, "Table"]
    snapshot: Path = settings.SNAPSHOT


@dataclass(frozen=True)
class Headline:
    """The series that a table is best known by: a query of two columns, day and value."""

    unit: str
    title: str
    query: str

    @property
    def series(self) -> str:
        """The query, oldest first, where it has a value."""
        return f"select * from ({self.query}) as points(day, value) where value is not null order by day"


@dataclass(frozen=True)
class Table(ABC):
    """One table of the warehouse."""

    schema: str
    name: str
    group: str
    description: str
    expect: Sequence[Expectation] = ()
    columns: Sequence[Column] = ()
    reads: Sequence[str] = ()
    files: Sequence[Path] = ()
    headline: Headline | None = None

    kinds = frozenset({"duckdb"})
    is_view = False
    query = ""

    @property
    def key(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def place(self) -> str:
        """Where a person finds its definition."""
        return self.key

    @property
    def version(self) -> str:
        """Hash of its definition, for Dagster."""
        return hashlib.sha256(repr((self.query, self.columns, self.expect)).encode()).hexdigest()[:12]

    @property
    def origin(self) -> str:
        """Whose values it holds, for a table that a publisher fills."""
        return ""

    @property
    def blocking(self) -> set[str]:
        """Names of the expectations whose failure stops everything that reads it."""
        return expectations.blocking(self.expect)

    @property
    def checks(self) -> dict[str, str]:
        """Name and description of each of its expectations."""
        return {expectations.name_of(e): expectations.description(e) for e in self.expect}

    @property
    def newest(self) -> str:
        """SQL of the newest period in it."""
        return f"max({self.period})" if self.period else "null::date"

    @property
    def period(self) -> str | None:
        """The column of its periods."""
        return next((c.name for c in self.columns if c.type == "DATE" and c.name in PERIODS), None)

    @property
    def known(self) -> str:
        """The view of the rows that count; the table itself where all do."""
        return self.key

    @abstractmethod
    def fingerprint(self, con: DuckDBPyConnection, upstream: Mapping[str, str]) -> str:
        """Hash of everything that decides its content, as it would be built now."""

    @abstractmethod
    def build(self, build: Build) -> str:
        """Bring its content up to date. Returns a word on what was done."""

    def is_current(self, build: Build, built: Mapping[str, str]) -> bool:
        """Was it built from exactly what it would be built from now?"""
        known = all(read in built for read in self.reads)
        return known and built.get(self.key) == self.fingerprint(build.con, built)

    def validate(self, build: Build, fingerprint: str) -> list[Result]:
        """Evaluate its expectations and keep the results."""
        results = expectations.validate(build.con, self.key, self.expect)
        audit.record(build.con, self.key, fingerprint, results)
        return results

    def describe(self, con: DuckDBPyConnection, tables: Mapping[str, "Table"], database: str = "") -> None:
        """COMMENT ON it and each of its columns, and on what hangs on it."""
        comment(con, f"{database}{self.key}", self.description, self.columns, "view" if self.is_view else "table")


PERIODS = ("month", "quarter", "period_end", "period", "week", "date")
ARRIVED = "newest_payload_accepted"
DECIMALS = 6  # of billions of dollars


@dataclass(frozen=True, kw_only=True)
class RawTable(Table):
    """What a source published; a doubtful payload is quarantined, and blocks nobody."""

    source: Source
    kinds = frozenset({"python", "duckdb"})

    @property
    def origin(self) -> str:
        """Publisher, address, cadence, how vintages are dated, licence."""
        s = self.source
        known = f"vintage known by: {s.known_by.kind} {s.known_by.detail}".strip()
        return f"{s.publisher}. <{s.url}>. {s.cadence.capitalize()}; {known}. {s.licence}."

    @property
    def blocking(self) -> set[str]:
        """None: what fails stays out."""
        return set()

    @property
    def checks(self) -> dict[str, str]:
        """Those of its source, which every payload meets before it is loaded."""
        on_arrival = {name: f"On arrival. {text}" for name, text in super().checks.items()}
        text = "The newest payload is what the source declares; a refused one is in quarantine."
        return {**on_arrival, ARRIVED: text}

    @property
    def newest(self) -> str:
        """The newest day with a value; of longer periods the newest that half of the rows are in, not the first few."""
        share = 0 if self.source.is_daily else 0.5
        counted = f"""
            select observed_on, count(distinct (key, published_column)) as n
            from meta.observations
            where source = '{self.name}' and value is not null
            group by observed_on
            qualify n >= {share} * max(n) over ()
            """
        return f"(select max(observed_on)::date from ({counted}))"

    @property
    def known(self) -> str:
        """Without the vintages that a newer one replaced."""
        return f"known.{self.name}"

    def fingerprint(self, con: DuckDBPyConnection, upstream: Mapping[str, str]) -> str:
        """Hash of its reader and its partitions."""
        return raw.digest(con, self.source)

    def is_current(self, build: Build, built: Mapping[str, str]) -> bool:
        """Nor is there a payload that was not read, or one that was withdrawn since."""
        unseen = raw.unseen(build.con, self.source, build.archive, build.snapshot)
        is_stale = bool(unseen) or raw.holds_withdrawn(build.con, self.source, build.archive)
        return not is_stale and super().is_current(build, built)

    def build(self, build: Build) -> str:
        """Load what was not read yet."""
        loaded = raw.load(build.con, self.source, build.archive, build.snapshot, audit.arrival)
        return f"refused: {loaded.refused}" if loaded.refused else f"{loaded.new} new partitions"

    def validate(self, build: Build, fingerprint: str) -> list[Result]:
        """The results of the newest payload; of one that was refused before they were reached, so much."""
        refused = raw.newest_refusal(build.con, self.source)
        found = {r.name: r for r in audit.results(build.con, self.key)}
        # Of a payload that was refused before its checks, or that never came, none was evaluated.
        results = [found.get(n) or Result(n, None, 0, "not evaluated") for n in self.checks if n != ARRIVED]
        came = bool(build.con.execute("select 1 from meta.payloads where source = ?", [self.name]).fetchone())
        results.append(Result(ARRIVED, refused is None if came else None, 0, refused or ("" if came else "none came")))
        audit.record(build.con, self.key, fingerprint, results)
        return results

    def describe(self, con: DuckDBPyConnection, tables: Mapping[str, Table], database: str = "") -> None:
        """Its views too."""
        super().describe(con, tables, database)
        columns = [*self.columns[1:], *raw.KNOWN]
        title = self.source.title
        text = f"{title}: of every month the newest vintage. All vintages: {self.key}."
        comment(con, f"{database}known.{self.name}", text, columns, "view")
        text = f"{title}: every row that ever counted, from which day on and until when."
        comment(con, f"{database}history.{self.name}", text, [*columns, *raw.COUNTED], "view")


@dataclass(frozen=True, kw_only=True)
class SqlTable(Table):
    """The answer to one query. `text` is the whole file, `file` where it lies."""

    file: Path
    text: str
    query: str
    is_view: bool = False
    kinds = frozenset({"sql", "duckdb"})

    @property
    def place(self) -> str:
        """Its file."""
        return str(self.file)

    def fingerprint(self, con: DuckDBPyConnection, upstream: Mapping[str, str]) -> str:
        """Hash of the query, what it calls and what it reads."""
        texts = [self.text, self.rounded, *called(self.text)]
        return fingerprint(con, texts, self.files, [upstream[r] for r in self.reads])

    @property
    def rounded(self) -> str:
        """The query, with dollars to the thousand: finer digits are noise of floating-point sums."""
        dollars = [c.name for c in self.columns if c.unit == "USD bn" and c.type == "DOUBLE"]
        if self.is_view or not dollars:
            return self.query
        rounds = ", ".join(f"round({name}, {DECIMALS}) as {name}" for name in dollars)
        return f"select * replace ({rounds})\nfrom (\n{self.query}\n)"

    def build(self, build: Build) -> str:
        """Run the query."""
        build.con.execute(f"create schema if not exists {self.schema}")
        build.con.execute(f"create or replace {'view' if self.is_view else 'table'} {self.key} as\n{self.rounded}")
        return "built"


@dataclass(frozen=True, kw_only=True)
class PythonTable(Table):
    """What a function makes of other tables.

    `calls` are the queries that it runs, `dry_run` runs them over empty tables, `about` describes its by-products.
    """

    make: Callable[[Build], None]
    dry_run: Callable[[DuckDBPyConnection, Mapping[str, Table]], None]
    about: Callable[[DuckDBPyConnection, str, Mapping[str, Table]], None]
    calls: Sequence[str] = ()
    kinds = frozenset({"python", "duckdb"})

    def fingerprint(self, con: DuckDBPyConnection, upstream: Mapping[str, str]) -> str:
        """Hash of its files, what its queries call and what they read."""
        return fingerprint(con, called("\n".join(self.calls)), self.files, [upstream[r] for r in self.reads])

    def build(self, build: Build) -> str:
        """Call the function."""
        self.create(build.con)
        self.make(build)
        return "built"

    def describe(self, con: DuckDBPyConnection, tables: Mapping[str, Table], database: str = "") -> None:
        """What the function made besides, too."""
        super().describe(con, tables, database)
        self.about(con, database, tables)

    def create(self, con: DuckDBPyConnection) -> None:
        """The empty table."""
        columns = ", ".join(f'"{c.name}" {c.type}' for c in self.columns)
        con.execute(f"create or replace table {self.key} ({columns})")


@cache
def called(query: str) -> tuple[str, ...]:
    """What decides the answer to a query besides its text: macros, and functions with their libraries."""
    return (*macros.texts_called(query), *functions.fingerprint(query))


release = cache(version)  # of a package: a search of its files


def fingerprint(con: DuckDBPyConnection, texts: Sequence[str], files: Sequence[Path], upstream: Sequence[str]) -> str:
    """One hash over texts, files and fingerprints, and over what all tables depend on."""
    as_of = con.execute("select getvariable('as_of')::varchar").fetchall()[0][0]
    parts = [duckdb.__version__, release("reservewatch"), str(as_of), *texts]
    parts += [file.read_text() for file in files] + [*upstream]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def fingerprints(con: DuckDBPyConnection) -> dict[str, str]:
    """Table to the fingerprint at which it was last built."""
    return dict(con.execute("select table_name, fingerprint from meta.tables").fetchall())


def record(con: DuckDBPyConnection, table: Table, fingerprint: str) -> None:
    """Note what a table was built from, how many rows it has, and its newest period."""
    vintage = "max(vintage)" if table.known != table.key or any(c.name == "vintage" for c in table.columns) else "null"
    [(rows, newest)] = con.execute(f"select count(*), {table.newest} from {table.key}").fetchall()
    [known] = con.execute(f"select count(*), {vintage} from {table.known}").fetchall()
    con.execute("delete from meta.tables where table_name = ?", [table.key])
    metadata.put(con, "tables", [[table.key, fingerprint, rows, newest, *known, settings.timestamp()]])


def require(table: Table, built: Mapping[str, str]) -> None:
    """Everything that a table reads was built; raises BadModel that names what was not."""
    missing = [read for read in table.reads if read not in built]
    if missing:
        raise BadModel(f"{table.key} reads {', '.join(missing)}, not built yet: materialize them first")
