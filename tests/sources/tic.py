"""What the tests of the tables of TIC and of every source share."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import BY_NAME, sample
from tests.publishers import tic as publisher
from tests.sources.reserves import TODAY, fetch


def judged(source: Source, *bodies: bytes) -> pd.DataFrame:
    """The frame of bodies that are read and pass their checks on arrival; else Refused."""
    frame = source.read([*bodies])
    whole = replace(source, expect=[e for e in source.expect if e.get("name") != "every_row_of_the_frozen_file"])
    with connect(":memory:") as con:
        failures = arrival(con, whole, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def round_trip(source: Source, frame: pd.DataFrame, home: Path) -> None:
    """A frame, rendered, served, fetched and read, is what it was."""
    with m.serving(publisher.RENDER[source.name](frame, TODAY)) as mirror:
        outcome, came = fetch(source, mirror, home)
    assert (outcome.state, outcome.detail) == ("new", "1 bodies")
    assert mirror.asked == [(source.url, 200)]
    keys = list(source.key)
    found, expected = (f.sort_values(keys).reset_index(drop=True) for f in (judged(source, *came), frame))
    pd.testing.assert_frame_equal(found, expected)


def lines(source: Source) -> list[bytes]:
    return sample(source).splitlines(keepends=True)


SLT3, SLT1, MFH, HISTORY = (sample(BY_NAME[n]) for n in ("tic_slt3", "tic_slt1", "tic_mfh", "tic_mfh_history"))
