"""The World Gold Council: holdings by quarter, units, late reporters."""

import json

import pandas as pd
import pytest

from pipelines.sources import wgc_reserves
from pipelines.sources.errors import Refused
from tests.conftest import real, samples
from tests.publishers import reserves as publisher
from tests.sources.reserves import COUNCIL, TODAY, arrived, body, edited, judged, only, without


def test_hand_checked_figures_of_the_council_sample() -> None:
    frame = judged(COUNCIL, samples(COUNCIL))
    assert len(frame) == 32
    usa = only(frame, iso3="USA", period_end=pd.Timestamp("2026-03-31"))
    assert (usa["gold_tonnes"], usa["fx_reserves_usd_mn"]) == (8133.5, 230000)
    late = only(frame, iso3="DEU", period_end=pd.Timestamp("2026-03-31"))
    assert late[["gold_tonnes", "gold_usd_mn", "fx_reserves_usd_mn"]].isna().all()  # not yet reported is not zero


def test_the_council_is_asked_only_with_a_licence_and_never_embedded() -> None:
    assert (COUNCIL.access, COUNCIL.embed) == ("licensed", "false")
    assert next(wgc_reserves.requests(TODAY)).url.endswith(
        "periodicity=QTD_FULL&startDate=2000-01-01&endDate=2026-12-31"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"unit":"Tonnes"', '"unit":"Ounces"', "the unit, column gold_reserves_tns; expected Tonnes"),
        ('"unit":"US$m"', '"unit":"US$"', r"the unit, column gold_reserves; expected US\$m"),
        ("QTD_FULL", "LAST_YEAR_END", "a member QTD_FULL"),
        ("gold_reserves_tns", "gold_tonnes", "a member gold_reserves_tns"),
        ('"name":"USA"', '"name":"CAN"', "the same holders and quarters in each metric"),
        (
            "1774915200000",
            "1774828800000",
            r"a date in record \d+ of gold_reserves_tns, column USA; expected milliseconds of midnight",
        ),
        ("1774915200000", '"2026-03-31"', r"a date in record \d+ of gold_reserves_tns, column USA"),
        ("8133.5", '"8133.5"', r"a value in record \d+ of gold_reserves_tns, column USA"),
        ("8133.5", "NaN", r"a value in record \d+ of gold_reserves_tns, column USA"),
    ],
)
@pytest.mark.promise("parsers.layout")
def test_another_answer_of_the_council_is_refused(old: str, new: str, says: str) -> None:
    every = old == "QTD_FULL"
    with pytest.raises(Refused, match=says):
        COUNCIL.read(edited(COUNCIL, (old, new), every=every))


@pytest.mark.promise("parsers.repeats")
def test_a_holder_that_stands_twice_with_other_values_is_refused() -> None:
    answer = json.loads(samples(COUNCIL)[0])
    holders = answer["chartData"]["linechart"]["QTD_FULL"]["gold_reserves_tns"]["data"]
    holders.append({"name": "USA", "data": [[1774915200000, 1.0]]})
    with pytest.raises(Refused, match=r"two values in record \d+ of gold_reserves_tns, column USA"):
        COUNCIL.read([publisher.compact(answer)])


GOLD = COUNCIL.read(samples(COUNCIL))
MISWEIGHED = {
    "in kilograms": (GOLD.assign(gold_tonnes=GOLD["gold_tonnes"] * 1000), "8100_to_8200_tonnes"),
    "Turkey a thousandfold": (GOLD.assign(gold_tonnes=GOLD["gold_tonnes"].where(GOLD["iso3"] != "TUR", GOLD["gold_tonnes"] * 1000)), "gold_tonnes"),
    "gold in dollars": (GOLD.assign(gold_usd_mn=GOLD["gold_usd_mn"] * 1e6), "worth_a_price_of_gold"),
    "gold without its worth": (GOLD.assign(gold_usd_mn=float("nan")), "worth_a_price_of_gold"),
    "reserves in billions": (GOLD.assign(fx_reserves_usd_mn=GOLD["fx_reserves_usd_mn"] / 1000), "reserves_of_china"),
    "a quarter of reserves a thousandfold": (GOLD.assign(fx_reserves_usd_mn=GOLD["fx_reserves_usd_mn"].where(
        (GOLD["iso3"] != "TUR") | (GOLD["period_end"] != "2025-12-31"), 7e7)), "thousand_times|fx_reserves"),
    "no United States": (without(GOLD, "iso3 == 'USA'"), "8100_to_8200_tonnes"),
    "no Italy": (without(GOLD, "iso3 == 'ITA'"), "largest_are_there.*ITA"),
    "a quarter missing inside": (without(GOLD, "iso3 == 'FRA' and period_end.dt.month == 9"), "no_quarter_is_missing_inside"),
    "a holder nobody knows": (GOLD.replace({"iso3": {"TUR": "XXT"}}), "every_holder_is_in_countries_csv.*XXT"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), MISWEIGHED.values(), ids=MISWEIGHED)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_plausible_looking_but_wrong_holdings_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(COUNCIL, frame)


@real
def test_the_council_file_is_read_whole() -> None:
    frame = arrived(COUNCIL, COUNCIL.read([body("wgc/cbd_quarterly_2000_2026.json")]))
    assert (len(frame), frame["iso3"].nunique(), int(frame["gold_tonnes"].isna().sum())) == (12546, 123, 811)
    assert only(frame, iso3="CHN", period_end=pd.Timestamp("2024-12-31"))["fx_reserves_usd_mn"] == 3264803.87
    assert pd.isna(only(frame, iso3="DEU", period_end=pd.Timestamp("2026-03-31"))["gold_tonnes"])
