"""Who holds Treasury securities at home: the Financial Accounts of the Federal Reserve (Z.1) from FRED, by quarter.

Millions of dollars at market value, at the end of the quarter that FRED stamps with its first day. Published about ten
weeks after it, and revised with every publication, back to the first quarter: a value as of today was not known then.
A zero stands for a time of which nothing is counted: hedge funds begin in 2012-Q4. Brokers and dealers are net of what
they sold short and can be negative.
"""

import pandas as pd

from pipelines.sources.families import fred


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and quarter."""
    return fred.frame(bodies, "fred_accounts")


SOURCE = fred.source(
    name="fred_accounts",
    title="Domestic holders of Treasury securities in the Financial Accounts, from FRED",
    licence="public domain: Board of Governors of the Federal Reserve System",
    cadence="quarterly",
    due_days=80,
    known_by=fred.known_by("fred_accounts"),
    parse=parse,
    requests=fred.requests("fred_accounts"),
    embed=fred.embed("fred_accounts"),
)
