"""Robert Shiller's S&P composite, monthly, from January 1871, as kept by datasets/s-and-p-500.

The average of the days of the month, no closing price; before 1926 the index is spliced from older ones. 0.0 is a
missing value (dividends, earnings, consumer prices and PE10 since mid-2023), never a level. Only the index is kept, but
a file without its other columns is not this file. The maintainers place it in the public domain (PDDL).
"""

import re

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

HEADER = ["Date", "SP500", "Dividend", "Earnings", "Consumer Price Index", "Long Interest Rate"]
HEADER += ["Real Price", "Real Dividend", "Real Earnings", "PE10"]
MONTH = re.compile(r"((?:18[7-9]|19[0-9]|20[0-9])[0-9]-(?:0[1-9]|1[0-2]))-01")
COLUMNS = [
    Column("month", "VARCHAR", "YYYY-MM", "Month that the index is the average of."),
    Column("sp500", "DOUBLE", "index", "S&P composite index, average of the month; NULL where missing."),
]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month."""
    header, rows = reading.csv_rows(bodies[0], "the table")
    if header != HEADER:
        raise Refused("the header", line=1, expected=",".join(HEADER), found=",".join(header))
    found = [[line, _month(row[0], line), reading.value(row[1], line, "SP500") or None] for line, row in rows]
    return reading.frame(found, [c.name for c in COLUMNS])


def _month(cell: str, line: int) -> str:
    match = MONTH.fullmatch(cell)
    if match is None:
        raise Refused("a month", line=line, column="Date", expected="its first day, such as 2026-06-01", found=cell)
    return match[1]


SOURCE = Source(
    name="shiller_sp500",
    title="S&P composite index, monthly average",
    publisher="Robert J. Shiller, Yale University, as kept by datasets/s-and-p-500",
    url="https://raw.githubusercontent.com/datasets/s-and-p-500/main/data/data.csv",
    licence="PDDL, by its maintainers",
    cadence="monthly",
    known_by=Lagged(15),
    period="month",
    key=["month"],
    begins=[",".join(HEADER).encode()],
    columns=COLUMNS,
    parse=parse,
    expect=[
        {"expect_column_values_to_be_between": {"column": "sp500", "min_value": 1, "max_value": 100000}},
        arrival.groups(
            "every_month_from_1871_to_the_newest_is_there",
            """coalesce(first <> '1871-01', true)
            or months <> datediff('month', date '1871-01-01', (newest || '-01')::date) + 1""",
            of="payload where sp500 is not null",
            first="min(month)",
            newest="max(month)",
            months="count(*)",
        ),
        # On record: 0.74 (November 1929) and 1.50 (August 1932).
        arrival.steps(
            "no_month_changes_by_more_than_a_factor_of_0_6_to_1_6",
            "sp500 / before not between 0.6 and 1.6",
            "month",
            "sp500",
            of="payload where sp500 is not null",
        ),
    ],
)
