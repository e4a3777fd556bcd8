"""The models found, ordered by what they read, and compiled over empty tables.

A column is described once, in the file that defines it; every other table inherits quantity and unit by name, so the
same name means the same thing everywhere. A table may refine the sentence for its own rows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import metadata, raw, settings
from pipelines.models import macros
from pipelines.models.build import connect
from pipelines.models.sql import BadModel, lineage, read_header
from pipelines.models.table import PythonTable, RawTable, SqlTable, Table
from pipelines.quality import expectations
from pipelines.sources.base import Column, Source

LAYERS = ("reference", "staging", "marts")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
HEADER = ("description", "columns", "expect", "view")


def compiled(sources: Sequence[Source], others: Sequence[PythonTable]) -> dict[str, Table]:
    """Every table by its key, in the order in which it can be built, columns typed and described."""
    known: dict[str, Table] = {t.key: t for t in [*map(_raw, sources), *others]}
    known |= {t.key: t for t in map(_read, _files())}
    known = {key: _over_all_sources(table, sources) for key, table in known.items()}
    for table in known.values():
        for read in table.reads:
            if read not in known:
                raise BadModel(f"{table.place}: reads {read}, which is neither a source nor a model")
    order = TopologicalSorter({key: table.reads for key, table in known.items()}).static_order()
    return {t.key: t for t in _compile(sources, [known[key] for key in order])}


def _files() -> list[Path]:
    return sorted(path for layer in LAYERS for path in (settings.WAREHOUSE / layer).rglob("*.sql"))


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


def _read(path: Path) -> Table:
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
        file=path, text=path.read_text(), query=query, is_view=header.get("view", False),
    )  # fmt: skip


def _column(name: str, text: str | list[str]) -> Column:
    """`[unit, description]` defines a column; a sentence refines one that is defined elsewhere."""
    return Column(name, "", "", text) if isinstance(text, str) else Column(name, "", *text)


def _compile(sources: Sequence[Source], tables: list[Table]) -> list[Table]:
    """Build every table empty, in memory: a misspelt or undescribed column fails here."""
    words = _vocabulary(tables)
    with connect(":memory:") as con:
        raw.prepare(con, sources)
        compiled = [_compiled(con, table, words) for table in tables]
        for macro in macros.readers():
            macro.make(con)
        for table in compiled:
            if isinstance(table, PythonTable):
                table.check(con)
        return compiled


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


def _compiled(con: DuckDBPyConnection, table: Table, words: Mapping[str, Column]) -> Table:
    con.execute(f"create schema if not exists {table.schema}")
    if isinstance(table, PythonTable):
        table.create(con)
    if not isinstance(table, SqlTable):
        return table
    try:
        # So many line ends that DuckDB names the line of the file.
        above = table.text.split(table.query)[0].count("\n")
        con.execute(f"create table {table.key} as" + "\n" * above + table.query)
        for expectation in table.expect:
            expectations.check(con, table.key, expectation)
    except (duckdb.Error, ValueError) as error:
        raise BadModel(f"{table.file}: {error}") from None
    types = {row[0]: row[1] for row in con.execute(f"describe {table.key}").fetchall()}
    return replace(table, columns=_typed(table, types, words))


def _typed(table: SqlTable, types: Mapping[str, str], words: Mapping[str, Column]) -> list[Column]:
    """The columns of a table as its query returns them, each with unit and sentence."""
    mine = {c.name: c.description for c in table.columns}
    missing = [name for name in types if name not in words]
    if missing or mine.keys() - types.keys():
        absent = mine.keys() - types.keys()
        raise BadModel(f"{table.file}: columns not described: {missing}; described, not there: {absent or '{}'}")
    return [replace(words[n], type=t, description=mine.get(n, words[n].description)) for n, t in types.items()]
