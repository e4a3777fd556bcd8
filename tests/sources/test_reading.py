"""What strange bytes do to a parser is said in the project's words: what, where, expected, found."""

import io
import zipfile

import pytest

from pipelines.sources import tic_mfh_history
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from tests.conftest import BY_NAME, sample
from tests.sources.fiscal import CURVES, INTEREST, with_value


@pytest.mark.promise("parsers.strange_bytes")
def test_more_lines_than_any_file_has_are_refused_before_they_are_split() -> None:
    with pytest.raises(Refused, match="the lines of the file; expected up to 1,000,000; found '1,000,001'"):
        reading.lines("\n" * 1_000_001)


@pytest.mark.promise("parsers.strange_bytes")
def test_line_ends_are_those_of_an_editor_and_a_quote_ends_in_its_line() -> None:
    assert reading.lines("a\u2028b\x0cc\r\nd\n") == ["a\u2028b\x0cc", "d"]
    with pytest.raises(Refused, match="the CSV of it in line 2; expected a quote that ends; found 'a row to line 3'"):
        reading.csv_rows(b'a,b\n"1,2\n3,4\n', "it")


@pytest.mark.promise("parsers.strange_bytes")
def test_twenty_thousand_months_over_a_table_are_counted_in_no_time() -> None:
    months = ["", *["Dec"] * 20_000, "Nov", "Oct", "Sep", "Aug", "Jul", "Jun", "May", "Apr", "Mar", "Feb", "Jan"]
    found = tic_mfh_history._columns(months, ["", *["2024"] * 20_011], 9)
    assert found[19_999:20_001] == [("2024-12", 20_000), ("2024-11", 1)]


@pytest.mark.parametrize("source", CURVES, ids=lambda s: s.name)
def test_a_curve_of_a_header_alone_is_refused(source) -> None:  # type: ignore[no-untyped-def]
    header = sample(source).splitlines()[0]
    for body in (header, header + b"\n"):
        with pytest.raises(Refused, match=r"the year of file 1; expected one year; found no day|file 1.*no day"):
            source.read([body])


@pytest.mark.promise("parsers.strange_bytes")
def test_a_cell_that_is_too_long_is_refused_by_its_line() -> None:
    with pytest.raises(Refused, match=r"the CSV of it in line 2; expected cells; found 'field larger"):
        reading.csv_rows(b"a,b\n1," + b"2" * 200_000 + b"\n", "it")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[" * 100_000, "the JSON of it; expected a document of figures; found 'maximum recursion depth"),
        (b"1" * 5000, "the JSON of it; expected a document of figures; found 'Exceeds the limit"),
        (b'{"a": 1', "the JSON of it in line 1, column 8; expected a whole document"),
    ],
)
@pytest.mark.promise("parsers.strange_bytes")
def test_json_that_is_no_document_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        reading.json_of(body, "it")


@pytest.mark.parametrize("value", [10**400, float("inf"), float("nan"), True, "1"])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_finite_number_is_refused_by_its_column(value: object) -> None:
    with pytest.raises(Refused, match="a rate in record 3, column x; expected a number or null"):
        reading.number(value, "a rate", "record 3", "x")


@pytest.mark.promise("parsers.repeats")
def test_two_different_rows_are_named_where_part_of_the_key_is_empty() -> None:
    kinds = {"expense_type_desc": "Treasury Bills"}
    body = with_value(INTEREST, kinds, expense_group_desc="null", expense_type_desc="null", record_date="2026-07-31")
    with pytest.raises(
        Refused, match=r"two different rows for record_date 2026-07-31.* in record \d+; expected .* in record \d+"
    ):
        INTEREST.read([body])


@pytest.mark.parametrize("name", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<a", b"<a/>", b"\xff\xff"], ids=str)
@pytest.mark.promise("parsers.strange_bytes")
def test_a_damaged_workbook_is_refused(name: str, content: bytes | None) -> None:
    source, out = BY_NAME["worldbank_gold_price"], io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample(source))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None and name in old.namelist():
            new.writestr(name, content)
    with pytest.raises(Refused) as refusal:
        source.read([out.getvalue()])
    assert not str(refusal.value).startswith("the layout")
