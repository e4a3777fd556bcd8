"""Indices of financial stress from FRED: STLFSI4 of the St. Louis Fed and NFCI of the Chicago Fed, weekly.

Zero is normal or average, above it is stress. Both are stamped with a Friday and published in the week after. Their
whole history is estimated anew every week: a value as of today was not known then, and every month changes with every
fetch. That is why they are a source of their own.
"""

import pandas as pd

from pipelines.sources import fred_series
from pipelines.sources.base import Source


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and week."""
    return fred_series.frame(bodies, "fred_stress")


SOURCE = Source(
    name="fred_stress",
    title="Indices of financial stress from FRED",
    publisher=fred_series.PUBLISHER,
    url=fred_series.URL,
    licence="by series, see reference.fred_series: STLFSI4 in the public domain, NFCI with citation",
    cadence="weekly",
    known_by=fred_series.known_by("fred_stress"),
    period="date",
    key=fred_series.KEY,
    begins=fred_series.BEGINS,
    columns=fred_series.COLUMNS,
    parse=parse,
    expect=fred_series.EXPECT,
    requests=fred_series.requests("fred_stress"),
    pause_s=fred_series.PAUSE_S,
    time_s=fred_series.TIME_S,
    embed=fred_series.embed("fred_stress"),
)
