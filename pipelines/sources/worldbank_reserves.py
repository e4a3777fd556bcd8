"""World Bank: total reserves at year-ends, with gold at the market price and without, every country, from 1960.

From the World Development Indicators, CC BY 4.0; the IMF's values with gold at the London price of the year's end, so
that the difference of the two series is gold in dollars. A year comes six to twelve months late, some countries later.
Paged JSON, newest year first; countries are mixed with aggregates, some of which have no ISO code, and the world has
no values. An error comes with status 200, as a message. Only rows with a value are kept: the others say that there is
none, which their absence says too.
"""

import re
from collections import defaultdict
from datetime import date
from itertools import product
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Stated

API = "https://api.worldbank.org/v2/country/all/indicator/"
TOTAL, WITHOUT_GOLD = "FI.RES.TOTL.CD", "FI.RES.XGLD.CD"
OF = "the World Bank's answer"
COLUMNS = [
    Column("indicator", "VARCHAR", "code", f"{TOTAL} with gold at market price, {WITHOUT_GOLD} without gold."),
    Column("country_id", "VARCHAR", "code", "Country, ISO 3166 alpha-2, or the World Bank's code of an aggregate."),
    Column("country", "VARCHAR", "name", "Name as published."),
    Column("iso3", "VARCHAR", "code", "ISO 3166 alpha-3, or an aggregate's code; empty for some aggregates."),
    Column("year", "VARCHAR", "YYYY", "Year, at its end."),
    Column("value", "DOUBLE", "USD", "Total reserves."),
    Column("last_updated", "DATE", "date", "Day on which the World Bank last updated its database."),
    Column("last_updated_is_rule", "BOOLEAN", "flag", "Never: the day is stated in every answer."),
]
LARGEST = ("CHN", "IND", "JPN", "USA")
PAGES = 100  # more is no answer to these requests


def requests(today: date) -> Requests:
    """Every page of both indicators."""
    for indicator in (TOTAL, WITHOUT_GOLD):
        url = f"{API}{indicator}?format=json&per_page=20000&date=1960:{today.year}"
        response = yield Request(url)
        for page in range(2, _count(_page(response.body)[0], "pages") + 1):
            yield Request(f"{url}&page={page}")


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per indicator, country and year that has a value."""
    pages: dict[str, list[tuple[dict[str, Any], list[Any]]]] = defaultdict(list)
    for body in bodies:
        head, records = _page(body)
        pages[_indicator(records[0], "record 1")].append((head, records))
    for indicator, answers in pages.items():
        _check_whole(indicator, answers)
    found = [(r, i, head) for i, answers in pages.items() for head, records in answers for r in records]
    rows = [_row(n, *one) for n, one in enumerate(found, 1)]
    return reading.frame([row for row in rows if row[6] is not None], [c.name for c in COLUMNS])


def _page(body: bytes) -> tuple[dict[str, Any], list[Any]]:
    answer = reading.json_of(body, OF)
    head = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(head, dict) and "message" in head:
        raise Refused(OF, expected="data", found=f"an error: {head['message']}")
    if not (isinstance(head, dict) and len(answer) == 2 and answer[1] and isinstance(answer[1], list)):
        raise Refused(OF, expected="a head and a list of rows", found=str(answer))
    return head, answer[1]


def _count(head: dict[str, Any], name: str) -> int:
    count = reading.field(head, name, 1, OF)
    if type(count) is not int or (name == "pages" and not 1 <= count <= PAGES):
        raise Refused(OF, column=name, expected="a count", found=str(count))
    return count


def _indicator(record: Any, place: str) -> str:
    indicator = reading.words(reading.field(record, "indicator", place, OF), "id", place, OF)
    if indicator not in (TOTAL, WITHOUT_GOLD):
        raise Refused("the indicator", line=place, expected=f"{TOTAL} or {WITHOUT_GOLD}", found=indicator)
    return indicator


def _check_whole(indicator: str, answers: list[tuple[dict[str, Any], list[Any]]]) -> None:
    """Every page once, all of one edition, and as many rows as stated."""
    head = answers[0][0]
    numbers = [_count(h, "page") for h, _ in answers]
    if numbers != list(range(1, _count(head, "pages") + 1)):
        raise Refused(f"the pages of {indicator}", expected=f"1 to {head['pages']}", found=numbers)
    if len({(_count(h, "total"), reading.words(h, "lastupdated", 1, OF)) for h, _ in answers}) > 1:
        raise Refused(f"the pages of {indicator}", expected="one edition", found=[h for h, _ in answers])
    received = sum(len(records) for _, records in answers)
    if received != head["total"]:
        raise Refused(f"the rows of {indicator}", expected=f"{head['total']}, the stated total", found=received)


def _row(n: int, record: Any, indicator: str, head: dict[str, Any]) -> list[Any]:
    place = f"record {n}"
    if (found := _indicator(record, place)) != indicator:
        raise Refused("the indicator", line=place, expected=indicator, found=found)
    year = reading.words(record, "date", place, OF)
    value = reading.number(reading.field(record, "value", place, OF), "a value", place, "value")
    if not re.fullmatch(r"(19|20)[0-9]{2}", year):
        raise Refused("a year", line=place, column="date", expected="YYYY", found=year)
    country = reading.field(record, "country", place, OF)
    names = [reading.words(country, name, place, OF) for name in ("id", "value")]
    updated = reading.day(reading.words(head, "lastupdated", 1, OF), 1, "lastupdated")
    iso3 = reading.words(record, "countryiso3code", place, OF)
    return [n, indicator, *names, iso3, year, value, updated, False]


SOURCE = Source(
    name="worldbank_reserves",
    title="Total reserves at year-ends, with and without gold",
    publisher="World Bank, World Development Indicators",
    url=f"{API}{TOTAL}",
    licence="CC BY 4.0",
    cadence="yearly",
    due_days=365,  # the edition of December brings the year before
    known_by=Stated("last_updated"),
    period="year",
    key=["indicator", "country_id", "year"],
    begins=[b"["],
    columns=COLUMNS,
    parse=parse,
    expect=[
        arrival.all_there(
            "the_largest_are_there",
            "indicator, iso3",
            [*product([TOTAL], LARGEST), *product([WITHOUT_GOLD], LARGEST[:2])],
        ),
        arrival.no_gap(
            "year",
            "day",
            by="iso3, indicator",
            of=f"(select *, make_date(year::int, 12, 31) as day from payload where iso3 in {LARGEST})",
        ),
        arrival.newest(
            "reserves_of_china_are_plausible",
            "value",
            "year",
            2e12,
            6e12,
            by="indicator",
            of="payload where iso3 = 'CHN'",
        ),
        {"name": "every_value_is_plausible", "rows_where": "value not between -1e9 and 2e13"},
        {
            "name": "without_gold_is_not_more_than_with_gold",
            "no_rows": f"""
                select country, year, part.value as without_gold, whole.value as with_gold
                from (from payload where indicator = '{WITHOUT_GOLD}') as part
                join (from payload where indicator = '{TOTAL}') as whole using (country_id, country, year)
                where part.value > 1.001 * whole.value + 1e8""",
        },
        arrival.steps(
            "no_year_is_a_thousand_times_another",
            """greatest(value, before) > 1e8
            and greatest(value / nullif(before, 0), before / nullif(value, 0)) between 500 and 2000""",
            "year",
            "value",
            by="indicator, country_id",
        ),
    ],
    requests=requests,
)
