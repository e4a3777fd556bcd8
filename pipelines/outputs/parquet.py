"""Every mart as one file, with a Data Package (datapackage.org) that describes them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import quoted, records
from pipelines.models.table import Table
from pipelines.outputs.base import Output

FORMATS = {
    "parquet": ("format parquet, compression zstd", "application/vnd.apache.parquet"),
    "csv": ("format csv, header", "text/csv"),
}
TYPES = {
    "VARCHAR": "string", "DOUBLE": "number", "INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean",
    "DATE": "date", "TIMESTAMP WITH TIME ZONE": "datetime", "TIMESTAMPTZ": "datetime",
}  # fmt: skip
PUBLICATION = "select fingerprint, published_at, project_version from meta.publication"
SOURCES = "select title, publisher, url as path, licence from meta.sources order by source"


def export(con: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path, format_: str = "parquet") -> None:
    """Write every mart and `datapackage.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    marts = [t for t in tables.values() if t.schema == "marts"]
    resources = [_written(con, table, folder, format_) for table in sorted(marts, key=lambda t: t.name)]
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


def _written(con: DuckDBPyConnection, table: Table, folder: Path, format_: str) -> dict[str, Any]:
    """Write one mart. Returns its entry in the package."""
    options, media_type = FORMATS[format_]
    path = folder / f"{table.name}.{format_}"
    con.execute(f"copy (from {table.key}) to {quoted(path)} ({options})")
    return {
        "name": table.name,
        "path": path.name,
        "description": table.description,
        "format": format_,
        "mediatype": media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        "schema": _schema(table),
    }


def _type(of: str) -> str:
    """The type that a Data Package has for one of DuckDB; raises KeyError for one that is not known here."""
    return "array" if of.endswith("[]") else TYPES[of]


def _schema(table: Table) -> dict[str, Any]:
    """Fields with type, unit and meaning, and the unique key that its expectations declare."""
    fields = [
        {"name": c.name, "type": _type(c.type), "unit": c.unit, "description": c.description} for c in table.columns
    ]
    keys = [
        e["expect_compound_columns_to_be_unique"] for e in table.expect if "expect_compound_columns_to_be_unique" in e
    ]
    single = [e["expect_column_values_to_be_unique"] for e in table.expect if "expect_column_values_to_be_unique" in e]
    key = keys[0]["column_list"] if keys else [single[0]["column"]] if single else []
    return {"fields": fields, "primaryKey": key}


OUTPUT = Output(
    name="parquet",
    description="Every mart as a Parquet file, with units and meanings in datapackage.json.",
    write=export,
    kinds=frozenset({"parquet"}),
)
