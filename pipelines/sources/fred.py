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

from pipelines.sources.families import fred


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and day."""
    return fred.frame(bodies, "fred")


SOURCE = fred.source(
    name="fred",
    title="Market and official series from FRED",
    licence="by series, see reference.fred_series: public domain but for mortgage rates, Japan's rates and indices",
    cadence="daily",
    due_days=1,  # of the quickest series; the newest day of any of them counts
    known_by=fred.known_by("fred"),
    parse=parse,
    requests=fred.requests("fred"),
    embed=fred.embed("fred"),
)
