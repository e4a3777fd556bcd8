"""The extract of gold: tonnes by holder and quarter."""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import samples
from tests.sources.reserves import EXTRACT, edited, judged, only


def test_hand_checked_figures_of_the_extract() -> None:
    frame = judged(EXTRACT, samples(EXTRACT))
    assert only(frame, iso3="DNK", period_end=pd.Timestamp("2026-03-31"))["gold_tonnes"] == 66.55
    assert set(frame.query("iso3 == 'VEN'")["period_end"].dt.year) == {2016, 2017}  # ended reporting: no rows, no zeros
    assert frame.query("iso3 == 'DEU'")["period_end"].max() == pd.Timestamp("2025-12-31")  # a late reporter


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("iso3,period_end,gold_tonnes", "iso3,period_end,gold_tonnes,note", "cells of a row|the header"),
        ("2026-03-31", "2026-03-30", "expected the end of a quarter"),
        ("2026-03-31", "31.03.2026", "a day in line"),
        ("66.55", "66,55", "cells of a row"),
        ("66.55", "n.a.", "a value in line"),
    ],
)
def test_another_extract_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        EXTRACT.read(edited(EXTRACT, (old, new)))


@pytest.mark.parametrize("change", [("8133.46", "8133460"), ("66.55", "66550"), ("DNK", "XDK"), ("66.55", "")])
def test_a_wrong_extract_does_not_arrive(change: tuple[str, str]) -> None:
    with pytest.raises(Refused, match="fails in"):
        judged(EXTRACT, edited(EXTRACT, change))
