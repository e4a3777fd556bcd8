"""What the tests of the tables of TIC and of every source share."""

from dataclasses import replace

import pandas as pd

from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample


def judged(source: Source, *bodies: bytes) -> pd.DataFrame:
    """The frame of bodies that are read and pass their checks on arrival; else Refused."""
    frame = source.read([*bodies])
    whole = replace(source, expect=[e for e in source.expect if e.get("name") != "every_row_of_the_frozen_file"])
    with connect(":memory:") as con:
        failures = arrival(con, whole, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def lines(source: Source) -> list[bytes]:
    return sample(source).splitlines(keepends=True)


SLT3, SLT1, MFH, HISTORY = (sample(BY_NAME[n]) for n in ("tic_slt3", "tic_slt1", "tic_mfh", "tic_mfh_history"))
