"""The gold of the U.S. Treasury, by month, vault and form, as the Fiscal Service reports it.

Fine troy ounces, and their book value at the price that the law has fixed since 1973, USD 42.2222 an ounce, which is
far from the market. The sum, 261.5 million ounces, hardly ever changes. Out some weeks after the end of the month.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import LaggedMonths

PATH = "/v2/accounting/od/gold_reserve"
KEY = ["record_date", "facility_desc", "form_desc", "location_desc"]
COLUMNS = [
    Column("record_date", "DATE", "date", "Last day of the month."),
    Column("facility_desc", "VARCHAR", "label", "Who holds it: the Mint or the Federal Reserve Banks."),
    Column("form_desc", "VARCHAR", "label", "Bullion or coins."),
    Column("location_desc", "VARCHAR", "label", "Where it lies."),
    Column("fine_troy_ounce_qty", "DOUBLE", "fine troy oz", "Fine gold."),
    Column("book_value_amt", "DOUBLE", "USD", "Book value, at USD 42.2222 an ounce."),
]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per date, facility, form and location."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = fiscal.source(
    name="treasury_gold",
    title="U.S. Treasury-Owned Gold",
    url=fiscal.url(PATH),
    cadence="monthly",
    known_by=LaggedMonths(30),
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        arrival.groups(
            "all_gold_is_there_on_every_date",
            "not coalesce(ounces between 261.4e6 and 261.6e6, false)",
            "record_date",
            ounces="sum(fine_troy_ounce_qty)",
        ),
        {
            "name": "book_value_is_42_2222_an_ounce",
            "rows_where": "not coalesce("
            "abs(book_value_amt - 42.2222 * fine_troy_ounce_qty) <= 0.01 * fine_troy_ounce_qty, false)",
        },
    ],
)
