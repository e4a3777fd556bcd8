"""The World Bank's reserves: pages, stated totals, errors with status 200."""

from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import real, samples
from tests.publishers import reserves as publisher
from tests.sources.reserves import (
    BANK,
    FIGURES,
    TODAY,
    arrived,
    body,
    edited,
    fetch,
    figures,
    judged,
    only,
    round_trip,
    same,
    scaled,
    without,
)


def test_hand_checked_figures_of_the_bank_sample() -> None:
    frame = judged(BANK, samples(BANK))
    china = only(frame, indicator="FI.RES.TOTL.CD", country_id="CN", year="2024")
    assert (china["value"], china["country"], china["iso3"]) == (3456024808739.12, "China", "CHN")
    assert (china["last_updated"], china["last_updated_is_rule"]) == (pd.Timestamp("2026-07-01"), False)
    assert frame["value"].notna().all() and "1W" not in set(frame["country_id"])  # rows without a value are left out
    assert len(frame) == 27


def test_pages_are_fetched_until_the_last_and_put_together(tmp_path: Path) -> None:
    frame = BANK.read(samples(BANK))
    bodies = publisher.bank_reserves(frame, TODAY, per_page=5)
    assert len(bodies) == 4 + 2
    with m.serving(bodies) as mirror:
        outcome, came = fetch(BANK, mirror, tmp_path)
    assert outcome.state == "new", outcome.detail
    assert mirror.asked[1][0].endswith("FI.RES.TOTL.CD?format=json&per_page=20000&date=1960:2026&page=2")
    same(judged(BANK, came), frame)


@pytest.mark.promise("parsers.cut")
def test_a_page_that_is_missing_or_repeated_is_refused() -> None:
    pages = list(publisher.bank_reserves(BANK.read(samples(BANK)), TODAY, per_page=5).values())
    for bodies in ([*pages[:1], *pages[2:]], pages[:-1], [pages[0], pages[0], *pages[2:]], [*pages, pages[-1]]):
        with pytest.raises(Refused, match=r"pages of FI\.RES"):
            BANK.read(bodies)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"total":20', '"total":21', r"rows of FI.RES.TOTL.CD; expected 21, the stated total; found 20"),
        ('"pages":1', '"pages":2', "pages of FI.RES.TOTL.CD; expected 1 to 2"),
        ('"pages":1', '"pages":1000000', "column pages; expected a count"),
        ('"lastupdated":"2026-07-01"', '"lastupdated":"07/01/2026"', "column lastupdated"),
        ("FI.RES.TOTL.CD", "NY.GDP.MKTP.CD", r"the indicator in record \d+; expected FI.RES.TOTL.CD or FI.RES.XGLD.CD"),
        ('"date":"2024"', '"date":"2024Q4"', r"a year in record \d+, column date"),
        ('"value":3456024808739.12', '"value":"3456024808739.12"', "column value; expected a number or null"),
        ('"value":3456024808739.12', '"value":NaN', "column value; expected a number or null"),
        ('"countryiso3code"', '"iso3"', "column countryiso3code; expected a member"),
    ],
)  # fmt: skip
@pytest.mark.promise("parsers.layout")
def test_another_answer_of_the_bank_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        BANK.read(edited(BANK, (old, new)))


@pytest.mark.promise("parsers.another_file")
def test_an_error_with_status_200_is_refused_in_its_own_words(tmp_path: Path) -> None:
    error = b'[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'
    with pytest.raises(Refused, match=r"an error.*The provided parameter value is not valid"):
        BANK.read([error])
    bodies = publisher.RENDER[BANK.name](BANK.read(samples(BANK)), TODAY)
    with m.serving(bodies) as mirror:
        mirror.faults[next(iter(bodies))] = m.instead(error)
        outcome, _ = fetch(BANK, mirror, tmp_path)
    assert outcome.state == "failed" and "The provided parameter value is not valid" in outcome.detail


@pytest.mark.parametrize(
    "body", [b"[]", b"[[]]", b'[{"page":0,"pages":0,"total":0},null]', b'[{"page":1,"pages":1,"total":0},[]]']
)
def test_an_answer_without_rows_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="expected a head and a list of rows"):
        BANK.read([body])


RESERVES = BANK.read(samples(BANK))
MISSTATED = {
    "in millions": (scaled(RESERVES, 1e-6), "reserves_of_china"),
    "a thousandfold": (scaled(RESERVES, 1000), "reserves_of_china|every_value"),
    "one year a thousandfold": (scaled(RESERVES, 1000, iso3="TUR", year="2023"), "thousand_times_another"),
    "one year a thousandth": (scaled(RESERVES, 0.001, iso3="EMU", year="2024"), "thousand_times_another"),
    "more without gold than with": (scaled(RESERVES, 3, iso3="TUR", indicator="FI.RES.XGLD.CD"), "not_more_than_with_gold"),
    "no India": (without(RESERVES, "iso3 == 'IND'"), "largest_are_there"),
    "one indicator only": (without(RESERVES, "indicator == 'FI.RES.XGLD.CD'"), "largest_are_there"),
    "a year missing inside": (without(RESERVES, "iso3 == 'JPN' and year == '2023'"), "no_year_is_missing_inside"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), MISSTATED.values(), ids=MISSTATED)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_plausible_looking_but_wrong_reserves_are_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=says):
        arrived(BANK, frame)


@real
def test_the_recorded_answers_of_the_bank_are_read() -> None:
    frame = BANK.read([body(f"worldbank/wb_FI_RES_{name}_CD.json") for name in ("TOTL", "XGLD")])
    assert len(frame) == 190  # of 192 rows, Russia's two of 2025 have no value
    china = frame.query("iso3 == 'CHN' and year == '2024'").set_index("indicator")["value"]
    assert china["FI.RES.TOTL.CD"] - china["FI.RES.XGLD.CD"] == pytest.approx(191220939000, abs=1e6)


@figures
def test_the_full_reserves_of_the_bank_make_the_round_trip(tmp_path: Path) -> None:
    parts = []
    for indicator, file in (("FI.RES.TOTL.CD", "total_reserves"), ("FI.RES.XGLD.CD", "reserves_ex_gold")):
        table = pd.read_csv(FIGURES / f"worldbank_{file}.csv", dtype={"year": str})
        parts.append(table.set_axis(["iso3", "year", "value"], axis=1).assign(indicator=indicator))
    frame = pd.concat(parts).assign(country_id=lambda f: f["iso3"], country=lambda f: f["iso3"])
    frame = frame.assign(last_updated=pd.Timestamp("2026-07-01"), last_updated_is_rule=False)
    frame = frame[[c.name for c in BANK.columns]]
    read = arrived(BANK, round_trip(BANK, frame, tmp_path))
    assert len(read) == 9337 + 95
    same(read, frame)
