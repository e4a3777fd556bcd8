"""Form S: two of twelve columns, thousands separators, the header that says which is which."""

from pathlib import Path

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, DATA, real, sample
from tests.sources.reserves import edited, only
from tests.sources.tic import judged, round_trip

FORM_S = BY_NAME["tic_form_s"]


def test_hand_checked_figures_of_the_sample() -> None:
    frame = judged(FORM_S, sample(FORM_S))
    assert len(frame) == 99
    last = frame.iloc[-1]
    assert last.tolist() == ["Grand Total", "99996", "1977-01", 1632, 1122]
    assert only(frame, country_code="10308", date="2000-12")["country"] == "Belgium and Luxembourg"
    assert frame.loc[frame["country_code"] == "10251", "date"].min() == "2001-01"


REFUSED = {
    "a bad number": (('"1,632"', '"1,63"'), r"a value in line 118, column purchases; expected"),
    "not available": (('"1,632"', "n.a."), r"nothing_is_unknown_or_negative fails in 1 row"),
    "a column renamed": (("[7]", "[8]"), r"the header in line 18, column 10; expected Marketable .* \[7\]"),
    "sides changed": (("Gross purchases by", "Gross sales by"), r"the header in line 5; expected"),
    "another unit": (("millions of dollars", "billions of dollars"), r"the unit; expected"),
    "a month that is none": (("\t1977-02\t", "\t1977-13\t"), r"a month in line \d+, column date"),
    "an unknown code": (("42609\t2023-01", "42608\t2023-01"), r"(?s)every_code_is_in_countries_csv.*42608"),
    "a code of letters": (("42609\t2023-01", "JAPAN\t2023-01"), r"a country code in line \d+, column country_code"),
    "a cell less": (("\t1977-01\t\"1,632\"\t", "\t1977-01\t"), r"cells of a row in line 118; expected 15; found 14"),
    "a region a thousandfold": (('Total Europe\t19992\t2023-01\t"1,', 'Total Europe\t19992\t2023-01\t"1,000,'), r"fails in"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.promise("parsers.layout")
def test_what_is_not_the_file_is_refused_with_its_place(fault: str) -> None:
    change, says = REFUSED[fault]
    with pytest.raises(Refused, match=says):
        judged(FORM_S, *edited(FORM_S, change))


def test_a_file_without_its_oldest_month_is_refused() -> None:
    lines = sample(FORM_S).splitlines(keepends=True)
    with pytest.raises(Refused, match=r"the end of the file in line 117; expected the row \['99996', '1977-01'\]"):
        FORM_S.read([b"".join(lines[:-1])])


@pytest.mark.promise("parsers.repeats")
def test_a_second_row_of_a_month_is_refused_with_both_lines() -> None:
    lines = sample(FORM_S).splitlines(keepends=True)
    with pytest.raises(Refused, match=r"country_code 99996, date 1977-01 in line 119; .*as in line 118"):
        FORM_S.read([b"".join([*lines, lines[-1].replace(b"1,632", b"1,633")])])


def test_the_file_through_the_mirror_says_what_it_was_rendered_from(tmp_path: Path) -> None:
    round_trip(FORM_S, judged(FORM_S, sample(FORM_S)), tmp_path)


@real
def test_every_cell_of_the_published_file_is_accounted_for() -> None:
    body = (DATA / "tic" / "2026-06" / "s1_globl.txt").read_bytes()
    frame = FORM_S.read([body])
    table = pd.read_csv(
        DATA / "tic" / "2026-06" / "s1_globl.txt", sep="\t", skiprows=19, header=None, thousands=",", encoding="ascii"
    )
    assert len(frame) == len(table) == 41519
    assert (frame["purchases"].to_numpy() == table[3].to_numpy()).all()
    assert (frame["sales"].to_numpy() == table[9].to_numpy()).all()
    assert frame["purchases"].notna().all() and body.count(b"n.a.") == 0
