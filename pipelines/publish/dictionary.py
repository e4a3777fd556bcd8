"""docs/dictionary.md: every table and column, from the same headers as the comments in the file."""

from collections.abc import Iterator, Sequence

from pipelines import metadata, project, settings
from pipelines.models.macros import Macro, readers, scalars
from pipelines.models.table import Table
from pipelines.sources.base import Column

PAGE = settings.ROOT / "docs" / "dictionary.md"
INTRO = """# Dictionary

Generated from the headers of the SQL files and from the sources by `make dictionary`; do not edit.
The same words are comments in the published file: `select * from duckdb_columns()`.
"""


def write(check: bool) -> bool:
    """Write the page, or only compare it. Returns whether it was already right."""
    text = "\n".join(_lines()).rstrip() + "\n"
    same = PAGE.exists() and PAGE.read_text() == text
    if not check and not same:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(text)
    return same


def _lines() -> Iterator[str]:
    yield INTRO
    order = {"marts": 0, "staging": 1, "reference": 2, "raw": 3}
    for table in sorted(project.tables().values(), key=lambda t: (order.get(t.schema, 9), t.key)):
        yield from _table(table)
    yield "## Macros\n\nFirst those that read tables, then those that compute.\n"
    for macro in [*readers(), *scalars()]:
        yield from _macro(macro)
    for name, (text, columns) in {**metadata.TABLES, **metadata.VIEWS}.items():
        yield f"## meta.{name}\n\n{text}\n"
        yield from _columns(columns)


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.key}\n\n{table.description}\n"
    if table.origin:
        yield f"{table.origin}\n"
    if table.reads:
        yield f"Reads {', '.join(f'`{read}`' for read in table.reads)}.\n"
    yield from _columns(table.columns)
    if table.checks:
        yield "Expected: " + "; ".join(f"`{name}`" for name in table.checks) + ".\n"


def _macro(macro: Macro) -> Iterator[str]:
    text, _, example = macro.description.rpartition(": ")
    yield f"### `{macro.signature}`\n\n{text}: `{example}`\n"
    if macro.rows_of:
        yield f"Its columns are those of `{macro.rows_of}`, some of them computed.\n"


def _columns(columns: Sequence[Column]) -> Iterator[str]:
    yield "| column | type | unit | meaning |\n|---|---|---|---|"
    yield from (f"| `{c.name}` | {c.type} | {c.unit} | {c.description} |" for c in columns)
    yield ""
