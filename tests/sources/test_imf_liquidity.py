"""The IMF's reserves: ounces and dollars, days of publication, what is implausible."""

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import real, samples
from tests.sources.reserves import LIQUIDITY, arrived, body, edited, judged, only, scaled, without


def test_hand_checked_figures_of_the_liquidity_sample() -> None:
    frame = judged(LIQUIDITY, samples(LIQUIDITY))
    assert len(frame) == 48
    japan = only(frame, country="JPN", indicator="RGV_REVS", time_period="2026-M06")
    assert (japan["value"], japan["unit"]) == (27198880.827, "FTO")  # ounces although SCALE is 6
    assert (japan["published_on"], japan["published_on_is_rule"]) == (pd.Timestamp("2026-08-21"), False)
    china = only(frame, country="CHN", indicator="RXF11_REVS", time_period="2026-M06")
    assert china["value"] == 3410519000000


def test_without_a_day_of_publication_the_day_of_the_message_stands_in_by_rule() -> None:
    dollars = LIQUIDITY.read(samples(LIQUIDITY)).query("unit == 'USD'")
    assert set(dollars["published_on"]) == {pd.Timestamp("2026-08-22")} and dollars["published_on_is_rule"].all()
    with pytest.raises(Refused, match="a day in line 1, column Prepared"):
        LIQUIDITY.read(edited(LIQUIDITY, ("<message:Prepared>2026-08-22T13:00:00Z</message:Prepared>", ""), file=1))


@pytest.mark.parametrize("missing", ["", ' OBS_VALUE=""', ' OBS_VALUE="NaN"'])
def test_a_missing_value_is_null_and_never_zero(missing: str) -> None:
    frame = judged(LIQUIDITY, edited(LIQUIDITY, (' OBS_VALUE="5544278.72"', missing)))
    assert pd.isna(only(frame, country="BRA", indicator="RGV_REVS", time_period="2026-M05")["value"])


@pytest.mark.parametrize("word", ["n/a", "1e5", "5,544", "0x1F", ".", "Infinity", "-"])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_figure_is_refused_with_series_and_period(word: str) -> None:
    with pytest.raises(Refused, match=r"column BRA\.RGV_REVS\.FTO\.M 2026-M05; expected a decimal number"):
        LIQUIDITY.read(edited(LIQUIDITY, ("5544278.72", word)))


@pytest.mark.parametrize("word", ["2026-05", "2026-Q2", "2026-M13", "2026", ""])
@pytest.mark.promise("parsers.figures")
def test_a_period_of_another_form_is_refused(word: str) -> None:
    with pytest.raises(Refused, match=r"a period in series \d+, column USA\.RGV_REVS\.FTO\.M"):
        LIQUIDITY.read(edited(LIQUIDITY, ('"2026-M05"', f'"{word}"')))


def test_what_was_not_asked_for_is_left_out() -> None:
    other = [
        '<Series COUNTRY="USA" INDICATOR="RGV_REVS" UNIT="FTO" FREQUENCY="Q"><Obs TIME_PERIOD="2026-Q2" OBS_VALUE="1"/></Series>',
        '<Series COUNTRY="USA" INDICATOR="RXF11_REVS" UNIT="XDR" FREQUENCY="M"><Obs TIME_PERIOD="2026-M06" OBS_VALUE="1"/></Series>',
        '<Series COUNTRY="USA" INDICATOR="RXDR_REVS" UNIT="USD" FREQUENCY="M"><Obs TIME_PERIOD="2026-M06" OBS_VALUE="1"/></Series>',
    ]
    more = edited(LIQUIDITY, ("</message:DataSet>", "".join(other) + "</message:DataSet>"))
    pd.testing.assert_frame_equal(judged(LIQUIDITY, more), LIQUIDITY.read(samples(LIQUIDITY)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id="IL" version="13.0.1"', 'id="IRFCL" version="13.0.1"', "dataflow IMF.STA:IL.*found.*IRFCL"),
        ('id="IL" version="13.0.1"', 'id="IL" version="14.0.0"', "version 13, whose codes are known.*14.0.0"),
        ('id="IL" version="13.0.1"', 'id="IL" version="130.0"', "the dataflow"),
        (" COUNTRY=", " REF_AREA=", "a key in series 1, column COUNTRY"),
        (" UNIT=", " MEASURE=", "a key in series 1, column UNIT"),
        (
            "<message:StructureSpecificData ",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><message:StructureSpecificData ",
            "no document type",
        ),
        ("</Series>", "", "the XML in line 1, column \\d+; expected a whole message"),
    ],
)
@pytest.mark.promise("parsers.layout")
def test_another_message_is_refused_in_words(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        LIQUIDITY.read(edited(LIQUIDITY, (old, new)))


def test_a_smaller_version_of_the_dataflow_is_read() -> None:
    assert len(LIQUIDITY.read(edited(LIQUIDITY, ('version="13.0.1"', 'version="13.2.0"')))) == 48


@pytest.mark.promise("parsers.repeats")
def test_a_row_that_repeats_another_is_dropped_one_that_contradicts_is_refused() -> None:
    row = '<Obs TIME_PERIOD="2026-M05" OBS_VALUE="5544278.72" DERIVATION_TYPE="O"/>'
    assert len(LIQUIDITY.read(edited(LIQUIDITY, (row, row + row)))) == 48
    with pytest.raises(Refused, match="two different rows for country BRA"):
        LIQUIDITY.read(edited(LIQUIDITY, (row, row + row.replace("5544278.72", "5544279"))))


LIQUID = LIQUIDITY.read(samples(LIQUIDITY))
NEWEST = {"time_period": "2026-M06"}


def earlier(frame: pd.DataFrame, country: str, month: str) -> pd.DataFrame:
    """One more month of the gold of a country, so that there is a gap."""
    row = frame.query(f"country == '{country}' and indicator == 'RGV_REVS'").head(1).assign(time_period=month)
    return pd.concat([frame, row])


IMPLAUSIBLE = {
    "Brazil a thousandfold, as in 2026": (scaled(LIQUID, 1000, country="BRA", indicator="RGV_REVS", **NEWEST), "more_than_nine_thousand_tonnes"),
    "Brazil a thousandfold in every month": (scaled(LIQUID, 1000, country="BRA", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "Brazil a thousandth": (scaled(LIQUID, 0.001, country="BRA", indicator="RGV_REVS", **NEWEST), "thousand_times_another"),
    "a small holder a thousandfold": (scaled(scaled(LIQUID, 0.01, country="DNK"), 1000, country="DNK", **NEWEST).assign(
        value=lambda f: f["value"].where((f["country"] != "DNK") | (f["time_period"] != "2026-M06"), 21396241.8)), "thousand_times_another"),
    "Italy doubled in a month": (scaled(LIQUID, 2, country="ITA", indicator="RGV_REVS", **NEWEST), "moves_a_thousand_tonnes"),
    "less than none": (scaled(LIQUID, -1, country="BRA", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "the world a thousandfold": (scaled(LIQUID, 1000, country="G001", indicator="RGV_REVS"), "more_than_nine_thousand_tonnes"),
    "ounces in millions": (scaled(LIQUID, 1e-6, indicator="RGV_REVS"), "261_5_million_ounces"),
    "the United States in tonnes": (scaled(LIQUID, 1 / 32150.7466, country="USA", indicator="RGV_REVS"), "261_5_million_ounces"),
    "the United States unknown": (scaled(LIQUID, float("nan"), country="USA", indicator="RGV_REVS"), "261_5_million_ounces"),
    "dollars in millions": (scaled(LIQUID, 1e-6, indicator="RXF11_REVS"), "reserves_of_china"),
    "dollars a thousandfold": (scaled(LIQUID, 1000, country="CHE", indicator="RXF11_REVS"), "dollars_are_plausible"),
    "a month of dollars a thousandfold": (scaled(LIQUID, 1000, country="WBG", **NEWEST), "thousand_times_another"),
    "reserves with gold without their gold": (scaled(LIQUID, 0.1, indicator="TRGMV_REVS"), "worth_a_price_of_gold"),
    "an area nobody knows": (LIQUID.replace({"country": {"BRA": "XYZ"}}), "every_area_is_in_imf_areas_csv.*XYZ"),
    "a code of three letters": (LIQUID.replace({"country": {"DNK": "EUR"}}), "every_area_is_in_imf_areas_csv.*EUR"),
    "no Japan": (without(LIQUID, "country == 'JPN'"), "largest_are_there.*JPN"),
    "Japan without a value": (scaled(LIQUID, float("nan"), country="JPN"), "largest_are_there.*JPN"),
    "no gold at all": (without(LIQUID, "indicator == 'RGV_REVS'"), "largest_are_there"),
    "no reserves at all": (without(LIQUID, "indicator == 'RXF11_REVS'"), "largest_are_there"),
    "a gap": (earlier(LIQUID, "USA", "2026-M03"), "no_month_is_missing_inside"),
    "the United States late": (LIQUID.replace({"time_period": {"2026-M06": "2026-M10"}}).query("country != 'USA' or time_period < '2026-M10'"), "united_states_report"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "says"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_plausible_looking_but_wrong_liquidity_is_refused(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Refused, match=rf"(?s){says}"):
        arrived(LIQUIDITY, frame)


def test_gold_at_market_value_may_be_missing() -> None:
    arrived(LIQUIDITY, without(LIQUID, "indicator == 'TRGMV_REVS'"))


@real
def test_an_answer_of_the_other_interface_is_refused() -> None:
    with pytest.raises(Refused, match=r"dataflow IMF\.STA:IL, version 13"):
        LIQUIDITY.read([body("imf/imf_sdmx30_IL_JPN_RGV_REVS_Q_recorded_2025-12-16.xml")])
