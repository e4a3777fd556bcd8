"""Table 1: holdings by type of security, and a type that does not add up."""

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample
from tests.sources.tic import judged

TABLE_1 = BY_NAME["tic_slt1"]


def test_hand_checked_figures_of_the_sample() -> None:
    frame = judged(TABLE_1, sample(TABLE_1))
    assert len(frame) == 228
    austria = frame.loc[10]
    assert (austria["country"], austria["country_code"], austria["date"]) == ("Austria", "10189", "2026-04")
    types = ["for_lt_treas_pos", "for_lt_agcy_pos", "for_lt_corp_pos", "for_lt_eqty_pos"]
    assert austria[types].tolist() == [4109, 4, 2720, 42715]
    assert austria["for_lt_total_pos"] == 49548  # the sum of the types


def test_a_type_that_does_not_add_up_to_the_total_is_refused() -> None:
    body = sample(TABLE_1).replace(b"\t4109\t", b"\t4209\t", 1)
    with pytest.raises(Refused, match="pos_total_is_the_sum_of_the_types fails in 1 row"):
        judged(TABLE_1, body)
