"""Table 5: unit, months of the header, total rows, and the frozen page of 2023."""

import pytest

from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, sample
from tests.sources.tic import MFH, judged, lines


@pytest.mark.promise("parsers.units")
def test_another_unit_is_refused() -> None:
    source = BY_NAME["tic_mfh"]
    with pytest.raises(
        Refused,
        match="table of 20 holders that lacks the unit, a line that says 'Billions of dollars'; expected a whole",
    ):
        source.read([sample(source).replace(b"Billions of dollars", b"Millions of dollars")])


@pytest.mark.parametrize("header", [b"Country\t\t\t", b"Country", b"Country\t2026-04\t2026-02"])
@pytest.mark.promise("parsers.layout")
def test_a_header_without_a_run_of_months_is_refused(header: bytes) -> None:
    lines_ = MFH.splitlines(keepends=True)
    i = next(i for i, p in enumerate(lines_) if p.startswith(b"Country"))
    with pytest.raises(Refused, match=r"months|header"):
        BY_NAME["tic_mfh"].read([b"".join([*lines_[:i], header + b"\r\n", *lines_[i + 1 :]])])


def test_a_missing_total_row_is_named() -> None:
    source = BY_NAME["tic_mfh"]
    body = b"".join(p for p in lines(source) if not p.startswith(b"All Other"))
    with pytest.raises(Refused, match="lacks the rows All Other; expected"):
        source.read([body])


def test_a_missing_holder_breaks_the_sum() -> None:
    source = BY_NAME["tic_mfh"]
    body = b"".join(p for p in lines(source) if not p.startswith(b"Norway"))
    with pytest.raises(Refused, match="rows_and_all_other_add_up_to_grand_total fails in 3 rows"):
        judged(source, body)


@pytest.mark.promise("parsers.another_file")
def test_the_frozen_page_of_2023_is_not_taken_for_table_5() -> None:
    frozen = b"\r\n\r\n\r\n       MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES\r\n"
    with pytest.raises(Refused, match="beginning of the file; expected 'Table 5"):
        BY_NAME["tic_mfh"].read([frozen])
