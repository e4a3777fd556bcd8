"""COFER: shares and values by currency, and what is distorted."""

import re
from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources import imf_cofer
from pipelines.sources.errors import Refused
from tests.conftest import real, samples
from tests.sources.reserves import (
    COFER,
    FIGURES,
    NEW,
    arrived,
    body,
    figures,
    judged,
    only,
    round_trip,
    same,
    scaled,
    without,
)


def test_observations_without_series_are_no_data() -> None:
    body = re.sub(r"</?Series[^>]*>", "", samples(COFER)[0].decode()).encode()
    with pytest.raises(Refused, match="no rows at all"):
        COFER.read([body])


def test_hand_checked_figures_of_the_cofer_sample() -> None:
    frame = judged(COFER, samples(COFER))
    assert len(frame) == 48 and set(frame["time_period"]) == {"2025-Q4", "2026-Q1"}  # no years, no other groups
    dollar = only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2026-Q1")
    assert (dollar["value"], dollar["published_on"]) == (57.130786895752, pd.Timestamp("2026-07-01"))
    total = only(frame, indicator="TFXRA", time_period="2026-Q1")["value"]
    assert total == 13104898337195.7  # dollars although SCALE is 6


def quarters(frame: pd.DataFrame) -> pd.DataFrame:
    """With one more quarter, after a gap."""
    return pd.concat([frame, frame.query("time_period == '2025-Q4'").assign(time_period="2025-Q2")])


DISTORTED = {
    "values in millions": (scaled(NEW, 1e-6, transformation="NV_USD"), "world_total_is_plausible"),
    "values a thousandfold": (scaled(NEW, 1000, transformation="NV_USD"), "world_total_is_plausible"),
    "one currency a thousandfold": (scaled(NEW, 1000, transformation="NV_USD", fxr_currency="CI_CHF"), "claims_over_their_total"),
    "the total a thousandfold": (scaled(NEW, 1000, indicator="TFXRA"), "world_total|allocated_plus_unallocated"),
    "shares as fractions": (scaled(NEW, 0.01, transformation="SHRO_PT"), "sum_to_100"),
    "one share too large": (scaled(NEW, 1.5, transformation="SHRO_PT", fxr_currency="CI_JPY"), "sum_to_100"),
    "two currencies swapped": (NEW.replace({"fxr_currency": {"CI_USD": "CI_EUR", "CI_EUR": "CI_USD"}}), "between_40_and_80"),
    "no dollar in the newest quarter": (without(NEW, "fxr_currency == 'CI_USD' and time_period == '2026-Q1'"), "every_currency_is_there.*2026-Q1.*CI_USD"),
    "no renminbi": (without(NEW, "fxr_currency == 'CI_CNY'"), "every_currency_is_there.*CI_CNY"),
    "a share unknown": (scaled(NEW, float("nan"), fxr_currency="CI_GBP", transformation="SHRO_PT"), "every_currency_is_there"),
    "no total": (without(NEW, "indicator == 'TFXRA'"), "allocated_plus_unallocated"),
    "a quarter missing inside": (quarters(NEW), "every_currency_is_there.*2025-Q3"),
    "imputed more than all": (scaled(NEW, 100, indicator="TFXRA_IMP"), "between_0_and_100"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), DISTORTED.values(), ids=DISTORTED)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_plausible_looking_but_wrong_composition_is_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=rf"(?s){says}"):
        arrived(COFER, frame)


@real
def test_every_observation_of_the_recorded_cofer_is_accounted_for() -> None:
    text = body("imf/cofer_data_all_2014on.xml").decode()
    frame = arrived(COFER, COFER.read([text.encode()]))
    assert len(frame) == len(re.findall(r'TIME_PERIOD="\d{4}-Q\d"', text)) == 1108
    assert (
        round(only(frame, fxr_currency="CI_USD", transformation="SHRO_PT", time_period="2025-Q4")["value"], 2) == 56.42
    )
    assert set(frame["published_on"]) == {pd.Timestamp("2026-07-01")}


@real
def test_an_earlier_vintage_says_when_it_was_published() -> None:
    frame = COFER.read([body("imf/cofer_shares.xml")])
    assert set(frame["published_on"]) == {pd.Timestamp("2026-03-27")}  # prepared on 2026-06-28
    assert round(only(frame, fxr_currency="CI_USD", time_period="2025-Q4")["value"], 2) == 56.77


@figures
@pytest.mark.parametrize(("vintage", "rows"), [("2026-01-19", 2100), ("2026-07-01", 1108)])
def test_the_full_vintages_of_cofer_make_the_round_trip(vintage: str, rows: int, tmp_path: Path) -> None:
    table = pd.read_csv(FIGURES / f"cofer_{vintage}.csv").rename(columns={"quarter": "time_period"})
    frame = table[[c.name for c in imf_cofer.KEY]].assign(
        published_on=pd.Timestamp(vintage), published_on_is_rule=False
    )
    read = arrived(COFER, round_trip(COFER, frame, tmp_path))
    assert len(read) == rows
    same(read, frame)
