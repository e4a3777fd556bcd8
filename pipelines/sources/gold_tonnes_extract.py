"""Official gold in tonnes, a limited extract: the 43 largest holders and Denmark.

From the IMF's International Financial Statistics as compiled by the World Gold Council, to be cited as such; year-ends
from 2000, quarter-ends from 2024. Late reporters have no row for the last quarters, and a holder that ended reporting
has none after (Venezuela after 2017): a missing row is not zero. In Turkey's values the gold of commercial banks is
left out. Superseded by `imf_liquidity` with the first refresh online; embedded so that there is gold before it.
"""

from datetime import date

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Fixed

COLUMNS = [
    Column("iso3", "VARCHAR", "code", "Holder, ISO 3166 alpha-3."),
    Column("period_end", "DATE", "date", "Last day of the quarter or year."),
    Column("gold_tonnes", "DOUBLE", "t", "Official gold held."),
]
# Arrival checks of every table of gold in tonnes by holder and date.
GOLD_BY_HOLDER: list[Expectation] = [
    arrival.known(
        "every_holder_is_in_countries_csv",
        "iso3",
        "select holder_id as iso3 from read_csv('warehouse/reference/countries.csv')",
    ),
    arrival.groups(
        "the_united_states_hold_8100_to_8200_tonnes_at_every_date",
        "coalesce(usa not between 8100 and 8200, true)",
        "period_end",
        usa="max(gold_tonnes) filter (iso3 = 'USA')",
    ),
    {"expect_column_values_to_be_between": {"column": "gold_tonnes", "min_value": 0, "max_value": 9000}},
]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per holder and date."""
    names = [c.name for c in COLUMNS]
    return reading.frame([_row(line, *cells) for line, cells in reading.table(bodies[0], names)], names)


def _row(line: int, iso3: str, period_end: str, tonnes: str) -> list[object]:
    day = reading.day(period_end, line, "period_end")
    if not day.is_quarter_end:
        raise Refused("a date", line=line, column="period_end", expected="the end of a quarter", found=period_end)
    return [line, iso3, day, reading.value(tonnes, line, "gold_tonnes")]


SOURCE = Source(
    name="gold_tonnes_extract",
    title="Official gold of the largest holders, limited extract",
    publisher="International Monetary Fund, International Financial Statistics, as compiled by the World Gold Council",
    url="https://www.gold.org/goldhub/data/gold-reserves-by-country",
    licence="limited extract with citation: IMF International Financial Statistics, World Gold Council",
    cadence="frozen",
    known_by=Fixed(date(2026, 7, 1)),
    period="period_end",
    key=["iso3", "period_end"],
    begins=[b"iso3,period_end,gold_tonnes"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        *GOLD_BY_HOLDER,
        {"expect_column_values_to_not_be_null": {"column": "gold_tonnes"}},
        arrival.whole(1399),
    ],
    access="embedded",
)
