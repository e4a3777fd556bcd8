"""The monthly statement of public debt: its totals and the rows that make them up.

Made up in the sample: July 2026 and the nonmarketable rows. The other figures are as published.
"""

import pytest

from pipelines.sources.errors import Refused
from tests.sources.fiscal import MSPD, judged, on, records, with_value, without


def test_the_statement_of_debt_is_read_with_its_totals() -> None:
    august = on(MSPD, "2026-08-31").set_index("security_type_desc")["total_mil_amt"]
    assert august["Total Marketable"] == pytest.approx(31828001.463613)
    assert august["Total Public Debt Outstanding"] == pytest.approx(40175641.129434)
    assert august["Marketable"].sum() == pytest.approx(august["Total Marketable"])
    assert august.sum() > 2.5 * august["Total Public Debt Outstanding"]  # all rows count everything twice and more


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(MSPD, record_date="2026-08-31", security_type_desc="Total Marketable"), "totals_once_a_month"),
        (without(MSPD, record_date="2026-08-31", security_type_desc="Total Public Debt Outstanding"), "totals_once_a_month"),
        (without(MSPD, record_date="2026-08-31", security_class_desc="Federal Financing Bank"), "add_up_to_their_total"),
        (with_value(MSPD, {"security_class_desc": "Federal Financing Bank"}, total_mil_amt="null"), "add_up_to_their_total"),
        (without(MSPD, security_type_desc="Marketable"), "add_up_to_their_total"),
        (with_value(MSPD, {"security_type_desc": "Total Marketable"}, total_mil_amt="null"), "totals_once_a_month"),
    ],
)  # fmt: skip
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_a_statement_that_lost_a_row_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(MSPD, body)


def test_the_whole_debt_is_found_under_its_name_of_2001() -> None:
    where = {"security_type_desc": "Total Public Debt Outstanding"}
    judged(MSPD, with_value(MSPD, where, security_type_desc="Total Treasury Securities Outstanding"))


def test_marketable_rows_may_miss_their_total_by_a_million_dollars() -> None:
    [row] = [r for r in records(MSPD) if r["record_date"] == "2026-08-31" and r["security_class_desc"] == "Notes"]
    off = f"{float(row['total_mil_amt']) + 1:.6f}"
    judged(MSPD, with_value(MSPD, {"record_date": "2026-08-31", "security_class_desc": "Notes"}, total_mil_amt=off))
