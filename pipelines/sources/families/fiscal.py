"""Reading what the Fiscal Data endpoints have in common: pages, the envelope, the string "null".

A page is one JSON document: `data`, records whose every value is a string, and `meta`, which counts them. A
missing value is the string "null", never 0. No key is needed. The default order is not a contract, so each
request names one in which no two rows are equal: pages are cut from that order. A request that the service does
not understand is answered with an error and a message; no rows at all means that something is wrong.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading

BASE = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
SIZE = 10_000
MOST_PAGES = 20  # ten times what the longest dataset needs: a faulty count must not be followed for hours
NULL = "null"
Row = list[Any]

MONTHS = arrival.no_gap(
    "month", "month", of="(select distinct date_trunc('month', record_date)::date as month from payload)"
)
# What the datasets share.
source = partial(
    Source,
    publisher="U.S. Department of the Treasury, Bureau of the Fiscal Service",
    licence="U.S. government work, public domain",
    period="record_date",
    begins=[b"{"],
    pause_s=0.25,
)


def url(path: str) -> str:
    """Address of a dataset."""
    return f"{BASE}{path}"


def pages(path: str, columns: Sequence[Column], key: Sequence[str]) -> Callable[[date], Requests]:
    """The plan of a dataset: only the named fields, in the order of the key, page by page."""
    fields = ",".join(c.name for c in columns)

    def requests(_: date) -> Requests:
        query = f"{url(path)}?fields={fields}&sort={','.join(key)}"
        number = last = 1
        while number <= last:
            response = yield Request(f"{query}&page%5Bnumber%5D={number}&page%5Bsize%5D={SIZE}")
            last = min(_total_pages(response.body), MOST_PAGES)
            number += 1

    return requests


def _total_pages(body: bytes) -> int:
    """How many pages there are; a body that does not say it ends the plan, and `frame` says what is wrong with it."""
    try:
        return _count(reading.field(reading.json_of(body, "a page"), "meta", 1, "a page"), "total-pages", "a page")
    except Refused:
        return 1


def frame(bodies: list[bytes], columns: Sequence[Column]) -> pd.DataFrame:
    """All pages as one frame: every row that was counted, typed as declared."""
    found = [_page(body, f"page {n}", len(bodies), columns) for n, body in enumerate(bodies, 1)]
    rows = [row for page, _ in found for row in page]
    for n, (_, total) in enumerate(found, 1):
        if total != len(rows):
            raise Refused("the rows of all pages", expected=f"{total}, the total-count of page {n}", found=len(rows))
    if not rows:
        raise Refused("the data", expected="rows", found="an empty list")
    _no_row_on_two_pages([page for page, _ in found])
    return reading.frame([[n, *row] for n, row in enumerate(rows, 1)], [c.name for c in columns])


def _page(body: bytes, of: str, bodies: int, columns: Sequence[Column]) -> tuple[list[Row], int]:
    page = reading.json_of(body, of)
    if isinstance(page, dict) and "error" in page:
        raise Refused("the request", expected="data", found=f"{page['error']}: {page.get('message')}")
    data, meta = reading.members(page, "data", 1, of), reading.field(page, "meta", 1, of)
    counts = (_count(meta, "count", of), _count(meta, "total-pages", of))
    if counts != (len(data), bodies):
        said = f"count {counts[0]} and total-pages {counts[1]}, as {of} says"
        raise Refused("the rows and pages that came", expected=said, found=f"{len(data)} and {bodies}")
    return [_row(record, f"record {n} of {of}", columns) for n, record in enumerate(data, 1)], _count(
        meta, "total-count", of
    )


def _count(meta: Any, name: str, of: str) -> int:
    found = reading.field(meta, name, 1, f"the meta of {of}")
    if type(found) is not int or found < 0:
        raise Refused(f"the meta of {of}", column=name, expected="a count", found=str(found))
    return found


def _row(record: Any, place: str, columns: Sequence[Column]) -> Row:
    return [_value(reading.field(record, c.name, place, "the data"), c, place) for c in columns]


def _value(cell: Any, column: Column, place: str) -> Any:
    if column.type == "DOUBLE":
        return reading.value(cell, place, column.name, (NULL,))
    if not isinstance(cell, str) or not cell:
        raise Refused("a value", line=place, column=column.name, expected="text", found=str(cell))
    if column.type == "DATE":
        return reading.day(cell, place, column.name)
    return None if cell == NULL else cell


def _no_row_on_two_pages(found: list[list[Row]]) -> None:
    """A row that two pages hold stands where another was lost: the order changed between the requests."""
    seen: set[tuple[Any, ...]] = set()
    for page in found:
        rows = {tuple(row) for row in page}
        if twice := seen & rows:
            raise Refused("the pages", expected="each row on one page", found=f"twice: {twice.pop()}")
        seen |= rows
