"""A file of SQL: a YAML header in a comment, then one query. What the query reads is read by DuckDB's own parser."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipelines import settings

HEADER = re.compile(r"\s*/\*\n(.*?)\n\*/\n(.*)", re.DOTALL)
VIEWS_OF_RAW = ("known", "history")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadModel(Exception):
    """A model, or its header, that cannot be built; the message names the file."""


def read_header(path: Path) -> tuple[dict[str, Any], str]:
    """The YAML between /* and */ of a file, and the query after it; raises BadModel with line and column."""
    match = HEADER.fullmatch(path.read_text())
    if match is None:
        raise BadModel(f"{path}: expected a header between /* and */, then one query")
    try:
        header = yaml.load("\n" + match[1], Loader)  # lines as in the file
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


@lru_cache(maxsize=1)  # what is asked of a query is asked at once
def nodes(query: str) -> Sequence[dict[str, Any]]:
    """Everything in a query, as read by DuckDB's own parser; raises ValueError with what it refuses."""
    found: list[dict[str, Any]] = []

    def seen(node: dict[str, Any]) -> dict[str, Any]:
        found.append(node)
        return node

    tree = duckdb.execute("select json_serialize_sql(?)", [query]).fetchall()[0][0]
    answer = json.loads(tree, object_hook=seen)
    if answer["error"]:
        raise ValueError(answer["error_message"])
    return found


def without_schema(query: str) -> list[str]:
    """Tables that a query names without their schema: not the common table expressions of its own."""
    found = nodes(query)
    own = {entry["key"].casefold() for node in found for entry in node.get("cte_map", {}).get("map", [])}
    bare = {n["table_name"] for n in found if n.get("type") == "BASE_TABLE" and not n.get("schema_name")}
    return sorted(name for name in bare if name.casefold() not in own)


def lineage(query: str, path: Path) -> tuple[list[str], list[Path]]:
    """Tables and files that a query reads. `known.x` and `history.x` are views over `raw.x`."""
    try:
        bases = [n for n in nodes(query) if n.get("type") == "BASE_TABLE" and n.get("schema_name")]
    except ValueError as error:
        raise BadModel(f"{path}: {error}") from None
    pairs = {(n["schema_name"], n["table_name"]) for n in bases}
    tables = {f"{'raw' if schema in VIEWS_OF_RAW else schema}.{name}" for schema, name in pairs}
    return sorted(tables), [settings.ROOT / file for file in re.findall(r"read_csv\('([^']+)'", query)]
