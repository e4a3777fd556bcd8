"""FRED's copies of the flows of Table 3: their size tells their unit."""

import pandas as pd
import pytest

from pipelines.sources.families import fred as fred_family
from tests.conftest import DATA, real, samples
from tests.sources.markets import TIC, failures


def test_purchases_in_billions_are_refused_whatever_the_label_says() -> None:
    frame = TIC.read(samples(TIC))
    found = failures(TIC, frame.assign(value=frame["value"] / 1000))
    assert list(found) == ["values_around_zero_are_plausible"]


@real
@pytest.mark.parametrize("factor", [1, 1 / 1000, 1000])
def test_the_flows_of_table_3_are_plausible_in_millions_only(factor: float) -> None:
    frame = flows_of_table_3()
    found = failures(TIC, frame.assign(value=frame["value"] * factor))
    sizes = {"values_around_zero_are_plausible", "values_are_within_the_limits_of_their_series"} & set(found)
    assert bool(sizes) == (factor != 1), found
    if factor < 1:
        assert f"fails in {len(fred_family.ids('fred_tic'))} rows" in found["values_around_zero_are_plausible"]


def flows_of_table_3() -> pd.DataFrame:
    """What FRED's series say since February 2023, from the table that they come from."""
    lines = (DATA / "tic/2026-06/slt_table3.txt").read_text().splitlines()
    rows = [
        (f"{prefix}{c[1]}", pd.Timestamp(f"{c[2]}-01"), float(c[at]))
        for c in (line.split("\t") for line in lines)
        if len(c) > 8 and c[1].isdigit()
        for prefix, at in (("FORLTTREASNET", 6), ("FORLTTREASVALCHG", 7))
        if f"{prefix}{c[1]}" in fred_family.SERIES and c[at] != "n.a."
    ]
    frame = pd.DataFrame(rows, columns=["series_id", "date", "value"]).rename_axis("line")
    assert set(frame["series_id"]) == set(fred_family.ids("fred_tic"))
    return frame
