"""TIC levels as they were first reported, where the release itself is not available.

On the day of a release the press reports its largest numbers, and that is all that is left of it once the file is
replaced. Each value names who reported it. Where the only witness is an article whose claims are evaluated here, the
value proves nothing about that article: `is_independent_of_articles` is false. Each row counts from its own release:
the holders of October 2025 from 2025-12-18, its total from 2026-01-15. The last resort of `marts.holders`, basis
`first_print`.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading, tic
from pipelines.sources.vintages import StatedRows

FLAGS = {"true": True, "false": False}
FILED = ["release_date", "month", "holder", "holdings_usd_bn", "reported_by", "is_independent_of_articles"]
COLUMNS = [
    Column("month", "DATE", "date", "Month, at its end."),
    Column("label", "VARCHAR", "label", "Holder or total, as TIC spells it."),
    Column("holdings_usd_bn", "DOUBLE", "USD bn", "Treasury securities held, as reported on the day of the release."),
    Column("reported_by", "VARCHAR", "text", "The witness: who reported the value."),
    Column(
        "is_independent_of_articles", "BOOLEAN", "flag", "The witness is not an article whose claims are evaluated."
    ),
    Column("release_date", "DATE", "date", "Day of the release."),
]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month and holder."""
    rows = [_row(line, cells) for line, cells in reading.table(bodies[0], FILED)]
    return reading.frame(rows, [c.name for c in COLUMNS])


def _row(line: int, cells: list[str]) -> list[object]:
    released, cell, holder, holdings, witness, independent = cells
    month = reading.day(cell, line, "month")
    if not month.is_month_end:
        raise Refused("a month", line=line, column="month", expected="the last day of a month", found=cell)
    if independent not in FLAGS or not witness:
        raise Refused("a witness", line=line, expected="who, and true or false", found=f"{witness}, {independent}")
    value = reading.value(holdings, line, "holdings_usd_bn")
    release = reading.day(released, line, "release_date")
    return [line, month, holder, value, witness, FLAGS[independent], release]


SOURCE = Source(
    name="tic_first_prints",
    title="TIC levels as reported on the day of their release",
    publisher="U.S. Department of the Treasury, as reported by the witness of each value",
    url="https://home.treasury.gov/data/treasury-international-capital-tic-system",
    licence="public domain values; reported by the press, each with its witness",
    cadence="frozen",
    known_by=StatedRows(column="release_date"),
    period="month",
    key=["month", "label"],
    begins=[",".join(FILED).encode()],
    columns=COLUMNS,
    parse=parse,
    expect=[
        tic.KNOWN_LABELS,
        {
            "name": "released_40_to_120_days_after_the_month",
            "rows_where": "datediff('day', month, release_date) not between 40 and 120",
        },
        {"expect_column_values_to_be_between": {"column": "holdings_usd_bn", "min_value": 0.1, "max_value": 20000}},
        {"expect_column_values_to_not_be_null": {"column": "holdings_usd_bn"}},
        arrival.groups(
            "a_grand_total_above_every_holder_in_every_month",
            "coalesce(grand_total < largest, true)",
            "month",
            largest="max(holdings_usd_bn)",
            grand_total="max(holdings_usd_bn) filter (label = 'Grand Total')",
        ),
    ],
    access="embedded",
)
