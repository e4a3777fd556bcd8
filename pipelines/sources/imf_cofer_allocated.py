"""IMF COFER by its old method, as it stood before the release of 2025-Q3: shares of allocated reserves.

Until then the shares counted only the reserves whose currency was reported to the IMF ("allocated", 77 % of the total
in 1999 and 93 % in 2025-Q1); the rest was unallocated. The release of December 2025 estimates the rest and replaced
the history from 2000-Q1 on, so newspaper values of before, such as 57.74 % for the dollar in 2025-Q1, are found only
here. Never spliced with `imf_cofer`. The IMF overwrote these values: they are read from a tidy table of the portal's
export of 2025-09-07, which ends in 2025-Q1, and are embedded.
"""

from datetime import date

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import imf, reading
from pipelines.sources.imf_cofer import BOTH_METHODS, KEY
from pipelines.sources.vintages import Fixed

COLUMNS = KEY
HEADER = ["vintage", "method", "indicator", "fxr_currency", "transformation", "quarter", "value"]
VINTAGE = "2025-09-07"


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per indicator, currency, transformation and quarter."""
    rows = [_row(line, cells) for line, cells in reading.table(bodies[0], HEADER)]
    return reading.frame(rows, [c.name for c in COLUMNS])


def _row(line: int, cells: list[str]) -> list[object]:
    vintage, method, *key, quarter, value = cells
    if (vintage, method) != (VINTAGE, "old"):
        raise Refused("the vintage and method", line=line, expected=f"{VINTAGE}, old", found=f"{vintage}, {method}")
    if not imf.PERIODS["Q"].fullmatch(quarter):
        raise Refused("a quarter", line=line, column="quarter", expected="such as 2025-Q1", found=quarter)
    return [line, *key, quarter, reading.value(value, line, "value")]


SOURCE = Source(
    name="imf_cofer_allocated",
    title="COFER by its old method: shares of allocated reserves, 1999-Q1 to 2025-Q1",
    publisher=imf.PUBLISHER,
    url="https://data.imf.org/en/datasets/IMF.STA:COFER",
    licence=imf.LICENCE,
    cadence="frozen",
    known_by=Fixed(date(2025, 9, 7)),
    period="time_period",
    key=["indicator", "fxr_currency", "transformation", "time_period"],
    begins=[b"vintage,method,indicator,"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        *BOTH_METHODS,
        {"expect_column_values_to_not_be_null": {"column": "value"}},
        arrival.groups(
            "a_part_of_all_reserves_is_unallocated",
            "coalesce(unallocated <= 0, true)",
            "time_period",
            of="payload where transformation = 'NV_USD'",
            unallocated="sum(value) filter (indicator = 'UFXRA')",
        ),
        arrival.whole(2053),
    ],
    access="embedded",
)
