"""World Gold Council: official gold and other reserves by country, quarterly, from 2000-Q4.

The chart data of Goldhub: International Financial Statistics with the Council's own corrections. Its terms allow
personal, non-commercial use and forbid redistribution, so it is fetched only where the user holds the right, and no row
goes into the snapshot. The address is not documented and may vanish. Gold in dollars is at the London price of the
quarter's end; the other reserves are total reserves minus gold. Turkey is without the gold of commercial banks, which
the IMF counts; Azerbaijan is the State Oil Fund; the IMF and the BIS are left out. null is "not yet reported" (late
reporters in the newest quarters) or never: it is not zero. About a fifth of the holders last reported long ago.
"""

from datetime import date
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.gold_tonnes_extract import GOLD_BY_HOLDER
from pipelines.sources.vintages import Fetched

API = "https://fsapi.gold.org/api/cbd/v11/charts/getPage"
OF = "the World Gold Council's answer"
COLUMNS = [
    Column("iso3", "VARCHAR", "code", "Holder, ISO 3166 alpha-3."),
    Column("period_end", "DATE", "date", "Last day of the quarter."),
    Column("gold_tonnes", "DOUBLE", "t", "Official gold held; NULL where not reported."),
    Column("gold_usd_mn", "DOUBLE", "USD mn", "The same at the London price of the quarter's end."),
    Column("fx_reserves_usd_mn", "DOUBLE", "USD mn", "Total reserves minus gold."),
]
METRICS = {"gold_reserves_tns": "Tonnes", "gold_reserves": "US$m", "fx_reserves": "US$m"}  # in the order of COLUMNS
MILLISECONDS = range(int(4.1e12))  # 1970 to 2099
Point = tuple[str, pd.Timestamp]


def requests(today: date) -> Requests:
    """The whole history, to the end of this year."""
    dates = f"startDate=2000-01-01&endDate={today.year}-12-31"
    yield Request(f"{API}?page=date_range&periodicity=QTD_FULL&{dates}")


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per holder and quarter, with what is not reported."""
    found: Any = reading.json_of(bodies[0], OF)
    for name in ("chartData", "linechart", "QTD_FULL"):
        found = reading.field(found, name, 1, OF)
    tonnes, dollars, other = (_points(reading.field(found, name, 1, OF), name) for name in METRICS)
    if not tonnes.keys() == dollars.keys() == other.keys():
        sizes = [len(tonnes), len(dollars), len(other)]
        raise Refused(OF, expected="the same holders and quarters in each metric", found=sizes)
    rows = [[n, *point, tonnes[point], dollars[point], other[point]] for n, point in enumerate(tonnes, 1)]
    return reading.frame(rows, [c.name for c in COLUMNS])


def _points(metric: Any, name: str) -> dict[Point, float | None]:
    unit = reading.field(metric, "unit", 1, OF)
    if unit != METRICS[name]:
        raise Refused("the unit", column=name, expected=METRICS[name], found=str(unit))
    points: dict[Point, float | None] = {}
    for n, holder in enumerate(reading.members(metric, "data", 1, OF), 1):
        place = f"record {n} of {name}"
        iso3 = reading.words(holder, "name", place, OF)
        for pair in reading.members(holder, "data", place, OF):
            point, value = _value(pair, place, iso3)
            if points.setdefault(point, value) != value:
                raise Refused("two values", line=place, column=iso3, expected=points[point], found=value)
    return points


def _value(pair: Any, place: str, iso3: str) -> tuple[Point, float | None]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise Refused("a value", line=place, column=iso3, expected="a date and a value", found=str(pair))
    return (iso3, _quarter_end(pair[0], place, iso3)), reading.number(pair[1], "a value", place, iso3)


def _quarter_end(stamp: Any, place: str, iso3: str) -> pd.Timestamp:
    end = pd.Timestamp(stamp, unit="ms") if type(stamp) is int and stamp in MILLISECONDS else None
    if end is None or end != end.normalize() or not end.is_quarter_end:
        wanted = "milliseconds of midnight at a quarter's end"
        raise Refused("a date", line=place, column=iso3, expected=wanted, found=str(stamp))
    return end


SOURCE = Source(
    name="wgc_reserves",
    title="Official gold and reserves by country, World Gold Council",
    publisher="World Gold Council, Goldhub",
    url=API,
    licence="(c) World Gold Council: personal, non-commercial use; no redistribution; limited extracts with citation",
    cadence="quarterly",
    due_days=75,  # the quarter is complete with the second update after it
    known_by=Fetched(),
    period="period_end",
    key=["iso3", "period_end"],
    begins=[b"{"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        *GOLD_BY_HOLDER,
        arrival.all_there(
            "the_largest_are_there",
            "iso3",
            ["USA", "DEU", "ITA", "FRA", "CHN", "JPN", "IND"],
            of="payload where gold_tonnes + gold_usd_mn + fx_reserves_usd_mn is not null",
        ),
        arrival.no_gap("quarter", "period_end", by="iso3"),
        {
            "name": "gold_is_worth_a_price_of_gold",
            "no_rows": """
                select iso3, period_end, gold_usd_mn * 1e6 / (gold_tonnes * 32150.7466) as usd_per_ounce
                from payload
                where gold_tonnes > 1 and coalesce(usd_per_ounce not between 100 and 20000, true)""",
        },
        arrival.newest(
            "reserves_of_china_are_plausible",
            "fx_reserves_usd_mn",
            "period_end",
            2e6,
            6e6,
            of="payload where iso3 = 'CHN'",
        ),
        {"expect_column_values_to_be_between": {"column": "fx_reserves_usd_mn", "min_value": -1000, "max_value": 6e6}},
        arrival.steps(
            "no_quarter_is_a_thousand_times_another",
            """greatest(fx_reserves_usd_mn, before) > 500
            and greatest(fx_reserves_usd_mn / nullif(before, 0), before / nullif(fx_reserves_usd_mn, 0)) > 500""",
            "period_end",
            "fx_reserves_usd_mn",
            by="iso3",
        ),
    ],
    requests=requests,
    access="licensed",
    embed="false",
)
