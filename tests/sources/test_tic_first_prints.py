"""First prints: each figure with its witness, at the end of its month."""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample
from tests.sources.tic import judged

PRINTS = BY_NAME["tic_first_prints"]


def test_hand_checked_figures_of_the_sample() -> None:
    frame = judged(PRINTS, sample(PRINTS))
    assert len(frame) == 4
    july, released = pd.Timestamp("2025-07-31"), pd.Timestamp("2025-09-18")
    assert frame.loc[2].tolist() == [july, "Grand Total", 9159, "Reuters", True, released]
    assert frame["is_independent_of_articles"].tolist() == [True, True, True, False]


def test_a_day_inside_a_month_is_refused() -> None:
    body = sample(PRINTS).replace(b'2025-07-31,"China', b'2025-07-30,"China', 1)
    with pytest.raises(Refused, match="a month in line 3, column month; expected the last day of a month"):
        PRINTS.read([body])
