"""The real yield curve: yields below zero are real, fractions are not.

Made up in the sample: 5 and 7 years. The other figures are as published.
"""

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import samples
from tests.publishers.fiscal import year_csv
from tests.sources.fiscal import REAL, judged, wide


def test_a_real_yield_may_be_negative_but_not_a_fraction() -> None:
    judged(REAL, year_csv(wide(REAL) - 2.5))
    fractions = samples(REAL)[0].replace(b"2.43", b"0.0243")
    with pytest.raises(Refused, match="yields_have_two_decimals"):
        judged(REAL, fractions)
    with pytest.raises(Refused, match="yields_are_percent"):
        judged(REAL, year_csv(wide(REAL) * 100))
