"""Average interest rates: totals, and rates that cannot be."""

import json

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import DATA, real
from tests.sources.fiscal import RATES, judged, one_page, read, with_value


def test_rates_are_read_with_their_totals() -> None:
    rates = read(RATES).set_index(["record_date", "security_desc"])["avg_interest_rate_amt"]
    assert rates["2001-01-31", "Total Marketable"] == 6.620
    assert rates["2001-02-28", "Total Interest-bearing Debt"] == 6.512


@pytest.mark.parametrize(
    ("where", "values", "says"),
    [
        ({"security_desc": "Total Marketable"}, {"avg_interest_rate_amt": "null"}, "totals_once_a_month"),
        ({"security_desc": "Total Marketable"}, {"security_desc": "All Marketable"}, "totals_once_a_month"),
        ({"security_desc": "Total Interest-bearing Debt"}, {"avg_interest_rate_amt": "0.065"}, "totals_once_a_month"),
        ({"security_desc": "Treasury Notes"}, {"avg_interest_rate_amt": "609.6"}, "rates_are_percent"),
        ({"security_desc": "Treasury Notes"}, {"avg_interest_rate_amt": "-0.1"}, "rates_are_percent"),
    ],
)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_rates_that_cannot_be_are_refused(where: dict[str, str], values: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(RATES, with_value(RATES, where, **values))


def test_a_rate_of_nothing_is_real() -> None:
    judged(RATES, with_value(RATES, {"security_desc": "Foreign Series"}, avg_interest_rate_amt="0.000"))


@real
def test_recorded_rows_that_lack_a_member_are_refused() -> None:
    partial = json.loads((DATA / "prices/samples/avg_interest_rates_2026-05-31_partial.json").read_text())
    with pytest.raises(Refused, match="column security_type_desc; expected a member security_type_desc"):
        RATES.read([one_page(partial)])
