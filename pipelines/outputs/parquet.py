"""Every mart as one file, with a Data Package (datapackage.org) that describes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import digest, quoted, records
from pipelines.models.table import Table
from pipelines.outputs.base import Output

FORMATS = {
    "parquet": ("format parquet, compression zstd", "application/vnd.apache.parquet"),
    "csv": ("format csv, header", "text/csv"),
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


def export(con: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path, format_: str = "parquet") -> None:
    """Write every mart and `datapackage.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    marts = con.execute(MARTS).fetchall()
    resources = [_written(con, name, text, folder, format_) for name, text in marts]
    for resource in resources:
        resource["schema"]["primaryKey"] = _key(tables.get(f"marts.{resource['name']}"))
    [about] = records(con, PUBLICATION)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "reservewatch",
        "title": "Who holds U.S. Treasuries, where reserves go instead, and whether the market feels it",
        "id": about["fingerprint"],
        "created": about["published_at"],
        "version": about["project_version"],
        "sources": records(con, SOURCES),
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1) + "\n")


def _written(con: DuckDBPyConnection, name: str, text: str, folder: Path, format_: str) -> dict[str, Any]:
    """Write one mart. Returns its entry in the package."""
    options, media_type = FORMATS[format_]
    path = folder / f"{name}.{format_}"
    con.execute(f"copy (from marts.{name}) to {quoted(path)} ({options})")
    return {
        "name": name,
        "path": path.name,
        "description": text,
        "format": format_,
        "mediatype": media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
        "values": f"sha256:{values(con, name)}",
        "schema": {"fields": [_field(*row) for row in con.execute(COLUMNS, [name]).fetchall()]},
    }


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


OUTPUT = Output(
    name="parquet",
    description="Every mart as a Parquet file, with units and meanings in datapackage.json.",
    write=export,
    kinds=frozenset({"parquet"}),
)
