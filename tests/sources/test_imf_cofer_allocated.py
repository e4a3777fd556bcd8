"""COFER by the old method: a frozen table of shares of allocated reserves."""

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import samples
from tests.sources.reserves import ALLOCATED, edited, judged, only


def test_hand_checked_figures_of_the_old_method() -> None:
    frame = judged(ALLOCATED, samples(ALLOCATED))
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2025-Q1")["value"], 2) == 57.74
    )
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2024-Q4")["value"], 2) == 57.79
    )
    assert ALLOCATED.access == "embedded"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2025-09-07,old,", "2025-09-07,new,", "the vintage and method in line 2; expected 2025-09-07, old"),
        ("2025-09-07,old,", "2026-01-19,old,", "the vintage and method"),
        ("quarter,value", "value,quarter", "the header"),
        ("2025-Q1", "2025-03", "a quarter in line 3"),
        ("SHRO_PT,2025-Q1,", "SHRO_PT,2025-Q1,~", "a value in line"),
    ],
)
def test_another_table_than_that_of_the_old_method_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        ALLOCATED.read(edited(ALLOCATED, (old, new)))
