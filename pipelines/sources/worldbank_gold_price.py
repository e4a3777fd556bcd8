"""World Bank commodity prices (the Pink Sheet): gold, USD per troy ounce, monthly average, from 1960.

A workbook that comes out about the second business day of the month, CC BY 4.0. Its address changes about once a year
and old addresses go on answering with old data, so the link is read from the page on each fetch. Gold is the average
of the London afternoon fixing until May 2025, of daily spot rates from June 2025; editions from mid-2026 round it to
whole dollars. An ellipsis or an empty cell is missing. Rows and columns are found by what they say; since 2025 some
editions have a row of series codes under the units. A workbook that somebody saved is dated by its "Updated on".
"""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from itertools import dropwhile
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

PAGE = "https://www.worldbank.org/en/research/commodity-markets"
LINK = re.compile(r"https://thedocs\.worldbank\.org/[\w./-]+/CMO-Historical-Data-Monthly\.xlsx")
HREF = re.compile(r"""href=["']([^"'\s]{1,500})["']""")
MAX_UNPACKED = 64 * 2**20
MAX_ROWS, MAX_COLUMNS = 5000, 300  # a cell far out would fill the memory with empty ones
SHEET, NAME, UNIT = "Monthly Prices", "Gold", "$/troy oz"
MONTH = re.compile(r"((?:19|20)[0-9]{2})M(0[1-9]|1[0-2])")
MISSING = (None, "", "…", "...", "..")
COLUMNS = [
    Column("month", "VARCHAR", "YYYY-MM", "Month that the price is the average of."),
    Column("gold", "DOUBLE", "USD/oz", "Price of a troy ounce of gold, average of the month."),
]
Cells = tuple[Any, ...]


def requests(_: date) -> Requests:
    """The page, then the workbook that it links to."""
    page = yield Request(PAGE, link=True)
    addresses = {urljoin(PAGE, href) for href in HREF.findall(page.body.decode(errors="replace"))}
    links = sorted(a for a in addresses if LINK.fullmatch(a))
    if len(links) != 1:
        wanted = "one link to CMO-Historical-Data-Monthly.xlsx on thedocs.worldbank.org"
        raise Refused(f"the page {PAGE}", expected=wanted, found=links or "none", todo="Find where the file moved.")
    yield Request(links[0])


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month of the sheet of monthly prices."""
    rows = _rows(bodies[0])
    at, gold = _header(rows)
    filled = [(i, rows[i - 1]) for i in range(at + 3, len(rows) + 1) if any(c not in MISSING for c in rows[i - 1])]
    filled = [*dropwhile(lambda row: _is_text(row[1]), filled)]
    found = [[line, _month(row, line), _price(row[gold], line)] for line, row in filled]
    frame = reading.frame(found, [c.name for c in COLUMNS])
    _check_edition(frame, _updated(rows[:at]))
    return frame


def _is_text(row: Cells) -> bool:
    """A row without a month or a number: some editions have the codes of the series under the units."""
    return not any(isinstance(c, int | float) or MONTH.fullmatch(str(c)) for c in row)


def edition(bodies: list[bytes]) -> date:
    """The day that the workbook states as its own."""
    rows = _rows(bodies[0])
    return _updated(rows[: _header(rows)[0]]).date()


def _check_edition(frame: pd.DataFrame, updated: pd.Timestamp) -> None:
    """An old address answers with data that ended long before the day it gives itself."""
    priced = frame.loc[frame["gold"].notna(), "month"]
    if priced.empty:
        raise Refused("the prices", expected="at least one", found="none")
    newest = pd.Period(str(priced.max()), freq="M")
    if not 0 <= (updated.to_period("M") - newest).n <= 2:
        raise Refused(
            "the newest month", expected=f"one up to two months before the edition of {updated:%Y-%m-%d}", found=newest
        )


def _rows(body: bytes) -> list[Cells]:
    """The cells of the sheet; what openpyxl makes of a damaged workbook, by errors of any kind, is refused."""
    try:
        _check_members(body)
        return _cells(body)
    except Refused:
        raise
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
        raise Refused("the workbook", expected="a whole xlsx file", found=found) from None


def _cells(body: bytes) -> list[Cells]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    with contextlib.closing(book):
        if SHEET not in book.sheetnames:
            raise Refused("the sheets", expected=SHEET, found=book.sheetnames)
        sheet = book[SHEET]
        sheet.reset_dimensions()  # the extent that the file states may be less than its rows
        return _rows_of(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True))


def _rows_of(sheet: Iterable[Cells]) -> list[Cells]:
    rows: list[Cells] = []
    try:
        for row in sheet:
            rows.append(row)
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
        raise Refused("a cell", line=len(rows) + 1, expected="a value of a workbook", found=found) from None
    return rows


def _check_members(body: bytes) -> None:
    """A small file can unpack to a very large one, and so can an XML entity; openpyxl does not say what is damaged."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > MAX_UNPACKED:
            raise Refused("the workbook", expected=f"up to {MAX_UNPACKED:,} bytes unpacked", found=f"{size:,}")
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")):
                _check_xml(archive.read(member), member.filename)


def _check_xml(content: bytes, member: str) -> None:
    if b"<!DOCTYPE" in content.replace(b"\0", b""):  # in UTF-16 every other byte is a zero
        raise Refused(f"the workbook's {member}", expected="XML without document types", found=content[:60])
    try:
        ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        line, column = error.position
        wanted = "a whole document"
        raise Refused(
            f"the workbook's {member}", line=line, column=str(column + 1), expected=wanted, found=str(error)
        ) from None


def _header(rows: list[Cells]) -> tuple[int, int]:
    """Index of the row of names, and of the column of gold."""
    places = [(i, j) for i, row in enumerate(rows) for j, c in enumerate(row) if str(c).strip() == NAME]
    if len(places) != 1 or places[0][0] + 1 >= len(rows):
        raise Refused("the header", expected=f"one cell that says {NAME}, and a row of units", found=places)
    at, gold = places[0]
    unit = str(rows[at + 1][gold]).strip(" ()")
    if unit != UNIT:
        raise Refused("the unit", line=at + 2, column=NAME, expected=UNIT, found=unit)
    return at, gold


def _updated(above: list[Cells]) -> pd.Timestamp:
    for line, row in enumerate(above, 1):
        for cell in row:
            if str(cell).startswith("Updated on"):
                return reading.day(str(cell).strip(), line, "Updated on", "Updated on %B %d, %Y")
    raise Refused("the day of the edition", expected="a cell that begins with Updated on", found=above[:4])


def _month(row: Cells, line: int) -> str:
    """The month of a row: the only cell of it that reads like one."""
    months = [match for match in map(MONTH.fullmatch, map(str, row)) if match]
    if len(months) != 1:
        raise Refused("a month", line=line, expected="one cell such as 2026M05", found=row[:3])
    return "-".join(months[0].groups())


def _price(cell: Any, line: int) -> float | None:
    if cell in MISSING:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not abs(cell) <= reading.LARGEST:
        raise Refused("a price", line=line, column=NAME, expected="a number, … or an empty cell", found=str(cell))
    return float(cell)


SOURCE = Source(
    name="worldbank_gold_price",
    title="Pink Sheet: gold, monthly average",
    publisher="World Bank, Commodity Markets",
    url=PAGE,
    licence="CC BY 4.0",
    cadence="monthly",
    known_by=Lagged(5),
    period="month",
    key=["month"],
    begins=[b"PK\x03\x04"],
    columns=COLUMNS,
    parse=parse,
    edition=edition,
    expect=[
        arrival.steps(
            "no_month_is_missing_inside",
            "gold is null or coalesce(datediff('month', previous, day) <> 1, previous is not null)",
            "day",
            "gold",
            of="(select line, (month || '-01')::date as day, gold from payload)",
        ),
        {
            # Since 2010 gold never fell to 1,000: silver or an index in its place would not pass.
            "name": "the_price_is_that_of_gold",
            "rows_where": "gold not between if(month < '2010', 30, 1000) and if(month < '2010', 1300, 20000)",
        },
        arrival.steps(
            "no_month_is_half_or_double_the_one_before", "gold / before not between 0.6 and 1.7", "month", "gold"
        ),
    ],
    requests=requests,
    hosts=["thedocs.worldbank.org"],
)
