"""Interest expense on the public debt, by month and kind, from May 2010.

About 38 rows a month, in two categories: on public issues, and on the securities of government accounts, which the
government pays to itself. Dollars. Negative and zero rows are real: discounts, premiums and corrections (one of
July 2012 makes the whole month negative). June and December jump, when trust funds are paid. Out some days after the
end of the month.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import LaggedMonths

PATH = "/v2/accounting/od/interest_expense"
KEY = ["record_date", "expense_catg_desc", "expense_group_desc", "expense_type_desc"]
COLUMNS = [
    Column("record_date", "DATE", "date", "Last day of the month."),
    Column("expense_catg_desc", "VARCHAR", "label", "Category: public issues, or Government Account Series."),
    Column("expense_group_desc", "VARCHAR", "label", "Group; NULL where a row sums a category."),
    Column("expense_type_desc", "VARCHAR", "label", "Type; NULL where a row sums a category."),
    Column("month_expense_amt", "DOUBLE", "USD", "Interest expense of the month."),
]
PUBLIC = "INTEREST EXPENSE ON PUBLIC ISSUES"
ACCOUNTS = "INTEREST EXPENSE ON GOVT ACCOUNT SERIES"


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per month, category, group and type."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = fiscal.source(
    name="fiscal_interest_expense",
    title="Interest Expense on the Public Debt Outstanding",
    url=fiscal.url(PATH),
    cadence="monthly",
    known_by=LaggedMonths(10),
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        {"expect_column_values_to_not_be_null": {"column": "month_expense_amt"}},
        {"expect_column_values_to_be_in_set": {"column": "expense_catg_desc", "value_set": [PUBLIC, ACCOUNTS]}},
        # Found so far: 13 to 106 bn on public issues, -72 to 88 bn on government accounts.
        arrival.groups(
            "both_categories_every_month_and_plausible",
            "not coalesce(public_issues between 1e10 and 5e11 and government_accounts between -2e11 and 2e11, false)",
            "record_date",
            public_issues=f"sum(month_expense_amt) filter (expense_catg_desc = '{PUBLIC}')",
            government_accounts=f"sum(month_expense_amt) filter (expense_catg_desc = '{ACCOUNTS}')",
        ),
        {"name": "days_are_the_last_of_their_month", "rows_where": "record_date <> last_day(record_date)"},
        fiscal.MONTHS,
    ],
)
