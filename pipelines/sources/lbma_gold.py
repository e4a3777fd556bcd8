"""LBMA Gold Price PM: the London afternoon auction, per troy ounce, from April 1968.

Set at 15:00 in London on its business days. Since 1986 there is no price on 24 and 31 December: a year-end takes the
last earlier day. Euros are null (0 in older copies) before 4 January 1999. A few pounds are null, and some are wrong
(1968-04-02 repeats the dollars): kept as published. Not revised. A licence of ICE Benchmark Administration is required
to obtain, use or redistribute it, so it is fetched only where the user holds one, and no row goes into the snapshot;
the host has also refused programs (403).
"""

from datetime import date
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

URL = "https://prices.lbma.org.uk/json/gold_pm.json"
PAGE = "https://www.lbma.org.uk/prices-and-data/lbma-precious-metal-prices"
OF = "the LBMA's prices"
FIRST_EURO = pd.Timestamp(1999, 1, 4)
COLUMNS = [
    Column("date", "DATE", "date", "Business day in London."),
    Column("usd", "DOUBLE", "USD/oz", "Price of a troy ounce of gold in U.S. dollars."),
    Column("gbp", "DOUBLE", "GBP/oz", "The same in pounds sterling, as published; some are wrong."),
    Column("eur", "DOUBLE", "EUR/oz", "The same in euros; NULL before 4 January 1999."),
]


def requests(_: date) -> Requests:
    """The whole history, asked for as the publisher's own page does."""
    yield Request(URL, headers={"Accept": "application/json", "Referer": PAGE})


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per day of an auction."""
    records = reading.json_of(bodies[0], OF)
    return reading.frame([_row(record, n) for n, record in enumerate(records, 1)], [c.name for c in COLUMNS])


def _row(record: Any, n: int) -> list[object]:
    place = f"record {n}"
    day = reading.day(reading.words(record, "d", place, OF), place, "d")
    prices = reading.members(record, "v", place, OF)
    if len(prices) != 3:
        raise Refused(f"the prices of {day.date()}", line=place, expected="USD, GBP, EUR", found=str(prices))
    usd, gbp, eur = (reading.number(p, f"a price of {day.date()}", place, "v") for p in prices)
    return [n, day, usd, gbp, None if day < FIRST_EURO and not eur else eur]


SOURCE = Source(
    name="lbma_gold",
    title="LBMA Gold Price PM",
    publisher="LBMA, ICE Benchmark Administration",
    url=URL,
    licence="(c) ICE Benchmark Administration: a licence is required to obtain, use or redistribute",
    cadence="daily",
    known_by=Lagged(1),
    period="date",
    key=["date"],
    begins=[b"["],
    columns=COLUMNS,
    parse=parse,
    expect=[
        {"name": "dollars_are_complete_and_plausible", "rows_where": "not coalesce(usd between 30 and 20000, false)"},
        {
            "name": "no_euros_before_1999_and_plausible_ones_since",
            "rows_where": "eur not between 100 and 20000 or (eur is not null and date < '1999-01-04')",
        },
        arrival.groups(
            "euros_are_there_since_1999",
            "euros < 0.9 * days",
            of="payload where date >= '1999-01-04'",
            euros="count(eur)",
            days="count(*)",
        ),
        # A pound has been worth between 1.05 and 2.6 dollars: columns in another order fall outside.
        arrival.groups(
            "pounds_are_there_and_no_dollars",
            "coalesce(dollars_in_a_pound not between 1.05 and 2.6, true) or pounds < 0.9 * days",
            dollars_in_a_pound="median(usd / gbp)",
            pounds="count(gbp)",
            days="count(*)",
        ),
        # The longest gap on record is seven days (Christmas 1979, 1984), the largest step 13 per cent.
        arrival.steps(
            "no_gap_of_more_than_seven_days_and_no_step_of_more_than_a_quarter",
            "date > previous + interval 7 days or usd / before not between 0.8 and 1.25",
            "date",
            "usd",
        ),
    ],
    requests=requests,
    access="licensed",
    embed="false",
)
