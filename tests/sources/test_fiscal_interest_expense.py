"""Interest expense: zeros, negative rows, both categories.

Made up in the sample: the group and type of some rows. The other figures are as published.
"""

import pytest

from pipelines.sources import fiscal_interest_expense
from pipelines.sources.errors import Refused
from tests.sources.fiscal import INTEREST, figures, full, judged, on, with_value, without


def test_interest_is_read_with_zero_and_negative_rows() -> None:
    july = on(INTEREST, "2026-07-31").set_index(["expense_group_desc", "expense_type_desc"])
    assert july.loc[("ACCRUED INTEREST EXPENSE", "Treasury Notes"), "month_expense_amt"] == 43854569972.32
    assert july.loc[("AMORTIZED PREMIUM", "Treasury Notes"), "month_expense_amt"] < 0
    assert (july["month_expense_amt"] == 0).any()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(INTEREST, record_date="2026-07-31", expense_catg_desc=fiscal_interest_expense.ACCOUNTS), "both_categories"),
        (without(INTEREST, record_date="2026-07-31", expense_catg_desc=fiscal_interest_expense.PUBLIC), "both_categories"),
        (with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, month_expense_amt="null"), "is_known"),
        (with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, expense_catg_desc="INTEREST ON SOMETHING ELSE"), "is_one_of_few"),
        (with_value(INTEREST, {"record_date": "2026-07-31"}, record_date="2026-07-30"), "last_of_their_month"),
    ],
)  # fmt: skip
def test_interest_that_is_incomplete_or_new_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(INTEREST, body)


def test_group_and_type_may_be_null() -> None:
    frame = INTEREST.read([with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, expense_group_desc="null")])
    assert frame["expense_group_desc"].isna().sum() == 2


@figures
def test_interest_of_a_fiscal_year_is_the_published_sum() -> None:
    months = full(INTEREST.name).set_index("record_date")["month_expense_amt"].sort_index()
    assert months["2024-10-01":"2025-09-30"].sum() / 1e9 == pytest.approx(1220.0, abs=0.05)
    assert months["2025-08-01":"2026-07-31"].sum() / 1e9 == pytest.approx(1372.8, abs=0.05)
