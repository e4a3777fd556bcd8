"""The lake: each publication once more as one snapshot of a DuckLake, which many machines read at once.

Its catalog is in PostgreSQL, its data are Parquet files in a folder or a bucket. Only where `RESERVEWATCH_LAKE` is set.
"""

from collections.abc import Sequence

from pipelines.outputs.base import Output
from pipelines.outputs.lake.address import given
from pipelines.outputs.lake.output import Lake

SET = given()
OUTPUTS: Sequence[Output] = (
    [Lake("lake", "Every table, view and macro as one snapshot of a DuckLake, for readers on other machines.", SET)]
    if SET
    else []
)
