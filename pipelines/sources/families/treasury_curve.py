"""Reading what the two daily curves of the Treasury have in common: a CSV file a year, one column a tenor.

Newest day first, though not always; days are MM/DD/YYYY, an empty cell is a missing yield, and a day without any is
no day (2010-10-11). Which tenors there are changes by year, so columns are known by their header, never by position.
Past years do not change. Errors come as a page with status 200. A file that is cut lacks its January.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

BASE = "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv"
LONGEST_GAP = 6  # days; four is the longest on record
# What both curves share.
source = partial(
    Source,
    publisher="U.S. Department of the Treasury",
    url=BASE,
    licence="U.S. government work, public domain",
    cadence="daily",
    known_by=Lagged(1),
    period="date",
    key=["date", "tenor"],
    begins=[b"Date,"],
    pause_s=0.6,
    time_s=120.0,
)


def years(kind: str, first: int) -> Callable[[date], Requests]:
    """The plan of a curve: one file a year. A year is final once the January after it is over."""

    def requests(today: date) -> Requests:
        # The first trading day is the fourth of January at the latest: before that a file may well be empty.
        newest = today.year if today >= date(today.year, 1, 5) else today.year - 1
        for year in range(first, newest + 1):
            query = f"type={kind}&field_tdr_date_value={year}&page&_format=csv"
            yield Request(f"{BASE}/{year}/all?{query}", final_from=date(year + 1, 2, 1))

    return requests


def columns(value: str, description: str) -> list[Column]:
    """The columns of a curve."""
    return [
        Column("date", "DATE", "date", "Day of trading in the United States."),
        Column("tenor", "VARCHAR", "label", "Time to maturity, as the header names it."),
        Column(value, "DOUBLE", "%", description),
    ]


def frame(bodies: list[bytes], tenors: Mapping[str, date], value: str) -> pd.DataFrame:
    """One row per day and tenor that has a yield, from files of one year each, in the order of the years."""
    rows: list[tuple[Any, ...]] = []
    year = 0
    for number, body in enumerate(bodies, 1):
        cells = _cells(body, f"file {number}", tenors)
        year = _check_year([c[1] for c in cells], f"file {number}", year)
        rows += [c for c in cells if c[3] is not None]
    return reading.frame(rows, ["date", "tenor", value])


def _cells(body: bytes, of: str, tenors: Mapping[str, date]) -> list[tuple[int, pd.Timestamp, str, float | None]]:
    header, lines = reading.csv_rows(_without_empty_tail(body), of, is_ended=False)
    if lines and not body.endswith(b"\n"):
        _check_end([row[-1] for _, row in lines[-2:]], of)
    unknown = [name for name in header[1:] if name not in tenors]
    if header[0] != "Date" or unknown or len(set(header)) != len(header):
        known = f"Date and tenors, each once, out of {', '.join(tenors)}"
        raise Refused(f"the header of {of}", line=1, expected=known, found=", ".join(header))
    return [
        (line, reading.day(row[0], line, "Date", "%m/%d/%Y"), tenor, reading.value(cell, line, tenor))
        for line, row in lines
        for tenor, cell in zip(header[1:], row[1:], strict=True)
    ]


def _check_end(cells: Sequence[str], of: str) -> None:
    """Without a line end, the last cell tells whether a file is whole: two decimals, or as empty as the one above."""
    if not (re.fullmatch(r"-?\d+\.\d\d", cells[-1]) or cells == ["", ""]):
        raise Refused(f"the end of {of}", expected="a whole last yield: the file is cut", found=cells[-1])


def _without_empty_tail(body: bytes) -> bytes:
    """Drop commas beyond the last column: they were seen on days whose last yield was not yet there."""
    width = body.split(b"\n", 1)[0].count(b",")
    return re.sub(rb"(?m)^((?:[^,\r\n]*,){%d}[^,\r\n]*),+(?=\r?$)" % width, rb"\1", body)


def _check_year(days: Sequence[pd.Timestamp], of: str, before: int) -> int:
    """The year of a file: one, the next one, and there from its first day of trading."""
    found = sorted({d.year for d in days})
    if len(found) != 1 or (before and found[0] != before + 1):
        raise Refused(f"the year of {of}", expected=before + 1 if before else "one year", found=found or "no day")
    if min(days).date() > _opening(found[0]):
        due = f"{_opening(found[0])} or before: the file is cut"
        raise Refused(f"the first day of {of}", expected=due, found=min(days).date())
    return found[0]


def _opening(year: int) -> date:
    """The first day of trading: the first weekday that is not New Year, nor the Monday on which it is observed."""
    new_year = date(year, 1, 1).weekday()
    return date(year, 1, {4: 4, 5: 3, 6: 3}.get(new_year, 2))


def expect(value: str, low: float, high: float, tenors: Mapping[str, date], hole: str) -> list[Expectation]:
    """The arrival checks of a curve; `hole` is the SQL condition of gaps that are known."""
    since = ", ".join(f"('{tenor}', date '{day}')" for tenor, day in tenors.items())
    return [
        {"name": "yields_are_percent", "rows_where": f"not coalesce({value} between {low} and {high}, false)"},
        # A yield as a fraction has four decimals.
        {"name": "yields_have_two_decimals", "rows_where": f"abs(round({value}, 2) - {value}) > 1e-9"},
        arrival.groups(
            "ten_years_are_there_on_every_day", "yields <> 1", "date", yields="count(*) filter (upper(tenor) = '10 YR')"
        ),
        _no_tenor_breaks_off(since, hole),
        # The largest step on record is 1.06 points (one month, 2008).
        arrival.steps(
            "no_yield_jumps_by_more_than_one_and_a_half_points",
            f"abs({value} - before) > 1.5 and date::date - previous::date <= {LONGEST_GAP}",
            "date",
            value,
            by="tenor",
        ),
    ]


def _no_tenor_breaks_off(since: str, hole: str) -> Expectation:
    """No gap in any tenor, from its first day (or that of the payload) to the newest day of all."""
    return {
        "name": "no_tenor_breaks_off_or_begins_late",
        "no_rows": f"""
            with
            ends as (select min(date)::date as oldest, max(date)::date as newest from payload),
            due as (select * from (values {since}) as t(tenor, since), ends where since <= newest),
            days as (
              select tenor, date::date as day from payload
              union all
              select tenor, greatest(since, oldest) from due
              union all
              select tenor, newest from due
            )
            select tenor, day, lead(day) over (partition by tenor order by day) as next_day
            from days
            qualify next_day - day > {LONGEST_GAP} and not ({hole})""",
    }
