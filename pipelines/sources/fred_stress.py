"""Indices of financial stress from FRED: STLFSI4 of the St. Louis Fed and NFCI of the Chicago Fed, weekly.

Zero is normal or average, above it is stress. Both are stamped with a Friday and published in the week after. Their
whole history is re-estimated every week: a value as of today was not known then, and every month changes with every
fetch. That is why they are a source of their own.

With them comes another estimate, THREEFYTP10: the term premium in ten-year yields by the model of Kim and Wright, by
day since 1990 and published a week at a time. It is revised with the model.
"""

import pandas as pd

from pipelines.sources.families import fred


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per series and week."""
    return fred.frame(bodies, "fred_stress")


SOURCE = fred.source(
    name="fred_stress",
    title="Indices of financial stress and the term premium, from FRED",
    licence="by series, see reference.fred_series: public domain, but NFCI with citation",
    cadence="weekly",
    due_days=8,
    known_by=fred.known_by("fred_stress"),
    parse=parse,
    requests=fred.requests("fred_stress"),
    embed=fred.embed("fred_stress"),
)
