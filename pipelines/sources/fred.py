"""Markets, prices and debt from FRED: yields, the dollar, exchange rates, consumer prices, output, federal debt.

Units differ by series: debt is in millions (GFDEBTN, FYGFDPUN) or billions (FDHBFIN, GDP). Quarterly debt is stamped
with the first day of the quarter and stands at its last: FDHBFIN of 2025-07-01 is the end of September 2025. Yields
come one day late, the dollar and exchange rates (H.10) about a week. DGS30 has values from 2002-02-19 to 2006-02-08,
when no 30-year was issued and the Treasury's own curve is blank: the long-term rate stands in. Consumer prices of
October 2025 were never collected and stay missing. FYGFDPUN has long decimals from 2025. The S&P 500 is there for the
last ten years only; it, the Nasdaq and the VIX have owners, so they are fetched and never embedded. Prices, output and
debt are revised in place.
"""

import pandas as pd

from pipelines.sources import fred_series
from pipelines.sources.base import Source


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and day."""
    return fred_series.frame(bodies, "fred")


SOURCE = Source(
    name="fred",
    title="Market and official series from FRED",
    publisher=fred_series.PUBLISHER,
    url=fred_series.URL,
    licence="by series, see reference.fred_series: public domain but for mortgage rates, Japan's yield and indices",
    cadence="daily",
    known_by=fred_series.known_by("fred"),
    period="date",
    key=fred_series.KEY,
    begins=fred_series.BEGINS,
    columns=fred_series.COLUMNS,
    parse=parse,
    expect=fred_series.EXPECT,
    requests=fred_series.requests("fred"),
    pause_s=fred_series.PAUSE_S,
    time_s=fred_series.TIME_S,
    embed=fred_series.embed("fred"),
)
