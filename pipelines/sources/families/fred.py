"""Reading series of FRED, the database of the Federal Reserve Bank of St. Louis: one CSV a series, without a key.

The header names the series: `observation_date,DGS10`, before December 2024 `DATE,DGS10`. A missing value is `.` or an
empty cell; daily series have one on each holiday. A month or a quarter is stamped with its first day, though a stock
is that of its end. History is overwritten in place. One series a request and at most two a second: several of mixed
frequency come as a ZIP, and a host that is asked too often answers with a page, or with part of the data.
`warehouse/reference/fred_series.csv` lists the series: their source, limits, lag and first day.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd

from pipelines import reference, settings
from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

REFERENCE = settings.REFERENCE / "fred_series.csv"
URL = "https://fred.stlouisfed.org/graph/fredgraph.csv?id="
COLUMNS = [
    Column("series_id", "VARCHAR", "code", "Name of the series at FRED."),
    Column("date", "DATE", "date", "Day as stamped: of a month or a quarter the first."),
    Column("value", "DOUBLE", "unit of the series", "Value as published; NULL where missing."),
]
MISSING = (".", "")
DATES = ("observation_date", "DATE")
SERIES = {row["series_id"]: row for row in reference.rows("fred_series")}


def ids(source: str) -> list[str]:
    """The series of a source, in the order of the list."""
    return [name for name, row in SERIES.items() if row["source"] == source]


def requests(source: str) -> Callable[[date], Requests]:
    """The plan of a source: each series by itself, so that one that fails leaves the others."""

    def plan(_: date) -> Requests:
        for name in ids(source):
            yield Request(URL + name, alone=True)

    return plan


def known_by(source: str) -> Lagged:
    """Each value is known the lag of its series after the stamped day."""
    return Lagged(column="series_id", lags={name: int(SERIES[name]["lag_days"]) for name in ids(source)})


def embed(source: str) -> str:
    """SQL condition of the series that the snapshot may hold."""
    free = ", ".join(f"'{name}'" for name in ids(source) if SERIES[name]["embed"] == "true")
    return f"series_id in ({free})" if free else "false"


def frame(bodies: list[bytes], source: str) -> pd.DataFrame:
    """One row per series and day, missing values included, from files of one series each."""
    rows: list[tuple[int, str, pd.Timestamp, float | None]] = []
    read: set[str] = set()
    for number, body in enumerate(bodies, 1):
        header, lines = reading.csv_rows(body, f"file {number}")
        name = _series(header, source, number)
        if name in read or not lines:
            found = "the series again" if lines else "no value"
            raise Refused(f"file {number}, series {name}", expected="values of a series not read yet", found=found)
        read.add(name)
        rows += [(i, name, reading.day(d, i, "date"), reading.value(v, i, name, MISSING)) for i, (d, v) in lines]
    return reading.frame(rows, [c.name for c in COLUMNS])


def _series(header: list[str], source: str, number: int) -> str:
    if len(header) != 2 or header[0] not in DATES or SERIES.get(header[1], {}).get("source") != source:
        wanted = f"observation_date and one series of {source} in {REFERENCE.name}"
        raise Refused(f"the header of file {number}", line=1, expected=wanted, found=", ".join(header))
    return header[1]


# The longest time between two values, and the longest that a series may end before the newest of all, in days.
LONGEST_GAP = {"daily": 11, "weekly": 10, "monthly": 31, "quarterly": 92, "annual": 366}
LONGEST_LAG = {"daily": 45, "weekly": 45, "monthly": 200, "quarterly": 450, "annual": 800}
# October 2025 was never surveyed. Markets for currencies were shut in August 1971. Before 1952 the Financial Accounts
# may have the last quarter of a year only.
KNOWN_GAPS = """
  (series_id = 'CPIAUCSL' and previous = '2025-09-01' and day = '2025-11-01')
  or (series_id like 'DEX%' and day < '1974-01-01')
  or (series_id like 'BOGZ1%' and day <= '1952-01-01')"""
VALUES = """(
              select line, series_id, date::date as day, value, l.* exclude (series_id)
              from payload
              join read_csv('warehouse/reference/fred_series.csv') as l using (series_id)
            )"""


def _days(of: dict[str, int]) -> str:
    cases = " ".join(f"when '{name}' then {days}" for name, days in of.items())
    return f"case frequency {cases} end"


EXPECT: list[Expectation] = [
    {
        "name": "values_are_within_the_limits_of_their_series",
        "no_rows": f"""
            select line, series_id, day, value, min_value, max_value
            from {VALUES}
            where value not between min_value and max_value""",
    },
    # Around zero the limits cannot tell a value in a unit a hundred times larger.
    arrival.groups(
        "values_around_zero_are_plausible",
        "coalesce(largest < max_value / 50, true)",
        "series_id, max_value",
        of=f"{VALUES} where min_value <= 0",
        largest="max(abs(value))",
    ),
    arrival.groups(
        "every_series_reaches_back_to_its_first_year",
        "found is null or year(found) > year(first_date)",
        "series_id, first_date",
        of=VALUES,
        found="min(day) filter (value is not null)",
    ),
    arrival.steps(
        "no_value_is_missing_inside",
        f"day - previous > {_days(LONGEST_GAP)} and not ({KNOWN_GAPS})",
        "day",
        by="series_id",
        of=f"{VALUES} where value is not null",
    ),
    {
        "name": "no_series_ends_long_before_the_newest",
        "no_rows": f"""
            select series_id, max(day) as newest, max(newest) over () as newest_of_all
            from {VALUES}
            where value is not null
            group by series_id, frequency
            qualify newest_of_all - newest > {_days(LONGEST_LAG)}""",
    },
    # On record: 1.7 points in a rate (1982), 2.7 in an index of stress (2008), a factor of 2.2 in a level (2018).
    arrival.steps(
        "no_value_jumps",
        """(unit = '%' and abs(value - before) > 2.5)
        or (unit like 'index, 0 = %' and abs(value - before) > 5)
        or (min_value > 0 and value / before not between 1 / 3 and 3)""",
        "day",
        "value",
        by="series_id",
        of=f"{VALUES} where value is not null",
    ),
]


# What the sources over the list share; the file of each has its story and its `parse`.
source = partial(
    Source,
    publisher="Federal Reserve Bank of St. Louis, FRED",
    url=URL,
    period="date",
    key=["series_id", "date"],
    series="series_id",
    begins=[b"observation_date,", b"DATE,"],
    columns=COLUMNS,
    expect=EXPECT,
    pause_s=0.5,
    time_s=150.0,
)
