"""A query of a user on the published file: only statements that read, within limits of time, memory and rows.

A read-only connection still writes: COPY may write to the attached file's own path, and so may some table functions.
So DuckDB's own parser says what a statement is, and only what is known to read is run.
"""

import json
import os
import re
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

SECONDS, ROWS, MEMORY_GB, THREADS = 60.0, 1_000_000, 2, 2
PATIENCE_S = 5.0  # for DuckDB to heed an interrupt: inside the function of a list it never does
READS = "SELECT, FROM, WITH, VALUES, PIVOT ... IN, DESCRIBE, SUMMARIZE, SHOW, and EXPLAIN of one of them"
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false", "lock_configuration": "true", "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false", "memory_limit": f"{MEMORY_GB}GB", "threads": THREADS, "temp_directory": "",
}  # fmt: skip
# Table functions that read nothing but their arguments and the catalog; macros of the file come on top.
FUNCTIONS = frozenset({
    "generate_series", "json_each", "json_tree", "range", "repeat", "unnest",
    "duckdb_columns", "duckdb_constraints", "duckdb_databases", "duckdb_functions", "duckdb_keywords", "duckdb_schemas",
    "duckdb_settings", "duckdb_tables", "duckdb_types", "duckdb_views",
})  # fmt: skip
EXPLAIN = re.compile(r"\s*explain\s+(analyze\s+)?(\([^()]*\)\s*)?", re.IGNORECASE)


class NotRun(Exception):
    """A query that is not run here, or was stopped; the message says what is allowed and where to go."""


def answer(con: DuckDBPyConnection, text: str, file: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns and rows of the last statement of a text. Raises NotRun and DuckDB's own errors."""
    elsewhere = f"For more, open {file} read-only in your own DuckDB client."
    slow = f"the query was stopped: it took longer than {SECONDS:.0f} s. {elsewhere}"
    try:
        with _limited(con, slow):
            _check(con, text)
            result = con.execute(text)
            rows = result.fetchmany(ROWS + 1)
    except duckdb.InterruptException:
        raise NotRun(slow) from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise NotRun(f"the query was stopped: it needs more than {MEMORY_GB} GB of memory. {elsewhere}") from None
    if len(rows) > ROWS:
        raise NotRun(f"the answer has more than {ROWS:,} rows: add a LIMIT. {elsewhere}")
    return [column[0] for column in result.description or []], rows


def _check(con: DuckDBPyConnection, text: str) -> None:
    """Refuse a text in which any statement does anything but read."""
    macros = con.execute("select function_name from duckdb_functions() where function_type = 'table_macro'").fetchall()
    allowed = FUNCTIONS | {name for (name,) in macros}
    if not (statements := con.extract_statements(text)):
        raise NotRun(f"the query has no statement. `reservewatch sql` runs {READS}.")
    for statement in statements:
        query = statement.query
        # DuckDB writes a PRAGMA with a result as a SELECT of its own.
        kind = statement.type.name if query in text else "PRAGMA"
        if kind not in ("SELECT", "EXPLAIN"):
            raise NotRun(f"{kind.replace('_', ' ')} is not run here: `reservewatch sql` only reads. It runs {READS}.")
        found = _functions(con, EXPLAIN.sub("", query, count=1) if kind == "EXPLAIN" else query)
        if unknown := sorted(found - allowed):
            raise NotRun(
                f"the table function {unknown[0]} is not run here: read a table, a macro of the file, or range."
            )


def _functions(con: DuckDBPyConnection, query: str) -> set[str]:
    """Names of the table functions of a query, wherever they stand in it. Raises NotRun if it is no query."""
    found: set[str] = set()

    def seen(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("type") == "TABLE_FUNCTION":
            found.add(node["function"]["function_name"].lower())
        return node

    [(tree,)] = con.execute("select json_serialize_sql(?)", [query]).fetchall()
    try:
        parsed = json.loads(tree, object_hook=seen)
    except RecursionError:
        raise NotRun("the query is nested too deeply to be checked: name its parts in a WITH.") from None
    if parsed["error"]:
        raise NotRun(f"EXPLAIN is run here only of a statement that reads. `reservewatch sql` runs {READS}.")
    return found


@contextmanager
def _limited(con: DuckDBPyConnection, slow: str) -> Iterator[None]:
    """End what takes too long, at last with the process. The memory that a list holds is counted by the kernel."""
    done = threading.Event()

    def watch() -> None:
        if done.wait(SECONDS):
            return
        for _ in range(int(PATIENCE_S * 2)):
            con.interrupt()
            if done.wait(0.5):  # an interrupt between two chunks is lost
                return
        print(f"Error: {slow}", file=sys.stderr, flush=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    before = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):  # not every system limits the address space
        resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY_GB * 2**30, before[1]))
    try:
        yield
    finally:
        done.set()
        resource.setrlimit(resource.RLIMIT_AS, before)
