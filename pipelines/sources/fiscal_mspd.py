"""Monthly Statement of the Public Debt, Table 1: Treasury securities by kind, from January 2001.

In millions of dollars, out on the fourth business day or so. Subtotals stand in the same column as what they sum:
`Total Marketable`, `Total Nonmarketable` and the whole, each with the class `_`; adding up every row counts the debt
twice or more. The whole is named `Total Treasury Securities Outstanding` in January and February 2001, `Total Public
Debt Outstanding` since. Bills, notes and bonds are not all that is marketable: there are inflation-protected (under
other names until 2004) and floating rate securities, and the Federal Financing Bank. In some months the marketable
rows miss their total by up to a million dollars.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import LaggedMonths

PATH = "/v1/debt/mspd/mspd_table_1"
KEY = ["record_date", "security_type_desc", "security_class_desc"]
COLUMNS = [
    Column("record_date", "DATE", "date", "Last day of the month."),
    Column("security_type_desc", "VARCHAR", "label", "Marketable, Nonmarketable, or the name of a total."),
    Column("security_class_desc", "VARCHAR", "label", "Class of securities; `_` in a total."),
    Column("debt_held_public_mil_amt", "DOUBLE", "USD mn", "Held by the public."),
    Column("intragov_hold_mil_amt", "DOUBLE", "USD mn", "Held by government accounts."),
    Column("total_mil_amt", "DOUBLE", "USD mn", "Total outstanding, at par."),
]
MARKETABLE = "security_type_desc = 'Total Marketable'"
WHOLE = "security_type_desc in ('Total Public Debt Outstanding', 'Total Treasury Securities Outstanding')"


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month and class, totals included."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = fiscal.source(
    name="fiscal_mspd",
    title="Monthly Statement of the Public Debt, Table 1",
    url=fiscal.url(PATH),
    cadence="monthly",
    known_by=LaggedMonths(8),
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        arrival.groups(
            "totals_once_a_month_and_plausible",
            "marketable <> 1 or whole <> 1",
            "last_day(record_date) as month",
            marketable=f"count(*) filter ({MARKETABLE} and total_mil_amt between 2e6 and 2e8)",
            whole=f"count(*) filter ({WHOLE} and total_mil_amt between 5e6 and 2e8)",
        ),
        # The smallest row, of the Federal Financing Bank, is in the thousands.
        arrival.adds_up(
            "marketable_rows_add_up_to_their_total",
            ["total_mil_amt"],
            "security_type_desc = 'Marketable'",
            MARKETABLE,
            1.49,
            by="record_date",
        ),
        arrival.groups(
            "no_row_is_larger_than_the_whole_debt",
            "not coalesce(largest <= whole, false)",
            "record_date",
            largest="max(total_mil_amt)",
            whole=f"max(total_mil_amt) filter ({WHOLE})",
        ),
        fiscal.MONTHS,
    ],
)
