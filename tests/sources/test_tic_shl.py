"""The surveys of foreign holdings: dates, sentinels, footnotes, the columns of each survey.

In the sample `Country unknown` holds what the countries that are left out do.
"""

from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources import tic_shl
from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, DATA, real, sample
from tests.sources.reserves import edited, only
from tests.sources.tic import judged, round_trip

SHL = BY_NAME["tic_shl"]
FRAME = judged(SHL, sample(SHL))


def at(code: str, survey: str, frame: pd.DataFrame = FRAME) -> pd.Series:
    return only(frame, country_code=code, date=survey)


def test_hand_checked_figures_of_the_sample() -> None:
    assert len(FRAME) == 21 * 30  # 21 lines, 30 surveys
    assert at("42609", "2025-06")[tic_shl.VALUES].tolist() == [1023937, 123569, 1589301]
    assert at("41408", "1994-12")["long_term"] == 17244
    assert at("99996", "2000-03")[["long_term", "long_term_debt"]].tolist() == [884346, 1849024]
    assert at("99996", "1974-12")["long_term_debt"] == 42427


def test_surveys_are_irregular_and_two_digits_name_the_year() -> None:
    assert list(FRAME["date"].unique()[-8:]) == [
        "2003-06", "2002-06", "2000-03", "1994-12", "1989-12", "1984-12", "1978-12", "1974-12",
    ]  # fmt: skip
    assert (FRAME["released_on"] == pd.Timestamp("2026-04-30")).all() and not FRAME["released_on_is_rule"].any()


def test_a_footnote_stays_in_the_name_and_a_blank_does_not() -> None:
    assert at("41408", "2025-06")["country"] == "China, Mainland (20)"
    assert at("60089", "2025-06")["country"] == "Australia"


def test_a_star_is_small_and_not_zero_and_not_available_is_neither() -> None:
    # Afghanistan, June 2009: `*` of long-term and 0 of short-term Treasuries, of securities worth 4 mn.
    small = at("40401", "2009-06")
    assert pd.isna(small["long_term"]) and small["long_term_is_small"]
    assert small["short_term"] == 0 and not small["short_term_is_small"]
    unknown = at("46612", "2025-06")  # n.a.
    assert pd.isna(unknown["long_term"]) and not unknown["long_term_is_small"]


def test_a_star_in_every_column_is_a_row_that_has_ended() -> None:
    # The British West Indies are one row up to 1994.
    assert at("36005", "1994-12")["long_term"] == 5808
    assert b"\n36005\tBritish West Indies (7)" + b"\t*" * 10 in sample(SHL)
    ended = at("36005", "2025-06")
    assert pd.isna(ended["long_term"]) and not ended["long_term_is_small"] and not ended["short_term_is_small"]


def test_a_survey_has_what_it_asked() -> None:
    known = FRAME.groupby("date")[tic_shl.VALUES].count().gt(0)
    assert known.index[known["long_term"]].min() == "1994-12"
    assert known.index[known["short_term"]].min() == "2002-06"
    assert known["long_term_debt"].all()


REFUSED = {
    "a bad number": (("\t1023937\t", "\t1,023,937\t"), r"a value in line 23, column 2025-06 long_term; expected"),
    "a column renamed": (("\tTreasury Debt\t", "\tTreasury paper\t"), r"columns of a survey in line 11, column 2025-06"),
    "a column twice": (("\tAgency debt\t", "\tTreasury Debt\t"), r"there twice in line 11, column 2025-06 long_term"),
    "a survey that is none": (("\tJun-24\t", "\tJan-24\t"), r"the surveys in line 9"),
    "a day that is none": (("\tJun-24\t", "\tJuni 24\t"), r"a day in line 9, column 13"),
    "no release line": (("For release April 30, 2026", "April 2026"), r"a day in line 6, column released_on"),
    "another unit": (("Millions of dollars.", "Billions of dollars."), r"the unit; expected"),
    "a code of four digits": (("42609\tJapan", "4260\tJapan"), r"a country code in line 23, column country_code"),
    "an unknown code": (("42609\tJapan", "42608\tJapan"), r"(?s)every_code_is_in_countries_csv.*line 23.*42608"),
    "a cell less": (("42609\tJapan\t", "42609\tJapan"), r"cells of a row in line 23; expected 266; found 265"),
    "no end": ((tic_shl.END, "Department of Commerce"), r"the end of the table in line 33; expected a blank line"),
    "a thousandfold": (("\t1023937\t", "\t1023937000\t"), r"fails in"),
    "bills renamed": (("\tTreasury debt\t", "\tTreasury bills\t"), r"columns of a survey in line 11, column 2025-06"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.promise("parsers.layout")
def test_what_is_not_the_file_is_refused_with_its_place(fault: str) -> None:
    change, says = REFUSED[fault]
    with pytest.raises(Refused, match=says):
        judged(SHL, *edited(SHL, change, every=fault == "no end"))


@pytest.mark.promise("parsers.repeats")
def test_a_second_row_of_a_country_is_refused_with_both_lines() -> None:
    lines = sample(SHL).splitlines(keepends=True)
    japan = next(i for i, line in enumerate(lines) if line.startswith(b"42609\t"))
    twice = [*lines[: japan + 1], lines[japan].replace(b"\t1023937\t", b"\t1023938\t"), *lines[japan + 1 :]]
    with pytest.raises(
        Refused, match=f"(?s)country_code 42609, date 2025-06 in line {japan + 2}.*as in line {japan + 1}"
    ):
        SHL.read([b"".join(twice)])


def test_the_file_through_the_mirror_says_what_it_was_rendered_from(tmp_path: Path) -> None:
    round_trip(SHL, FRAME, tmp_path)


@real
def test_every_cell_of_the_published_file_is_accounted_for() -> None:
    body = (DATA / "tic" / "2026-06" / "shlhistdat.txt").read_bytes()
    frame = SHL.read([body])
    lines = [line.split("\t") for line in body.decode().splitlines() if line[:5].isdigit()]
    assert (len(lines), len(frame)) == (247, 247 * 30)
    # From the right: three columns for each of four surveys, six for two; then ten for each of 24, newest left.
    long_term = [row[i] for row in lines for i in [*range(5, 242, 10), 245, 251]]
    short_term = [row[i] for row in lines for i in range(9, 242, 10)]
    for name, cells in (("long_term", long_term), ("short_term", short_term)):
        assert frame[name].sum() == sum(int(c) for c in cells if c.isdigit())
        assert frame[f"{name}_is_small"].sum() == cells.count("*") - 10 * 11  # ten ended rows from 2015 to 2025
        assert frame[name].notna().sum() == len(cells) - cells.count("*") - cells.count("n.a.")
