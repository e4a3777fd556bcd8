"""The SQL models: found, ordered by what they read, compiled over empty tables, written, described.

A model is one file: a YAML header in a comment, then one query. Which tables it reads is read from
the query by DuckDB's own parser. A column is described once, in the file where it is born; every
other table inherits the description by name, so the same name means the same thing everywhere.
Nothing here knows Dagster, Great Expectations or HTTP.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import yaml
from duckdb import DuckDBPyConnection

from pipelines import meta, slices, statistics
from pipelines.archive import Archive, now
from pipelines.sources import SOURCES
from pipelines.sources.base import Column, Expectation, Source

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "warehouse"
SNAPSHOT = MODELS / "snapshot"
LAYERS = ("reference", "staging", "marts")
HEADER = re.compile(r"\s*/\*\n(.*?)\n\*/\n(.*)", re.DOTALL)
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class BadModel(Exception):
    """A model, or its header, that cannot be built; the message names the file."""


class Busy(Exception):
    """Another refresh writes this warehouse."""


@dataclass(frozen=True)
class Table:
    """One table of the warehouse: raw, from a source, or a model, from a query.

    `text` is the whole file of a model; `reads` names the tables it is built from, `files` the
    reference files it reads.
    """

    schema: str
    name: str
    group: str
    description: str
    expect: Sequence[Expectation]
    columns: Sequence[Column] = ()
    query: str = ""
    text: str = ""
    file: Path | None = None
    reads: Sequence[str] = ()
    files: Sequence[Path] = ()
    source: Source | None = None
    is_view: bool = False

    @property
    def key(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Work:
    """What one run works with: the build file, where it lies, whom to ask, what time it is.

    `licensed` names the sources whose bytes the user holds a licence for.
    """

    con: DuckDBPyConnection
    home: Path
    mirror: str | None
    licensed: Sequence[str]
    now: datetime

    @property
    def archive(self) -> Archive:
        """The kept bytes."""
        return Archive(self.home / "archive")


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """The one writer of a home, by a kernel lock that even SIGKILL frees."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Busy(f"another refresh is at work: {lock.read().strip()}. Wait for it, or stop it.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {now()[:19]} UTC")
        lock.flush()
        yield


@contextmanager
def build(home: Path) -> Iterator[DuckDBPyConnection]:
    """The build file, open for writing by us alone."""
    with locked(home), connect(home / "build.duckdb") as con:
        sweep(con)
        slices.prepare(con, SOURCES)
        introduce(con, Archive(home / "archive"))
        yield con


GOOD = {"new", "unchanged", "partial"}


def introduce(con: DuckDBPyConnection, archive: Archive) -> None:
    """Fill meta.sources: what each source is, when it was last asked, when it last answered as it should."""
    tries = [e for e in archive.ledger() if e["event"] == "fetch" and e["state"] != "offline"]
    asked = {e["source"]: e["at"] for e in tries}
    answered = {e["source"]: e["at"] for e in tries if e["state"] in GOOD}
    con.execute("delete from meta.sources")
    for s in SOURCES:
        calendar = s.known_by.detail if s.known_by.kind == "calendar" else None
        facts = [s.name, s.title, s.publisher, s.url, s.licence, s.cadence, s.known_by.kind, calendar]
        meta.put(con, "sources", [*facts, s.due_after_days, asked.get(s.name), answered.get(s.name)])


def sweep(con: DuckDBPyConnection) -> None:
    """Forget tables and views whose model or source is no longer there, or is the other of the two now."""
    known = {t.key: "view" if t.is_view else "table" for t in catalogue()}
    schemas = ", ".join(f"'{s}'" for s in ("raw", *LAYERS))
    found = con.execute(f"""
        select schema_name || '.' || table_name, 'table' from duckdb_tables() where schema_name in ({schemas})
        union all
        select schema_name || '.' || view_name, 'view' from duckdb_views() where schema_name in ({schemas})""")
    for key, kind in found.fetchall():
        if known.get(key) != kind:
            if key.startswith("raw."):
                con.execute(f"drop view if exists {key.replace('raw.', 'known.')}")
            con.execute(f"drop {kind} {key}")
            con.execute("delete from meta.tables where table_name = ?", [key])
            con.execute("delete from meta.expectations where table_name = ?", [key])
            for table in ("payloads", "slices"):
                con.execute(f"delete from meta.{table} where 'raw.' || source = ?", [key])


def connect(path: Path | str) -> DuckDBPyConnection:
    """A writing connection with the meta tables; relative paths in SQL start at the checkout."""
    con = duckdb.connect(str(path), config={"autoinstall_known_extensions": "false"})
    con.execute(f"set file_search_path = {quoted(ROOT)}")
    con.execute("set threads = 1")  # sums in one order: the same slices give the same figures to the last bit
    meta.create(con)
    statistics.register(con)
    return con


@cache
def catalogue() -> tuple[Table, ...]:
    """Every table in the order in which it can be built, columns typed and described."""
    from pipelines import claims  # builds on this module

    models = {m.key: m for m in map(_read, sorted(p for layer in LAYERS for p in (MODELS / layer).rglob("*.sql")))}
    models["marts.claims"] = claims.bind(models["marts.claims"])
    raw = {f"raw.{s.name}": _raw(s) for s in SOURCES}
    known = {**raw, **models}
    for model in models.values():
        for read in model.reads:
            if read not in known:
                raise BadModel(f"{model.file}: reads {read}, which is neither a source nor a model")
    order = TopologicalSorter({key: table.reads for key, table in known.items()}).static_order()
    return _compile([known[key] for key in order])


def _raw(source: Source) -> Table:
    story = (ROOT / source.parse.__code__.co_filename).read_text().split('"""')[1].strip()
    columns = (*slices.ADDED, *source.content)
    return Table("raw", source.name, "raw", f"{source.title}.\n{story}", source.expect, columns, source=source)


def read_header(path: Path) -> tuple[dict[str, Any], str]:
    """The YAML between /* and */ of a file, and the query after it; raises BadModel with line and column."""
    match = HEADER.fullmatch(path.read_text())
    if match is None:
        raise BadModel(f"{path}: expected a header between /* and */, then one query")
    try:
        header = yaml.safe_load("\n" + match[1])  # lines as in the file
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        where = f"line {at.line + 1}, column {at.column + 1}: " if at else ""
        raise BadModel(
            f"{path}: {where}the header is not YAML: {getattr(error, 'problem', error)}. "
            'Text with a colon goes between ", and a " in it is \\"'
        ) from None
    if not isinstance(header, dict):
        raise BadModel(f"{path}: a header is `name: value` lines; found {header}")
    return header, match[2].strip()


def _read(path: Path) -> Table:
    """One model file: its header, its query, and what the query reads."""
    header, query = read_header(path)
    unknown = set(header) - {"description", "columns", "expect", "view"}
    if unknown or not header.get("description"):
        raise BadModel(f"{path}: a header has description, columns, expect and view; found {', '.join(header)}")
    parts = path.relative_to(MODELS).parts
    if not NAME.fullmatch(path.stem):
        raise BadModel(f"{path}: a table's name is lower case letters, digits and _")
    born = [Column(name, "", *spec) for name, spec in (header.get("columns") or {}).items()]
    reads, files = lineage(query, path)
    return Table(
        parts[0], path.stem, parts[1] if len(parts) > 2 else parts[0], " ".join(header["description"].split()),
        header.get("expect") or [], born, query, path.read_text(), path, reads, files,
        is_view=header.get("view", False),
    )  # fmt: skip


def lineage(query: str, path: Path) -> tuple[list[str], list[Path]]:
    """Tables and files that a query reads. `known.x` is the view over `raw.x`."""
    answer = json.loads(duckdb.execute("select json_serialize_sql(?)", [query]).fetchall()[0][0])
    if answer["error"]:
        raise BadModel(f"{path}: {answer['error_message']}")
    bases = [n for n in _nodes(answer) if n.get("type") == "BASE_TABLE" and n.get("schema_name")]
    tables = {f"{n['schema_name']}.{n['table_name']}".replace("known.", "raw.") for n in bases}
    if any(name.startswith("meta.") for name in tables):  # the account of all sources changes with each of them
        tables = {name for name in tables if not name.startswith("meta.")} | {f"raw.{s.name}" for s in SOURCES}
    return sorted(tables), [ROOT / file for file in re.findall(r"read_csv\('([^']+)'", query)]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(child)


def _compile(tables: list[Table]) -> tuple[Table, ...]:
    """Build every table empty, in memory: a misspelt or undescribed column fails here."""
    from pipelines import judging  # builds on this module

    words = _vocabulary(tables)
    with connect(":memory:") as con:
        slices.prepare(con, SOURCES)
        compiled = tuple(_compiled(con, table, words) for table in tables)
        for macro in macros():
            try:
                con.execute(macro.read_text())
            except duckdb.Error as error:
                raise BadModel(f"{macro}: {error}") from None
        judging.compile_(con)
        return compiled


def macros() -> list[Path]:
    """The files of the macros for readers, each after those that it calls."""
    texts = {path: path.read_text() for path in sorted((MODELS / "macros").glob("*.sql"))}
    calls = {p: [o for o in texts if o != p and f"{o.stem}(" in text] for p, text in texts.items()}
    return [*TopologicalSorter(calls).static_order()]


def _vocabulary(tables: list[Table]) -> dict[str, Column]:
    """Column name to its one description. Publishers' own names, in raw, stand apart."""
    words = {c.name: c for c in (*slices.KNOWN, slices.ADDED[1])}
    for table in (t for t in tables if t.source is None):
        for column in table.columns:
            if column.name in words:
                raise BadModel(f"{table.file}: {column.name} is described elsewhere; the same name is the same thing")
            words[column.name] = column
    return words


def _compiled(con: DuckDBPyConnection, table: Table, words: Mapping[str, Column]) -> Table:
    if table.source is not None:
        return table
    try:
        con.execute(f"create schema if not exists {table.schema}")
        # So many line ends that DuckDB names the line of the file.
        above = table.text.split(table.query)[0].count("\n")
        con.execute(f"create table {table.key} as" + "\n" * above + table.query)
        for expectation in table.expect:
            if len(expectation.keys() - {"name", "warn"}) != 1:
                raise BadModel(
                    f"{table.file}: one expectation an item, its name, and warn; found {', '.join(expectation)}"
                )
            con.execute(offending(table.key, expectation) or _native(table, expectation))
    except duckdb.Error as error:
        raise BadModel(f"{table.file}: {error}") from None
    born = {c.name for c in table.columns}
    types = {row[0]: row[1] for row in con.execute(f"describe {table.key}").fetchall()}
    missing = [name for name in types if name not in words]
    if missing or born - set(types):
        raise BadModel(f"{table.file}: columns not described: {missing}; described, not there: {born - set(types)}")
    return replace(table, columns=[replace(words[n], type=t) for n, t in types.items()])


def _native(table: Table, expectation: Expectation) -> str:
    """A query that fails where an expectation names a missing column; raises if there is none of its kind."""
    kind, said = next((k, v) for k, v in expectation.items() if k not in {"name", "warn"})
    spec = find_spec("great_expectations")
    core = Path(str(spec and spec.origin)).parent / "expectations" / "core"
    if not (core / f"{kind}.py").exists():
        raise BadModel(f"{table.file}: {kind} is no expectation of Great Expectations, nor rows_where or no_rows")
    columns = said.get("column_list") or [said[c] for c in ("column", "column_A", "column_B") if c in said]
    return f"select {', '.join(columns) or 1} from {table.key}"


def offending(table: str, expectation: Expectation) -> str | None:
    """The query that lists rows which must not exist, for the two kinds that SQL says best."""
    if "rows_where" in expectation:
        return f"select * from {table} where {expectation['rows_where']}"
    return expectation.get("no_rows")


def stands(con: DuckDBPyConnection, table: Table) -> bool:
    """Is a model built from exactly what it would be built from now?"""
    stored = fingerprints(con)
    known = all(read in stored for read in table.reads)
    return known and stored.get(table.key) == fingerprint(con, table, stored)


def write(con: DuckDBPyConnection, table: Table) -> None:
    """Build one model from the tables as they stand, and note its fingerprint."""
    stored = fingerprints(con)
    missing = [read for read in table.reads if read not in stored]
    if missing:
        raise BadModel(f"{table.key} reads {', '.join(missing)}, not built yet: materialize them first")
    con.execute(f"create schema if not exists {table.schema}")
    if table.key == "marts.claims":
        from pipelines import judging  # builds on this module

        judging.judge(con)
    con.execute(f"create or replace {'view' if table.is_view else 'table'} {table.key} as\n{table.query}")
    record(con, table, fingerprint(con, table, stored))


def record(con: DuckDBPyConnection, table: Table, print_: str) -> None:
    """Note what a table was built from, how many rows it has, and its newest month."""
    rows = con.execute(f"select count(*), {_newest(table)} from {table.key}").fetchall()[0]
    con.execute("delete from meta.tables where table_name = ?", [table.key])
    meta.put(con, "tables", [table.key, print_, *rows, now()])


def _newest(table: Table) -> str:
    """SQL of the newest period of a table; of a raw one by what its figures say, not by its months."""
    if table.source is not None:
        seen = f"source = '{table.name}' and value is not null"
        return f"(select max(observed_on)::date from meta.figures where {seen})"
    period = next((c.name for c in table.columns if c.type == "DATE" and c.name in ("month", "period")), None)
    return f"max({period})" if period else "null::date"


def describe(con: DuckDBPyConnection, table: Table, catalog: str = "") -> None:
    """COMMENT ON a table and its columns, and on the known view over a raw table."""
    kind = "view" if table.is_view else "table"
    comment(con, f"{catalog}{table.key}", table.description, table.columns, kind)
    if table.source is not None:
        view = f"{catalog}known.{table.name}"
        text = f"{table.source.title}: of every month the newest vintage. All vintages: {table.key}."
        comment(con, view, text, [*table.columns[1:], *slices.KNOWN], "view")


def comment(con: DuckDBPyConnection, name: str, text: str, columns: Sequence[Column], kind: str = "table") -> None:
    """COMMENT ON one table or view and each of its columns: unit, then meaning."""
    con.execute(f"comment on {kind} {name} is {quoted(text)}")
    for c in columns:
        con.execute(f'comment on column {name}."{c.name}" is {quoted(f"[{c.unit}] {c.description}")}')


def quoted(text: object) -> str:
    """A text or path as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def fingerprints(con: DuckDBPyConnection) -> dict[str, str]:
    """Table to the fingerprint at which it was last built."""
    return dict(con.execute("select table_name, fingerprint from meta.tables").fetchall())


def fingerprint(con: DuckDBPyConnection, table: Table, upstream: Mapping[str, str]) -> str:
    """Hash of everything that decides a table's content."""
    if table.source is not None:
        return slices.digest(con, table.source)
    as_of = con.execute("select getvariable('as_of')::varchar").fetchall()[0][0]
    parts = [duckdb.__version__, version("reservewatch"), str(as_of), table.text]
    parts += statistics.fingerprint(table.query)
    parts += [f.read_text() for f in table.files] + [upstream[read] for read in table.reads]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def current_fingerprints(con: DuckDBPyConnection) -> dict[str, str]:
    """Table to the fingerprint it would have if everything were built now."""
    prints: dict[str, str] = {}
    for table in catalogue():
        prints[table.key] = fingerprint(con, table, prints)
    return prints


def passed(con: DuckDBPyConnection, table: Table, print_: str) -> bool:
    """Has a table passed every blocking expectation of its header at a fingerprint?"""
    rows = con.execute(
        "select expectation from meta.expectations where table_name = ? and fingerprint = ? and success",
        [table.key, print_],
    ).fetchall()
    return blocking(table) <= {name for (name,) in rows}


def blocking(table: Table) -> set[str]:
    """Names of the expectations whose failure stops the publication; with `warn: true` it is only said."""
    return {expectation_name(e) for e in table.expect if not e.get("warn", False)}


def expectation_name(expectation: Expectation) -> str:
    """Its `name`, else one made of what it says: `month_holder_id_compound_columns_to_be_unique`."""
    if "name" in expectation:
        return str(expectation["name"])
    kind, said = next((k, v) for k, v in expectation.items() if k != "warn")
    columns = said if isinstance(said, str) else "_".join(map(str, said.get("column_list", [said.get("column", "")])))
    text = f"{columns}_{kind.removeprefix('expect_').removeprefix('column_values_')}"
    return re.sub(r"\W+", "_", text).strip("_")[:100]
