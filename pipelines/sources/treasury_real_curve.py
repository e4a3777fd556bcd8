"""Daily Treasury par real yield curve rates, from January 2003.

Par yields of inflation-protected securities, in percent; below zero in several years. Published with the par curve,
in the same files but for the header, which is in capitals here: `5 YR`. Twenty years since July 2004, thirty since
February 2010.
"""

from datetime import date

import pandas as pd

from pipelines.sources.families import treasury_curve

VALUE = "real_yield"
COLUMNS = treasury_curve.columns(VALUE, "Par real yield.")
# The first day of each tenor.
TENORS = {
    "5 YR": date(2003, 1, 2),
    "7 YR": date(2003, 1, 2),
    "10 YR": date(2003, 1, 2),
    "20 YR": date(2004, 7, 27),
    "30 YR": date(2010, 2, 22),
}


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per day and tenor."""
    return treasury_curve.frame(bodies, TENORS, VALUE)


SOURCE = treasury_curve.source(
    name="treasury_real_curve",
    title="Daily Treasury Par Real Yield Curve Rates",
    columns=COLUMNS,
    parse=parse,
    requests=treasury_curve.years("daily_treasury_real_yield_curve", 2003),
    expect=treasury_curve.expect(VALUE, -5, 10, TENORS, "false"),
)
