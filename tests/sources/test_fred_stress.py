"""FRED's indices of financial stress and the term premium: series that do not come, and another unit."""

from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources.families import fred as fred_family
from tests import mirror as m
from tests.conftest import samples
from tests.publishers import markets as publisher
from tests.sources.markets import FAULTS, STRESS, TODAY, failures, fetch, judged, named


@pytest.mark.parametrize("fault", FAULTS)
def test_a_series_that_does_not_come_leaves_the_others_and_its_kept_body(fault: str, tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred_stress"](STRESS.read(samples(STRESS)), TODAY)
    with m.serving(bodies) as mirror:
        _, first = fetch(STRESS, mirror, tmp_path)
        mirror.faults[fred_family.URL + "STLFSI4"], says = FAULTS[fault]
        mirror.bodies[fred_family.URL + "NFCI"] = changed = bodies[fred_family.URL + "NFCI"] + b"1994-07-01,0.1\n"
        outcome, came = fetch(STRESS, mirror, tmp_path)
    assert outcome.state == "partial"
    assert pd.Series([outcome.detail]).str.contains(says).all(), outcome.detail
    premium, stress, _ = first
    assert came == [premium, stress, changed]
    judged(STRESS, came)


def test_a_passing_429_is_waited_out(tmp_path: Path) -> None:
    bodies = publisher.RENDER["fred_stress"](STRESS.read(samples(STRESS)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[fred_family.URL + "NFCI"] = m.after(2, m.status(429, Retry_After="0"))
        outcome, _ = fetch(STRESS, mirror, tmp_path)
    assert outcome.state == "new"


def test_a_term_premium_in_another_unit_is_refused() -> None:
    premium = pd.Series(0.65, index=pd.date_range("1990-01-02", "2026-08-18", freq="7D"))
    premium[premium.index.year == 2020] = -0.9
    assert failures(STRESS, named("THREEFYTP10", premium)) == {}
    assert any(f.startswith("values_around_zero") for f in failures(STRESS, named("THREEFYTP10", premium / 100)))
    assert any(f.startswith("values_are_within") for f in failures(STRESS, named("THREEFYTP10", premium * 100)))
