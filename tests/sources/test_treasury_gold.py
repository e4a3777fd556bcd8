"""The Treasury's gold: ounces and book value by vault.

Made up in the sample: May 2026 (as June). The other figures are as published.
"""

import json

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import DATA, real
from tests.sources.fiscal import GOLD, judged, on, one_page, with_value, without


def test_gold_is_read_by_vault() -> None:
    frame = on(GOLD, "2026-06-30")
    assert len(frame) == 8
    assert frame["fine_troy_ounce_qty"].sum() == pytest.approx(261498926.236, abs=0.01)
    assert frame["book_value_amt"].sum() / frame["fine_troy_ounce_qty"].sum() == pytest.approx(42.2222, abs=1e-5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(GOLD, location_desc="Fort Knox, KY"), "all_gold_is_there"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, fine_troy_ounce_qty="null"), "all_gold_is_there"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, book_value_amt="null"), "book_value_is"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, book_value_amt="180000000000.00"), "book_value_is"),
    ],
)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_gold_that_is_lost_or_revalued_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(GOLD, body)


@real
def test_recorded_gold_is_all_the_gold() -> None:
    body = (DATA / "imf/treasury_fiscaldata_gold_reserve_2026-06-30.json").read_bytes()
    with pytest.raises(Refused, match="beginning of the file"):  # the list alone, without its envelope
        GOLD.read([body])
    assert len(judged(GOLD, one_page({"data": json.loads(body)}))) == 8
