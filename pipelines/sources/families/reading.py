"""Reading what many publishers' files have in common: strict text, values, days, CSV, JSON."""

import csv
import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from pipelines.sources.errors import Refused

LARGEST = 1e300  # an integer of JSON may be larger than any float; infinity and NaN are no values either
VALUE = re.compile(r"-?\d{1,16}(\.\d{1,20})?", re.ASCII)
MOST_LINES = 1_000_000  # ten times what the longest file has; a list of empty lines is far larger than its file
Place = int | str  # a line, or `record 3 of page 1`


def text(body: bytes) -> str:
    """A body as UTF-8 text, without its byte order mark; refuses anything else."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = body.count(b"\n", 0, error.start) + 1, error.start - body.rfind(b"\n", 0, error.start)
        found = body[error.start : error.start + 1]
        raise Refused("a byte that is not UTF-8", line=line, column=str(column), found=found) from None


def lines(content: str) -> list[str]:
    """The lines of a text as an editor counts them; other marks that Python takes for line ends stay in their cell."""
    if (found := content.count("\n")) > MOST_LINES:
        raise Refused("the lines of the file", expected=f"up to {MOST_LINES:,}", found=f"{found:,}")
    return [line.removesuffix("\r") for line in content.removesuffix("\n").split("\n")]


def value(cell: str | None, line: Place, column: str, missing: Collection[str] = ("",)) -> float | None:
    """A published value; a missing mark is None, never 0; anything else is refused."""
    if cell is None or cell in missing:
        return None
    if not isinstance(cell, str) or not VALUE.fullmatch(cell):
        marks = " or ".join(map(repr, missing))
        raise Refused("a value", line=line, column=column, expected=f"a decimal number, {marks}", found=str(cell))
    return float(cell)


def day(cell: str, line: Place, column: str, form: str = "%Y-%m-%d") -> pd.Timestamp:
    """A day as published, of a year that publishers write about."""
    try:
        found = _parsed(cell, form)
    except (TypeError, ValueError):
        raise Refused("a day", line=line, column=column, expected=form, found=str(cell)) from None
    if not 1900 <= found.year < 2100:
        raise Refused("a day", line=line, column=column, expected="a year from 1900 to 2099", found=cell)
    return found


@lru_cache(2**16)  # a file of many series has each day in most of them
def _parsed(cell: str, form: str) -> pd.Timestamp:
    return pd.Timestamp(datetime.strptime(cell, form))


def csv_rows(body: bytes, of: str, is_ended: bool = True) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header, and each row with its line; refuses a row of another length, and a file whose last line is cut.

    `is_ended`: the publisher ends the last line too; where it does not, the caller must notice a cut.
    """
    content = text(body)
    if is_ended and not content.endswith("\n"):
        raise Refused(f"the end of {of}", expected="a line end: the file is cut", found=content[-40:])
    reader = csv.reader(lines(content))
    try:
        rows = [(i, row) for i, row in enumerate(reader, 1) if row and _is_one_line(reader.line_num, i, of)]
    except csv.Error as error:
        raise Refused(f"the CSV of {of}", line=reader.line_num, expected="cells", found=str(error)) from None
    if not rows:
        raise Refused(f"the rows of {of}", expected="a header", found="none")
    header = rows[0][1]
    for line, row in rows:
        if len(row) != len(header):
            raise Refused(f"cells of a row of {of}", line=line, expected=len(header), found=len(row))
    return header, rows[1:]


def _is_one_line(last: int, line: int, of: str) -> bool:
    if last != line:
        raise Refused(f"the CSV of {of}", line=line, expected="a quote that ends", found=f"a row to line {last}")
    return True


def cells(content: str, line: int, delimiter: str) -> list[str]:
    """The cells of one line of a file whose lines differ in layout."""
    try:
        return next(csv.reader([content], delimiter=delimiter), [])
    except csv.Error as error:
        raise Refused("the cells", line=line, expected="cells", found=str(error)) from None


def table(body: bytes, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV table whose header is known to the letter."""
    found, rows = csv_rows(body, "the table")
    if found != list(header):
        raise Refused("the header", line=1, expected=list(header), found=found)
    return rows


def number(value: Any, what: str, line: Place, column: str) -> float | None:
    """A value of a JSON document; null is None, never 0; anything but a finite number is refused."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise Refused(what, line=line, column=column, expected="a number or null", found=str(value))
    return float(value)


def json_of(body: bytes, of: str) -> Any:
    """A body as JSON; a cut one is refused with the place."""
    try:
        document = json.loads(content := text(body))
        if "\\u" in content:
            json.dumps(document, ensure_ascii=False).encode()
        return document
    except json.JSONDecodeError as error:
        line, column = error.lineno, str(error.colno)
        raise Refused(
            f"the JSON of {of}", line=line, column=column, expected="a whole document", found=error.msg
        ) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists, half a character
        raise Refused(f"the JSON of {of}", expected="a document of figures", found=str(error)) from None


def field(record: Any, name: str, line: Place, of: str) -> Any:
    """A member of a JSON record that must be there."""
    if not isinstance(record, dict) or name not in record:
        raise Refused(f"a record of {of}", line=line, column=name, expected=f"a member {name}", found=str(record))
    return record[name]


def words(record: Any, name: str, line: Place, of: str) -> str:
    """A member of a JSON record that is text."""
    found = field(record, name, line, of)
    if not isinstance(found, str):
        raise Refused(f"a record of {of}", line=line, column=name, expected="text", found=str(found))
    return found


def members(record: Any, name: str, line: Place, of: str) -> list[Any]:
    """A member of a JSON record that is a list."""
    found = field(record, name, line, of)
    if not isinstance(found, list):
        raise Refused(f"a record of {of}", line=line, column=name, expected="a list", found=str(found))
    return found


def frame(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows that begin with their line, as a frame indexed by it."""
    return pd.DataFrame(rows, columns=["line", *columns]).set_index("line")
