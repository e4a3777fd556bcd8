"""Reference files: each kind of damage to each column is named by file, line and column."""

import csv
import io
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import reference, settings
from pipelines.reference import FILES, BadReference
from tests.conftest import reservewatch

REFERENCE = settings.REFERENCE
CELLS = [(name, column) for name, file in FILES.items() for column in file.columns]
STRANGE = [" x", "x ", "|", "x\0", "\ufffd", "\ufeffx"]  # what no cell of any column may be
KINDS = {
    "DAY": ("2026-02-30", "2026-13-01", "26-01-01", "2026/01/01", "20260101", "0000-00-00"),
    "NUMBER": ("1,5", "1e3", "nan", "inf", "0x1", "--1", "1.", "९"),
    "FLAG": ("True", "yes", "1", "f"),
    "YEAR": ("26", "3026", "MMXX"),
    "WHOLE": ("1.5", "one", "9999999"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(REFERENCE, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(settings, "REFERENCE", tmp_path)
    return tmp_path


def table(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(newline="") as file:
        return [*csv.reader(file)]


def write(folder: Path, name: str, lines: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    (folder / f"{name}.csv").write_text(text.getvalue())


def refused(says: str) -> None:
    with pytest.raises(BadReference, match=says) as error:
        reference.check()
    assert str(error.value).count("\n") == 0 and len(str(error.value)) < 900


def test_every_file_of_the_folder_is_declared_and_valid(folder: Path) -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == {*FILES}
    reference.check()


@pytest.mark.promise("inputs.reference")
@pytest.mark.parametrize(("name", "column"), CELLS)
def test_a_strange_cell_is_named_by_file_line_and_column(folder: Path, name: str, column: str) -> None:
    """Of the last line of each file, in each column."""
    lines = table(folder, name)
    place = lines[0].index(column)
    kind = next((k for k in KINDS if getattr(reference, k) is FILES[name].columns[column]), "")
    for value in [*STRANGE, *KINDS.get(kind, ())]:
        write(folder, name, [*lines[:-1], [*lines[-1][:place], value, *lines[-1][place + 1 :]]])
        refused(rf"/{name}\.csv, line {len(lines)}(, column {column})?: expected .+; found .+\. Correct the line\.")


@pytest.mark.promise("inputs.reference")
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_by_line(folder: Path, name: str) -> None:
    path, good, count = folder / f"{name}.csv", (folder / f"{name}.csv").read_bytes(), len(table(folder, name))
    line = good.split(b"\n")[-2]
    refuse = {
        b"": "line 1: ",
        good.split(b"\n")[0] + b"\n": "line 1: expected .* and lines below it; found 'no line below the header'",
        b"x" + good: "line 1: expected",
        good + b"\n\n" + line + b"\n": f"line {count + 3}, column .* line {count} has it",
        good + b"a,b\n": f"line {count + 1}: expected {len(FILES[name].columns)} cells; found '2 cells'",
        good + b"   \n": f"line {count + 1}: expected .* cells; found '1 cells'",
        good + b'"open\n': f"line {count + 1}: expected cells with every quote closed",
        good + b"\xff\n": f"line {count + 1}: expected text in UTF-8; found 'the byte 0xff'",
        good[:-1] + b"\r\n": "line 1: expected line ends that are alike" if count > 1 else "",
        good.replace(b"\n", b"\r"): "line 1: expected line ends that are alike",
        good.decode().encode("utf-16"): "line 1: expected text in UTF-8",
    }
    for data, says in refuse.items():
        path.write_bytes(data)
        refused(f"/{name}.csv, {says}")
    path.unlink()
    refused(f"/{name}.csv, line 1: expected a file that can be read")


@pytest.mark.promise("inputs.reference")
@pytest.mark.parametrize("name", FILES)
def test_what_a_spreadsheet_adds_does_no_harm(folder: Path, name: str) -> None:
    """A byte order mark, CRLF, an empty line: each reader gives the same rows."""
    path, good = folder / f"{name}.csv", (folder / f"{name}.csv").read_bytes()
    query = f"from read_csv('{path}', header = true, all_varchar = true)"
    first, rows, frame = reference.rows(name), duckdb.sql(query).fetchall(), pd.read_csv(path)
    path.write_bytes(b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n") + b"\r\n")
    assert (reference.rows(name), duckdb.sql(query).fetchall()) == (first, rows)
    pd.testing.assert_frame_equal(pd.read_csv(path), frame)


@pytest.mark.promise("inputs.reference")
@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("country_groups", "\nBRA,brics", "\nXYZ,brics", "column holder_id: expected a holder of countries.csv; found 'XYZ'"),
        ("countries", ",Austria,,", ",Austria|Andorra,,", "column labels: expected no label of AND; found 'Andorra'"),
        ("countries", ",Austria,,", ",Austria|Austria,,", "column labels: expected different names"),
        ("release_calendar", "tic,2030-12-31,2031-02-18,2031-02-21", "tic,2030-12-31,2031-02-18,2029-02-21",
         "column released_on: expected nothing before 2031-01-21, the line above; found '2029-02-21'"),
        ("series_breaks", "\nall,", "\nal,", "column basis: expected one of all, .*; found 'al'"),
    ],
)  # fmt: skip
def test_lines_that_contradict_others_are_named(folder: Path, name: str, old: str, new: str, says: str) -> None:
    path = folder / f"{name}.csv"
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    refused(says)


def test_a_series_breaks_on_a_basis_that_there_is() -> None:
    sql = (settings.WAREHOUSE / "staging" / "position_versions.sql").read_text()
    bases = {"all", *re.findall(r"'(\w+)' as basis", sql)}
    basis = FILES["series_breaks"].columns["basis"]
    assert len(bases) > 5 and {b for b in [*bases, "table4", "alle", ""] if basis.admits(b)} == bases


@pytest.mark.promise("inputs.calendar")
@pytest.mark.parametrize(
    ("day", "says"),
    [("2030-05-20", None), ("2030-05-28", "ends with the release of 2031-02-21"), ("2031-03-01", "ended")],
)
def test_the_end_of_the_calendar_is_announced_months_before(day: str, says: str | None) -> None:
    found = reference.ends_soon(date.fromisoformat(day))
    assert says in found if found and says else found is says


@pytest.mark.promise("inputs.calendar")
def test_status_announces_it(refreshed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVEWATCH_NOW", "2031-03-01T00:00Z")
    result = reservewatch("status", home=refreshed)
    assert result.returncode == 0
    assert "release_calendar.csv ended with the release of 2031-02-21: add the months to come" in result.stderr
