"""Two published files, table by table: `python -m tests.compare BEFORE AFTER` names every difference.

Compared are tables and views, columns and their types, comments, and rows as multisets. What differs between any two
builds of the same data is left out: fingerprints, and when something was built, checked or published. Of moments at
which a publisher was asked the day counts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

SHOWN = 400  # characters of a row
QUOTE = '"{}"'
LEFT_OUT = {"fingerprint", "parser", "built_at", "checked_at", "published_at", "project_version"}
DAYS = {
    "fetched_at": "fetched_at[1:10]",
    "last_attempt_at": "last_attempt_at::date",
    "last_success_at": "last_success_at::date",
}
COLUMNS = """
select schema_name || '.' || table_name as name, column_name, data_type
from duckdb_columns()
where database_name = ? and not internal
order by name, column_index
"""
COMMENTS = """
select schema_name || '.' || table_name as name, comment from duckdb_tables() where database_name = $1 and not internal
union all
select schema_name || '.' || view_name, comment from duckdb_views() where database_name = $1 and not internal
union all
select schema_name || '.' || table_name || '.' || column_name, comment
from duckdb_columns()
where database_name = $1 and not internal
"""
Layout = dict[str, dict[str, str]]


def differences(before: Path, after: Path) -> Iterator[str]:
    """Every difference between two files, a line each."""
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        for name, path in (("before", before), ("after", after)):
            con.execute(f"attach '{path}' as {name} (read_only)")
        one, other = _layout(con, "before"), _layout(con, "after")
        yield from (f"- {name} is gone" for name in sorted(one.keys() - other.keys()))
        yield from (f"+ {name} is new" for name in sorted(other.keys() - one.keys()))
        for name in sorted(one.keys() & other.keys()):
            yield from _columns(name, one[name], other[name])
            yield from _rows(con, name, sorted((one[name].keys() & other[name].keys()) - LEFT_OUT))
        yield from _comments(con, one.keys() & other.keys())


def _layout(con: duckdb.DuckDBPyConnection, database: str) -> Layout:
    layout: Layout = {}
    for name, column, kind in con.execute(COLUMNS, [database]).fetchall():
        layout.setdefault(name, {})[column] = kind
    return layout


def _columns(name: str, before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    if list(before.items()) != list(after.items()):
        yield f"~ {name}: columns were {before}, are {after}"


def _rows(con: duckdb.DuckDBPyConnection, name: str, columns: list[str]) -> Iterator[str]:
    shown = ", ".join(f'{DAYS.get(c, QUOTE.format(c))} as "{c}"' for c in columns)
    for sign, one, other in (("-", "before", "after"), ("+", "after", "before")):
        con.execute(f"use {one}")  # a view finds its own tables
        con.execute(f"create or replace temp table mine as select {shown} from {one}.{name} as t")
        con.execute(f"use {other}")
        found = con.execute(f"from mine except all select {shown} from {other}.{name}").fetchall()
        if found:
            yield f"{sign} {name}: {len(found)} rows, such as {str(dict(zip(columns, found[0], strict=True)))[:SHOWN]}"


def _comments(con: duckdb.DuckDBPyConnection, both: set[str] | frozenset[str]) -> Iterator[str]:
    before, after = (dict(con.execute(COMMENTS, [database]).fetchall()) for database in ("before", "after"))
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name] and ".".join(name.split(".")[:2]) in both:
            yield f"~ comment on {name}: was {before[name]!r}, is {after[name]!r}"


if __name__ == "__main__":
    found = list(differences(Path(sys.argv[1]), Path(sys.argv[2])))
    print("\n".join(found) or "no differences")
    sys.exit(1 if found else 0)
