"""The models found, ordered by what they read, and compiled over empty tables.

A column is described once, in the file that defines it; every other table inherits quantity and unit by name, so the
same name means the same thing everywhere. A table may refine the sentence for its own rows.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import metadata, raw, settings
from pipelines.archive.store import write
from pipelines.models import macros
from pipelines.models.build import connect
from pipelines.models.sql import BadModel, lineage, read_header
from pipelines.models.table import Headline, PythonTable, RawTable, SqlTable, Table
from pipelines.quality import expectations
from pipelines.sources.base import Column, Source

Types = dict[str, dict[str, str]]
LAYERS = ("reference", "staging", "marts")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
HEADER = ("description", "columns", "headline", "expect", "view")


def compiled(sources: Sequence[Source], others: Sequence[PythonTable], cache: Path | None = None) -> dict[str, Table]:
    """Every table by its key, in the order in which it can be built, columns typed and described.

    `cache` is a file that keeps the types for as long as no file of the project changes: compiling takes a second.
    """
    known: dict[str, Table] = {t.key: t for t in [*map(_raw, sources), *others]}
    known |= {t.key: t for t in map(_model, _files("*.sql", *LAYERS))}
    known = {key: _over_all_sources(table, sources) for key, table in known.items()}
    for table in known.values():
        for read in table.reads:
            if read not in known:
                views = "; known and history are views of raw" if read.startswith("raw.") else ""
                raise BadModel(f"{table.place}: reads {read}, which is neither a source nor a model{views}")
    order = TopologicalSorter({key: table.reads for key, table in known.items()}).static_order()
    tables = [known[key] for key in order]
    words = _vocabulary(tables)
    types = _cached(cache, lambda: _compile(sources, tables))
    return {t.key: _typed(t, types[t.key], words) if isinstance(t, SqlTable) else t for t in tables}


def _files(pattern: str, *folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (settings.WAREHOUSE / folder).rglob(pattern))


def _raw(source: Source) -> Table:
    story = source.file.read_text().split('"""')[1].strip()
    columns = (*raw.ADDED, *source.content)
    text = f"{source.title}.\n{story}"
    return RawTable("raw", source.name, "raw", text, source.expect, columns, source=source)


def _over_all_sources(table: Table, sources: Sequence[Source]) -> Table:
    """The account of all sources in `meta` changes with each of them."""
    account = {f"meta.{name}" for name in (*metadata.TABLES, *metadata.VIEWS)}
    if account.isdisjoint(table.reads):
        return table
    return replace(table, reads=sorted({*table.reads} - account | {f"raw.{s.name}" for s in sources}))


def _model(path: Path) -> Table:
    """One model file: its header, its query, and what the query reads."""
    header, query = read_header(path)
    if not header.keys() <= {*HEADER} or not header.get("description"):
        raise BadModel(f"{path}: a header has {', '.join(HEADER[:-1])} and {HEADER[-1]}; found {', '.join(header)}")
    if not NAME.fullmatch(path.stem):
        raise BadModel(f"{path}: a table's name is lower case letters, digits and _")
    parts = path.relative_to(settings.WAREHOUSE).parts
    reads, files = lineage(query, path)
    described = (header.get("columns") or {}).items()
    return SqlTable(
        parts[0], path.stem, parts[1] if len(parts) > 2 else parts[0], " ".join(header["description"].split()),
        header.get("expect") or [], [_column(name, text) for name, text in described], reads, files,
        Headline(*header["headline"]) if "headline" in header else None,
        file=path, text=path.read_text(), query=query, is_view=header.get("view", False),
    )  # fmt: skip


def _column(name: str, text: str | list[str]) -> Column:
    """`[unit, description]` defines a column; a sentence refines one that is defined elsewhere."""
    return Column(name, "", "", text) if isinstance(text, str) else Column(name, "", *text)


def _cached(cache: Path | None, make: Callable[[], Types]) -> Types:
    """The types that were found when the project last was what it is now, or those that are found now."""
    if cache is None:
        return make()
    with suppress(OSError, ValueError, KeyError):
        kept = json.loads(cache.read_text())
        if kept["project"] == _project():
            return kept["types"]  # type: ignore[no-any-return]
    types = make()
    with suppress(OSError):  # a home that may only be read
        write(cache, json.dumps({"project": _project(), "types": types}).encode())
    return types


def _project() -> str:
    """Hash of every file that decides what the tables are."""
    files = [
        *(settings.ROOT / "pipelines").rglob("*.py"),
        *_files("*.sql", *LAYERS, "macros", "claims"),
        *_files("*.csv", "reference"),
    ]
    state = [duckdb.__version__, *(f"{file}\0{file.read_text()}" for file in sorted(files))]
    return hashlib.sha256("\0".join(state).encode()).hexdigest()


def _compile(sources: Sequence[Source], tables: Sequence[Table]) -> Types:
    """Build every table empty, in memory: a misspelt column fails here. Returns the types of each table of SQL."""
    with connect(":memory:") as con:
        raw.prepare(con, sources)
        types = {table.key: _made(con, table) for table in tables}
        for macro in macros.readers():
            macro.make(con)
        for table in tables:
            if isinstance(table, PythonTable):
                table.dry_run(con, {t.key: t for t in tables})
        return types


def _vocabulary(tables: Iterable[Table]) -> dict[str, Column]:
    """Column name to its one definition. Publishers' own names, in raw, stand apart."""
    words = {c.name: c for c in (*raw.KNOWN, *raw.COUNTED, raw.ADDED[1])}
    for table in (t for t in tables if isinstance(t, SqlTable)):
        for column in (c for c in table.columns if c.unit):
            if column.name in words:
                raise BadModel(
                    f"{table.file}: {column.name} is defined elsewhere, and the same name is the same thing."
                    " To say more of it here, write a sentence without a unit"
                )
            words[column.name] = column
    return words


def _made(con: DuckDBPyConnection, table: Table) -> dict[str, str]:
    """The types of the columns of a table, made empty."""
    con.execute(f"create schema if not exists {table.schema}")
    if isinstance(table, PythonTable):
        table.create(con)
    if not isinstance(table, SqlTable):
        return {}
    try:
        # So many line ends that DuckDB names the line of the file.
        above = table.text.split(table.query)[0].count("\n")
        con.execute(f"create table {table.key} as" + "\n" * above + table.query)
        for expectation in table.expect:
            expectations.dry_run(con, table.key, expectation)
        if table.headline:
            con.execute(table.headline.series)
    except (duckdb.Error, ValueError) as error:
        raise BadModel(f"{table.file}: {error}") from None
    return {row[0]: row[1] for row in con.execute(f"describe {table.key}").fetchall()}


def _typed(table: SqlTable, types: Mapping[str, str], words: Mapping[str, Column]) -> SqlTable:
    """A table with its columns as its query returns them, each with unit and sentence."""
    mine = {c.name: c.description for c in table.columns}
    missing = [name for name in types if name not in words]
    if missing or mine.keys() - types.keys():
        absent = mine.keys() - types.keys()
        raise BadModel(f"{table.file}: columns not described: {missing}; described, not there: {absent or '{}'}")
    columns = [replace(words[n], type=t, description=mine.get(n, words[n].description)) for n, t in types.items()]
    return replace(table, columns=columns)
