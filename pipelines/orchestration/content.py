"""What the page of a mart shows of its content: the newest value of its headline, a picture of it, and some rows."""

from datetime import date
from typing import Any

from dagster import MetadataValue
from duckdb import DuckDBPyConnection

from pipelines.models.table import Headline, Table
from pipelines.orchestration.sparkline import number, sparkline

ROWS, LETTERS = 10, 60
LEFT = ("VARCHAR", "DATE", "BOOLEAN", "VARCHAR[]", "TIMESTAMP")
MARKUP = "\\`*_{}[]()#+!|~<>&:@"


def content(con: DuckDBPyConnection, table: Table) -> dict[str, MetadataValue[Any]]:
    """Metadata of a mart that has rows: of its headline, where it has one, and ten rows."""
    head = headline(con, table.headline) if table.headline else {}
    return {**head, "ten rows": MetadataValue.md(sample(con, table))}


def headline(con: DuckDBPyConnection, of: Headline) -> dict[str, MetadataValue[Any]]:
    """The newest value as a number, which Dagster plots over time, and the whole series as a picture."""
    points = [(day, float(value)) for day, value in con.execute(of.series).fetchall()]
    if not points:
        return {}
    picture = {"picture": MetadataValue.md(sparkline(points, of.unit))} if len(points) > 1 else {}
    return {f"{of.title}, {of.unit}": MetadataValue.float(points[-1][1]), **picture}


def sample(con: DuckDBPyConnection, table: Table) -> str:
    """Ten rows in Markdown: the newest where a day or a year is in the key of the table, else the first."""
    day = next((c.name for c in table.columns[:3] if c.type == "DATE" or c.name == "year"), None)
    newest = f"where {day} = (select max({day}) from {table.key})" if day else ""
    rows = con.execute(f"from {table.key} {newest} limit {ROWS}").fetchall()
    ends = ["---" if c.type in LEFT else "---:" for c in table.columns]
    lines = [[c.name for c in table.columns], ends, *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    """A value as it is read: long text cut, dates whole."""
    if value is None or isinstance(value, float):
        return "" if value is None else number(value)
    text = ", ".join(value) if isinstance(value, list) else str(value)
    cut = escaped(text if len(text) <= LETTERS else text[: LETTERS - 1] + "…")
    return cut.replace("-", "&#8209;") if isinstance(value, date) else cut


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line: what a publisher wrote is no markup."""
    return "".join(f"&#{ord(c)};" if c in MARKUP else c for c in " ".join(text.split()))
