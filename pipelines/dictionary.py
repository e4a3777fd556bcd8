"""docs/dictionary.md: every table and column, from the same headers as the comments in the file."""

from collections.abc import Iterator, Sequence

from pipelines import meta, warehouse
from pipelines.sources.base import Column
from pipelines.warehouse import Table

PAGE = warehouse.ROOT / "docs" / "dictionary.md"
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
    for table in sorted(warehouse.catalogue(), key=lambda t: (order.get(t.schema, 9), t.key)):
        yield from _table(table)
    yield "## Macros\n"
    for macro in warehouse.macros():
        said, _, example = macro.read_text().splitlines()[0].removeprefix("-- ").rpartition(": ")
        yield f"{said}: `{example}`\n"
    for name, (text, columns) in meta.TABLES.items():
        yield f"## meta.{name}\n\n{text}\n"
        yield from _columns(columns)
    yield f"## meta.figures\n\n{meta.FIGURES[0]}\n"
    yield from _columns(meta.FIGURES[1])
    yield f"## meta.vintages\n\nA view over meta.slices, with its columns. {meta.VINTAGES}\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.key}\n\n{table.description}\n"
    if table.source is not None:
        source = table.source
        known = f"vintage known by: {source.known_by.kind} {source.known_by.detail}".strip()
        yield f"{source.publisher}. <{source.url}>. {source.cadence.capitalize()}; {known}. {source.licence}.\n"
    if table.reads:
        yield f"Reads {', '.join(f'`{read}`' for read in table.reads)}.\n"
    yield from _columns(table.columns)
    yield "Expected: " + "; ".join(f"`{warehouse.expectation_name(e)}`" for e in table.expect) + ".\n"


def _columns(columns: Sequence[Column]) -> Iterator[str]:
    yield "| column | type | unit | meaning |\n|---|---|---|---|"
    yield from (f"| `{c.name}` | {c.type} | {c.unit} | {c.description} |" for c in columns)
    yield ""
