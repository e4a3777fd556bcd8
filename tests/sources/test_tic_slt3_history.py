"""Table 3D: figures with and without thousands separators, and parts that do not add up."""

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample
from tests.sources.tic import judged

TABLE_3D = BY_NAME["tic_slt3_history"]


def test_hand_checked_figures_of_the_sample() -> None:
    frame = judged(TABLE_3D, sample(TABLE_3D))
    assert len(frame) == 508
    assert frame.loc[15].tolist() == ["Austria", "10189", "2020-01", 4125, 3606, 519]
    assert frame.loc[522].tolist() == ["Grand Total", "99996", "2019-10", 6946390, 6202356, 744034]


def test_parts_that_do_not_add_up_to_the_holdings_are_refused() -> None:
    body = sample(TABLE_3D).replace(b'"4,125","3,606",519', b'"4,125","3,606",919', 1)
    with pytest.raises(Refused, match="total_is_long_term_plus_bills fails in 1 row"):
        judged(TABLE_3D, body)
