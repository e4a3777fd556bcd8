"""A mart as a workbook of Excel: a sheet that says what it is, one of its columns with units, and its rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.outputs.formulas import is_formula

ROWS = 1_048_575  # of a sheet, below its header
LETTERS = 32_767  # of a cell
NAME = 31  # letters of the name of a sheet
NARROW = 14  # letters across a column
FIELDS = {"name": 34, "unit": 30, "type": 10, "description": 110}
ORIGINS = {"title": 50, "publisher": 34, "path": 60, "licence": 50}


class NoCell(Exception):
    """A value that no cell of Excel holds; the message says where it is, and what to do."""


def write(con: DuckDBPyConnection, resource: Mapping[str, Any], package: Mapping[str, Any], path: Path) -> None:
    """Write a mart, described by its entry in the Data Package, to a file. Raises NoCell."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    fields, name = resource["schema"]["fields"], resource["name"]
    _sheet(book, "about", _about(resource, package), [*ORIGINS.values()])
    _sheet(book, "columns", [[*FIELDS], *([field[key] for key in FIELDS] for field in fields)], [*FIELDS.values()])
    heads = [field["name"] for field in fields]
    for number, rows in enumerate(_sheets(con, name), start=1):
        title = name[:NAME] if number == 1 else f"{name[: NAME - 4]} {number}"
        _sheet(book, title, [heads, *rows], [max(NARROW, len(head) + 2) for head in heads])
    book.save(path)


def _about(resource: Mapping[str, Any], package: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    """What the mart holds, of which publication it is, and where the data come from under which licence."""
    yield f"marts.{resource['name']}", resource["description"]
    yield "published, UTC", package["created"]
    yield "fingerprint", package["id"]
    yield "version", package["version"]
    yield ()
    yield [*ORIGINS]
    yield from ([source[key] for key in ORIGINS] for source in package["sources"])


def _sheets(con: DuckDBPyConnection, name: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a mart, as many at a time as a sheet takes; once also where there are none."""
    answer = con.execute(f"from marts.{name}")
    yield answer.fetchmany(ROWS)
    while rows := answer.fetchmany(ROWS):
        yield rows


def _sheet(book: Any, title: str, rows: Iterable[Sequence[object]], widths: Sequence[int]) -> None:
    """Add a sheet, its first row in sight while one scrolls."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    with closing(sheet):
        for number, row in enumerate(rows, start=1):
            sheet.append([_cell(sheet, value, number) for value in row])


def _cell(sheet: Any, value: object, row: int) -> object:
    """A value as a cell: a list as one text, and text as text even where Excel would run it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if not isinstance(value, str):
        return value
    if len(value) > LETTERS:
        raise NoCell(_fault(sheet, row, f"expected at most {LETTERS:,} letters, found {len(value):,}"))
    try:
        cell = WriteOnlyCell(sheet, value)
    except IllegalCharacterError:
        raise NoCell(_fault(sheet, row, "expected text, found a control character")) from None
    if is_formula(value):
        cell.data_type, cell.quotePrefix = "s", True
    return cell


def _fault(sheet: Any, row: int, found: str) -> str:
    return f"Excel cannot hold sheet {sheet.title}, row {row}: {found}; use --format csv or parquet"
