"""Average interest rates on Treasury securities, by month and kind, from January 2001.

Percent a year, out on the fourth business day or so. `Total Marketable` stands among the marketable rows, `Total
Interest-bearing Debt` under a type of its own. A rate of 0.000 is real: a series may have nothing outstanding that
bears interest. Inflation-protected securities were named otherwise until 2004. Rates of single kinds do not add up.
"""

import pandas as pd

from pipelines.sources.base import Column, Source
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


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month and kind, totals included."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = Source(
    name="fiscal_average_rates",
    title="Average Interest Rates on U.S. Treasury Securities",
    publisher=fiscal.PUBLISHER,
    url=fiscal.url(PATH),
    licence=fiscal.LICENCE,
    cadence="monthly",
    known_by=LaggedMonths(8),
    period="record_date",
    key=KEY,
    begins=[b"{"],
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    pause_s=fiscal.PAUSE_S,
    expect=[
        {"name": "rates_are_percent", "rows_where": "avg_interest_rate_amt < 0 or avg_interest_rate_amt >= 20"},
        {
            # Half a percent is far below the lowest on record (1.6 in 2021), and a fraction is below it.
            "name": "totals_are_there_once_a_month_and_of_the_known_size",
            "no_rows": """
                select
                  last_day(record_date) as month,
                  count(*) filter (
                    where security_desc = 'Total Marketable' and avg_interest_rate_amt between 0.5 and 20
                  ) as marketable,
                  count(*) filter (
                    where security_desc = 'Total Interest-bearing Debt' and avg_interest_rate_amt between 0.5 and 20
                  ) as whole
                from payload
                group by month
                having marketable <> 1 or whole <> 1""",
        },
        fiscal.MONTHS,
    ],
)
