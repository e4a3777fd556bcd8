"""Every mart as one file, with a Data Package (datapackage.org) that describes them."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import digest, quoted, records
from pipelines.models.table import Table
from pipelines.outputs import workbook
from pipelines.outputs.base import Folder
from pipelines.outputs.formulas import kept_text_sql

FORMATS = {
    "parquet": ("format parquet, compression zstd", "application/vnd.apache.parquet"),
    "csv": ("format csv, header", "text/csv"),
    "xlsx": ("", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
TYPES = {
    "VARCHAR": "string", "DOUBLE": "number", "INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean",
    "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip
PUBLICATION = "select fingerprint, published_at, project_version from meta.publication"
MARTS = """
select table_name, comment from duckdb_tables() where schema_name = 'marts'
union all
select view_name, comment from duckdb_views() where schema_name = 'marts'
order by all
"""
COLUMNS = """
select column_name, data_type, comment
from duckdb_columns()
where schema_name = 'marts' and table_name = ?
order by column_index
"""
# Doubles to eight digits, and without the noise around zero: sums in another order differ in the sixteenth.
VALUES = """
select sha256(coalesce(string_agg(line, chr(10) order by line), ''))
from (select concat_ws(chr(31), {}) as line from marts.{})
"""
SOURCES = "select title, publisher, url as path, licence from meta.sources order by source"


def export(
    con: DuckDBPyConnection,
    tables: Mapping[str, Table],
    folder: Path,
    format_: str = "parquet",
    chosen: Collection[str] = (),
) -> None:
    """Write every mart, or those that are chosen, and `datapackage.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    [about] = records(con, PUBLICATION)
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "reservewatch",
        "title": "Who holds U.S. Treasuries, where reserves go instead, and whether the market feels it",
        "id": about["fingerprint"],
        "created": about["published_at"],
        "version": about["project_version"],
        "sources": records(con, SOURCES),
    }
    marts = [(name, text) for name, text in con.execute(MARTS).fetchall() if name in chosen or not chosen]
    resources = [_resource(con, name, text, format_) for name, text in marts]
    package["resources"] = [resource | _written(con, resource, package, folder) for resource in resources]
    for resource in package["resources"]:
        resource["schema"]["primaryKey"] = _key(tables.get(f"marts.{resource['name']}"))
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1) + "\n")


def write(con: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path, before: Path) -> None:
    """Every mart as Parquet, whatever was written before."""
    export(con, tables, folder)


def _resource(con: DuckDBPyConnection, name: str, text: str, format_: str) -> dict[str, Any]:
    """The entry of a mart in the package, but for what is known of a written file alone."""
    return {
        "name": name,
        "path": f"{name}.{format_}",
        "description": text,
        "format": format_,
        "mediatype": FORMATS[format_][1],
        "schema": {"fields": [_field(*column) for column in con.execute(COLUMNS, [name]).fetchall()]},
    }


def _written(
    con: DuckDBPyConnection, resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    """Write one mart. Returns the size and the hashes of its file."""
    path = folder / resource["path"]
    if resource["format"] == "xlsx":
        workbook.write(con, resource, package, path)
    else:
        options, _ = FORMATS[resource["format"]]
        con.execute(f"copy (select {_selected(resource)} from marts.{resource['name']}) to {quoted(path)} ({options})")
    hash_, rows = digest(path), values(con, resource["name"])
    return {"bytes": path.stat().st_size, "hash": f"sha256:{hash_}", "values": f"sha256:{rows}"}


def _selected(resource: Mapping[str, Any]) -> str:
    """All columns; in a CSV, text that a spreadsheet would run is marked as text."""
    texts = [field["name"] for field in resource["schema"]["fields"] if field["type"] == "string"]
    marked = ", ".join(map(kept_text_sql, texts))
    return f"* replace ({marked})" if marked and resource["format"] == "csv" else "*"


def values(con: DuckDBPyConnection, name: str) -> str:
    """sha256 of the rows of a mart: the same for the same inputs on any release of DuckDB and of Python.

    The bytes of a Parquet file are not: they name the release that wrote them.
    """
    columns = con.execute(COLUMNS, [name]).fetchall()
    texts = [
        f"format('{{:.8g}}', round(\"{c}\", 12) + 0)" if t == "DOUBLE" else f'"{c}"::varchar' for c, t, _ in columns
    ]
    lines = ", ".join(f"coalesce({text}, 'NULL')" for text in texts)
    return str(con.execute(VALUES.format(lines, name)).fetchall()[0][0])


def _field(name: str, type_: str, comment: str) -> dict[str, str]:
    """A column as the published file describes it: `[unit] meaning`."""
    unit, _, meaning = comment.removeprefix("[").partition("] ")
    return {"name": name, "type": _type(type_), "unit": unit, "description": meaning}


def _type(of: str) -> str:
    """The type that a Data Package has for one of DuckDB; raises KeyError for one that is not known here."""
    return "array" if of.endswith("[]") else TYPES[of]


def _key(table: Table | None) -> list[str]:
    """The unique key that the expectations of a table declare; none of a table that the project no longer has."""
    expected = table.expect if table else []
    keys = [e["expect_compound_columns_to_be_unique"] for e in expected if "expect_compound_columns_to_be_unique" in e]
    single = [e["expect_column_values_to_be_unique"] for e in expected if "expect_column_values_to_be_unique" in e]
    return keys[0]["column_list"] if keys else [single[0]["column"]] if single else []


OUTPUT = Folder(
    name="parquet",
    description="Every mart as a Parquet file, with units and meanings in datapackage.json.",
    write=write,
    kinds=frozenset({"parquet"}),
)
