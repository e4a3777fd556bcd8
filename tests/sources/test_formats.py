"""Files that users have in place of the published one: what the refusal says."""

from pathlib import Path

import duckdb
import pytest

from pipelines.quality.audit import arrival
from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, DATA, samples

CASES = DATA.parent / "cases"
SPELLING = "If it is a new spelling, add it to `labels` in warehouse/reference/countries.csv, then refresh"
cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not available in {CASES}")


def refusal(con: duckdb.DuckDBPyConnection, source: str, body: bytes) -> list[str]:
    try:
        return arrival(con, BY_NAME[source], BY_NAME[source].read([body]))
    except Refused as refused:
        return [str(refused)]


@pytest.mark.parametrize(
    ("begin", "says"),
    [
        (b"\x1f\x8b\x08", "'a gzip file'. Nothing was loaded. Unpack it with gunzip"),
        (b"PK\x03\x04", "'an Excel workbook (xlsx) or another ZIP file'. Nothing was loaded. Ingest the file as the"),
        (b"\xd0\xcf\x11\xe0", "'an Excel workbook (xls)'"),
        ("Country".encode("utf-16"), "text in UTF-16, as Excel saves Unicode text"),
        (b'\xef\xbb\xbf"DATASET","SERIES_CODE"', "a CSV export of the IMF's data portal"),
        (b"DATASET,SERIES_CODE", "Ingest the SDMX message (XML) of the IMF's API instead."),
        (b"STRUCTURE[;],STRUCTURE_ID", "SDMX-CSV of the IMF's API"),
        (
            b"<html>",
            "'<html>'. Nothing was loaded. It is a web page: if a browser shows the file itself, save it there",
        ),
    ],
)
@pytest.mark.parametrize("source", ["tic_mfh", "imf_cofer"])
@pytest.mark.promise("parsers.another_file")
def test_a_file_of_another_form_is_named(con: duckdb.DuckDBPyConnection, source: str, begin: bytes, says: str) -> None:
    [message] = refusal(con, source, begin)
    assert message.startswith("the beginning of the file; expected ") and says in message


@pytest.mark.promise("parsers.unknown_names")
def test_a_new_spelling_is_said_once_with_what_to_do(con: duckdb.DuckDBPyConnection) -> None:
    [body] = samples(BY_NAME["tic_mfh"])
    [message] = refusal(con, "tic_mfh", body.replace(b"Japan", "Japón".encode()))
    assert message.startswith("every_label_is_in_countries_csv fails in 1 row,") and message.count("Japón") == 1
    assert message.endswith(SPELLING)


@pytest.mark.promise("parsers.another_file")
def test_quotes_of_excel_are_named_with_their_line(con: duckdb.DuckDBPyConnection) -> None:
    [body] = samples(BY_NAME["tic_mfh"])
    [message] = refusal(con, "tic_mfh", body.replace(b"China, Mainland", b'"China, Mainland"'))
    assert "a label in line " in message and "Ingest the file as the Treasury serves it." in message


REAL = {
    "t01_turkiye_utf8.txt": ("tic_slt3", "country T\u00fcrkiye, rows 1. " + SPELLING),
    "t02_korea.txt": ("tic_mfh", "line 24, label Korea, Republic of, rows 3. " + SPELLING),
    "t03_excel_quotes.txt": ("tic_mfh", "a label in line 9; expected no quotes; found '\"China, Mainland\"'"),
    "t13_table5.txt.gz": ("tic_mfh", "a gzip file"),
    "t14_utf16.txt": ("tic_mfh", "text in UTF-16"),
}


@cases
@pytest.mark.parametrize("name", REAL)
def test_real_files_are_refused_in_one_sentence(con: duckdb.DuckDBPyConnection, name: str) -> None:
    source, says = REAL[name]
    [message] = refusal(con, source, (CASES / Path(name)).read_bytes())
    assert says in message
