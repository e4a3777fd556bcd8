"""Flows and valuation of long-term Treasury securities held abroad, by holder, from FRED, monthly.

FORLTTREASNET plus a TIC code is what foreigners bought, net; FORLTTREASVALCHG what prices did to their holdings. Since
February 2023 these are the values of TIC Table 3; before, from 1985 for all countries, estimates of the Federal
Reserve's staff, spliced on. Belgium and Luxembourg are one row (10308) until 2011, so holders are checked from 2012 on.
A month is stamped with its first day. Millions of dollars, though some pages of FRED say billions: the size of the
values is checked, not the label. The totals and the 25 largest holders of April 2026.
"""

import pandas as pd

from pipelines.sources.families import fred


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and month."""
    return fred.frame(bodies, "fred_tic")


SOURCE = fred.source(
    name="fred_tic",
    title="Foreign net purchases and valuation of long-term Treasury securities, spliced, from FRED",
    licence="public domain: Board of Governors of the Federal Reserve System and U.S. Department of the Treasury",
    cadence="monthly",
    due_days=60,  # estimated a few days after TIC
    known_by=fred.known_by("fred_tic"),
    parse=parse,
    requests=fred.requests("fred_tic"),
    embed=fred.embed("fred_tic"),
)
