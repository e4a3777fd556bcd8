"""The same models and tests as a dbt project over raw tables that are ready.

`python -m tests.benchmarks.dbt install VENV` makes the environment in which dbt-duckdb lives, apart from ours;
`... export FOLDER` writes the project of a finished home.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import version
from pathlib import Path

from duckdb import DuckDBPyConnection

from pipelines import project, settings
from pipelines.models import functions
from pipelines.models.build import connect
from pipelines.models.table import SqlTable, Table
from pipelines.quality import expectations
from pipelines.sources.base import Expectation

# Later releases fetch a parser of their own while they are installed.
PACKAGES = ["dbt-core>=1.11,<1.12", "dbt-duckdb>=1.11,<2"]
SAME = ["duckdb", "numpy", "pandas", "scipy", "statsmodels"]  # as here
MADE = ("reference", "staging", "marts")
READY = ("raw", "known", "history", "meta")
SCHEMA_AS_SAID = "{% macro generate_schema_name(name, node) %}{{ name }}{% endmacro %}"
PLUGIN = """
from dbt.adapters.duckdb.plugins import BasePlugin
from functions_of_models import register


class Plugin(BasePlugin):
    def configure_connection(self, conn):
        register(conn)
"""


def install(folder: Path) -> None:
    """An environment with dbt-duckdb, and with the libraries that the models use as they are here."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    same = [f"{name}=={version(name)}" for name in SAME]
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *PACKAGES, *same], check=True)


def export(home: Path, folder: Path) -> None:
    """Write the project beside a copy of a finished build, out of which the models are taken."""
    for part in ("models", "tests", "macros"):
        (folder / part).mkdir(parents=True)
    shutil.copyfile(home / "build.duckdb", folder / "build.duckdb")
    with connect(folder / "build.duckdb") as con:
        ready = _left(con)
    shutil.copyfile(Path(functions.__file__), folder / "functions_of_models.py")
    (folder / "plugin_of_models.py").write_text(PLUGIN)
    (folder / "macros" / "schemas.sql").write_text(SCHEMA_AS_SAID)
    _settings(folder)
    _sources(folder, ready)
    for table in project.tables().values():
        _table(folder, table, ready)


def _left(con: DuckDBPyConnection) -> set[str]:
    """Drop what models made. Returns the tables and views that are left."""
    con.execute("select schema_name from duckdb_schemas() where not internal")
    for (schema,) in con.fetchall():
        if schema in MADE or schema.startswith("vintage_"):
            con.execute(f"drop schema {schema} cascade")
    found = con.execute("select schema_name || '.' || table_name from duckdb_tables() union all"
                        " select schema_name || '.' || view_name from duckdb_views() where not internal")  # fmt: skip
    return {name for (name,) in found.fetchall() if name.split(".")[0] in READY}


def _settings(folder: Path) -> None:
    """dbt_project.yml and profiles.yml; one thread, as ours."""
    about = {
        "name": "reservewatch", "version": "1.0", "profile": "reservewatch",
        "flags": {"send_anonymous_usage_stats": False},
    }  # fmt: skip
    target = {
        "type": "duckdb", "path": str(folder / "build.duckdb"), "threads": 1, "module_paths": [str(folder)],
        "settings": {"threads": 1, "file_search_path": str(settings.ROOT)}, "plugins": [{"module": "plugin_of_models"}],
    }  # fmt: skip
    _yaml(folder / "dbt_project.yml", about)
    _yaml(folder / "profiles.yml", {"reservewatch": {"target": "it", "outputs": {"it": target}}})


def _sources(folder: Path, ready: Collection[str]) -> None:
    names = {schema: [key.split(".")[1] for key in sorted(ready) if key.startswith(f"{schema}.")] for schema in READY}
    sources = [{"name": s, "schema": s, "tables": [{"name": name} for name in tables]} for s, tables in names.items()]
    _yaml(folder / "models" / "sources.yml", {"version": 2, "sources": sources})


def _yaml(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1))


def _table(folder: Path, table: Table, ready: Collection[str]) -> None:
    """A model of a table that is made by SQL; a test of each expectation, but for those of payloads on arrival."""
    if isinstance(table, SqlTable):
        kind = "view" if table.is_view else "table"
        head = f"{{{{ config(schema='{table.schema}', alias='{table.name}', materialized='{kind}') }}}}\n"
        (folder / "models" / f"{_name(table.key)}.sql").write_text(head + _linked(table.query, ready))
    for expectation in table.expect if table.schema != "raw" else ():
        test = folder / "tests" / f"{_name(table.key)}__{expectations.name_of(expectation)}.sql"
        test.write_text(_test(table, expectation, ready))


def _test(table: Table, expectation: Expectation, ready: Collection[str]) -> str:
    """A query that returns a row if an expectation is not met."""
    count = expectations._count(table.key, expectation)
    if count is None:
        raise SystemExit(f"{table.key}: {expectations.name_of(expectation)} cannot be said in SQL")
    severity = "warn" if expectation.get("warn") else "error"
    return f"{{{{ config(severity='{severity}') }}}}\n{_linked(f'from ({count}) as t(n) where n > 0', ready)}"


def _linked(query: str, ready: Collection[str]) -> str:
    """A query whose tables are named as dbt wants them."""

    def link(found: re.Match[str]) -> str:
        key = found[0]
        schema, name = key.split(".")
        if key in ready:
            return f"{{{{ source('{schema}', '{name}') }}}}"
        return f"{{{{ ref('{_name(key)}') }}}}" if schema in MADE and key in project.tables() else key

    return re.sub(r"(?<!')\b[a-z]+\.[a-z]\w*", link, query)


def _name(key: str) -> str:
    """Names of models are unique over all schemas."""
    return key.replace(".", "_")


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2]).resolve()
    install(where) if what == "install" else export(settings.home(), where)
