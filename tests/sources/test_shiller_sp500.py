"""Shiller's S&P 500: months, zeros that mean missing, units."""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import DATA, real, samples
from tests.sources.markets import SHILLER, failures, figures, figures_of, judged, same


def table(*changes: tuple[str, str]) -> list[bytes]:
    text = samples(SHILLER)[0].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return [text.encode()]


def test_the_index_is_read_by_month_and_zero_is_missing() -> None:
    frame = SHILLER.read(samples(SHILLER)).set_index("month")["sp500"]
    assert (frame["1871-01"], frame["1871-03"]) == (4.44, 4.61)
    assert pd.isna(frame["1874-01"])


@pytest.mark.parametrize(
    "changes",
    [
        [("Date,SP500,Dividend", "Date,Dividend,SP500")],
        [("Date,SP500,", "Date,Close,")],
        [(",PE10", "")],
        [(",PE10", ",PE10,CAPE")],
        [("1871-02-01", "1871-02-15")],
        [("1871-02-01", "1871-13-01")],
        [("1871-02-01", "1671-02-01")],
        [("1871-02-01", "1871.02")],
        [("1871-02-01,4.5,", "1871-02-01,n/a,")],
        [("1871-02-01,4.5,", "1871-02-01,4.5")],
        [("1871-02-01,4.5,", "1871-02-01,4500,")],
        [("1871-02-01,4.5,", "1871-02-01,2.5,")],
        [("1871-02-01,4.5,", "1871-02-01,0.0,")],
        [("1871-02-01,4.5,", "1871-02-01,,")],
        [("1871-02-01,4.5,", "1871-02-01,-4.5,")],
        [("1871-01-01,4.44,", "1871-02-01,4.44,")],
        [("1871-01-01,4.44,", "1871-01-01,0.0,")],
    ],
)
def test_a_table_of_shiller_that_is_not_as_known_is_refused(changes: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused):
        judged(SHILLER, table(*changes))


@pytest.mark.parametrize("month", ["1871-01-01", "1872-06-01"])
def test_a_month_that_is_not_there_is_noticed(month: str) -> None:
    lines = samples(SHILLER)[0].splitlines(keepends=True)
    with pytest.raises(Refused, match="every_month_from_1871"):
        judged(SHILLER, [b"".join(line for line in lines if not line.startswith(month.encode()))])


@pytest.mark.parametrize("factor", [1000, 1 / 1000])
@pytest.mark.promise("parsers.units")
def test_an_index_in_another_unit_is_refused(factor: float) -> None:
    frame = SHILLER.read(samples(SHILLER))
    found = failures(SHILLER, frame.assign(sp500=(frame["sp500"] * factor)))
    assert bool(found) == (factor < 1), "the sample ends in 1874, the limits are those of the whole"


@real
def test_the_recorded_table_is_read_whole() -> None:
    body = (DATA / "prices/equity_vol/datahub_sp500_monthly_shiller.csv").read_bytes()
    frame = judged(SHILLER, [body])
    assert len(frame) == 1_866
    assert frame.set_index("month")["sp500"]["2026-06"] == 7450.03
    for factor in (1000, 1 / 1000):
        assert failures(SHILLER, frame.assign(sp500=frame["sp500"] * factor))


@figures
@real
def test_the_figures_of_the_snapshot_are_those_of_the_table() -> None:
    frame = SHILLER.read([(DATA / "prices/equity_vol/datahub_sp500_monthly_shiller.csv").read_bytes()])
    same(frame, figures_of(SHILLER), ["month"])
