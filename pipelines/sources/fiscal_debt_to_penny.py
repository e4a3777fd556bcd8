"""Debt to the Penny: the federal debt at the close of each business day, from April 1993.

Published in the afternoon, New York time, one business day later, and hardly ever revised. Dollars. How much of it
the public and government accounts hold is "null" on most days before 31 March 2005, month ends excepted. The two
parts add up to the total; where the publisher slips (2025-08-04 is off by exactly 10,000,000,000 in one copy), the
three values are kept as published, so only a gross difference is refused here.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.families import fiscal
from pipelines.sources.vintages import Lagged

PATH = "/v2/accounting/od/debt_to_penny"
KEY = ["record_date"]
COLUMNS = [
    Column("record_date", "DATE", "date", "Business day of the Federal Reserve Banks."),
    Column("tot_pub_debt_out_amt", "DOUBLE", "USD", "Total public debt outstanding."),
    Column("debt_held_public_amt", "DOUBLE", "USD", "Debt held by the public, the Federal Reserve included."),
    Column("intragov_hold_amt", "DOUBLE", "USD", "Debt held by government accounts."),
]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per business day."""
    return fiscal.frame(bodies, COLUMNS)


SOURCE = fiscal.source(
    name="fiscal_debt_to_penny",
    title="Debt to the Penny",
    url=fiscal.url(PATH),
    cadence="daily",
    known_by=Lagged(3),  # one business day later: three days over a weekend
    key=KEY,
    columns=COLUMNS,
    parse=parse,
    requests=fiscal.pages(PATH, COLUMNS, KEY),
    expect=[
        {
            "name": "total_is_known_and_plausible",
            "rows_where": "not coalesce(tot_pub_debt_out_amt between 4e12 and 2e14, false)",
        },
        {
            "name": "parts_are_known_together_and_always_since_2005_03_31",
            "rows_where": "(debt_held_public_amt is null) <> (intragov_hold_amt is null)"
            " or (debt_held_public_amt is null and record_date not between '1993-04-01' and '2005-03-30')",
        },
        {
            "name": "parts_add_up_to_about_the_total",
            "rows_where": "abs(debt_held_public_amt + intragov_hold_amt - tot_pub_debt_out_amt)"
            " > 0.05 * tot_pub_debt_out_amt",
        },
        # The longest gap is five days, the largest step 2 per cent.
        arrival.steps(
            "no_gap_of_more_than_ten_days_and_no_step_of_more_than_five_per_cent",
            "record_date > previous + interval 10 days or tot_pub_debt_out_amt / before not between 0.95 and 1.05",
            "record_date",
            "tot_pub_debt_out_amt",
        ),
    ],
)
