"""Units of a claim: each part has that of a column that its query reads, or of what can be computed of any."""

from collections.abc import Mapping
from typing import Any

from pipelines.claims.claim import Claim
from pipelines.models.sql import BadModel, nodes
from pipelines.models.table import SqlTable, Table

COMPUTED = frozenset(
    {"%", "points", "points a year", "ratio", "correlation", "standard deviations", "bp", "bp per 100 bn", "rank"}
    | {"count", "days", "months", "year", "years", "holders", "samples"}
)
# What leaves a value in its unit.
KEEPS = {"max", "min", "sum", "avg", "median", "any_value", "round", "abs"}


def check(claim: Claim, tables: Mapping[str, Table]) -> None:
    """Raises BadModel where a part has another unit than the column it shows, or one that nothing it reads has."""
    units = {c.name: c.unit for t in tables.values() if isinstance(t, SqlTable) for c in t.columns if c.unit}
    found = nodes(claim.query)
    read = {units[name] for node in found if (name := _column(node)) in units}
    made = {str(node["alias"]).casefold() for node in found if node.get("alias")}  # by the query: of unknown unit
    shown = {part: name for node in found for part, name in _shown(node) if name in units.keys() - made}
    for part in (p for p in claim.parts if p.rule != "untestable"):
        name = shown.get(part.name)
        if name and units[name] != part.unit:
            raise BadModel(f"{claim.file}: {part.name}: {name} is in {units[name]}; found unit {part.unit}")
        if part.unit not in read | COMPUTED:
            raise BadModel(
                f"{claim.file}: {part.name}: unit {part.unit} is of no column that the query reads: they are in "
                f"{', '.join(sorted(read))}. What is computed is in {', '.join(sorted(COMPUTED))}"
            )


def _shown(node: dict[str, Any]) -> list[tuple[str, str]]:
    """Part and column, where a query shows a column as it is: `'level' as part, holdings_usd_bn as observed`."""
    columns = {str(c["alias"]).casefold(): c for c in node.get("select_list", [])}
    part, name = columns.get("part", {}).get("value", {}), _column(columns.get("observed", {}))
    return [(part["value"], name)] if part.get("value") and name else []


def _column(node: dict[str, Any]) -> str | None:
    """The column that an expression shows in its own unit."""
    if node.get("class") == "COLUMN_REF":
        return str(node["column_names"][-1]).casefold()
    if node.get("class") == "FUNCTION" and node["function_name"] in KEEPS and node["children"]:
        return _column(node["children"][0])
    return _column(node["child"]) if node.get("class") == "CAST" else None
