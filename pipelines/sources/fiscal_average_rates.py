"""Average interest rates on Treasury securities, by month and kind, from January 2001.

Percent a year, out on the fourth business day or so. `Total Marketable` stands among the marketable rows, `Total
Interest-bearing Debt` under a type of its own. A rate of 0.000 is real: a series may have nothing outstanding that
bears interest. Inflation-protected securities were named otherwise until 2004. Rates of single kinds do not add up.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import LaggedMonths

PATH = "/v2/accounting/od/avg_interest_rates"
KEY = ["record_date", "security_type_desc", "security_desc"]
COLUMNS = [
    Column("record_date", "DATE", "date", "Last day of the month."),
    Column("security_type_desc", "VARCHAR", "label", "Marketable, Non-marketable or Interest-bearing Debt."),
    Column("security_desc", "VARCHAR", "label", "Kind of securities, or the name of a total."),
    Column("avg_interest_rate_amt", "DOUBLE", "%", "Average interest rate on what is outstanding."),
]
KNOWN_SIZE = "avg_interest_rate_amt between 0.5 and 20"


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month and kind, totals included."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = fiscal.source(
    name="fiscal_average_rates",
    title="Average Interest Rates on U.S. Treasury Securities",
    url=fiscal.url(PATH),
    cadence="monthly",
    known_by=LaggedMonths(8),
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        {"name": "rates_are_percent", "rows_where": "avg_interest_rate_amt < 0 or avg_interest_rate_amt >= 20"},
        # Half a percent is far below the lowest on record (1.6 in 2021), and a fraction is below it.
        arrival.groups(
            "totals_once_a_month_and_plausible",
            "marketable <> 1 or whole <> 1",
            "last_day(record_date) as month",
            marketable=f"count(*) filter (security_desc = 'Total Marketable' and {KNOWN_SIZE})",
            whole=f"count(*) filter (security_desc = 'Total Interest-bearing Debt' and {KNOWN_SIZE})",
        ),
        fiscal.MONTHS,
    ],
)
