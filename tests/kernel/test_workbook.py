"""Exports that a spreadsheet opens: text stays text, numbers numbers, and what Excel cannot hold is named."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.outputs import workbook
from pipelines.outputs.formulas import is_formula, kept_text
from pipelines.outputs.parquet import export
from pipelines.outputs.workbook import NoCell

RUN = ["=1+1", "+A1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]
READ = ["-", "=", "a=1", " =1", "2026-04-30", "'=1"]


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("create schema meta; create schema marts")
    con.execute(
        "create table meta.publication as select 'f' as fingerprint, '2026' as published_at, '1' as project_version"
    )
    con.execute("create table meta.sources (source text, title text, publisher text, url text, licence text)")
    con.execute(
        "create table marts.things (word text, amount double, day date, said_at timestamp, is_so boolean, names text[])"
    )
    con.execute("comment on table marts.things is 'All things.'")
    for column in ("word", "amount", "day", "said_at", "is_so", "names"):
        con.execute(f"comment on column marts.things.{column} is '[unit] meaning'")
    yield con


def rows(folder: Path, sheet: str = "things") -> list[tuple[object, ...]]:
    return [*load_workbook(folder / "things.xlsx")[sheet].iter_rows(values_only=True)]


@pytest.mark.promise("readers.formula")
@pytest.mark.parametrize("word", RUN + READ)
def test_what_a_spreadsheet_would_run_is_text_in_a_workbook_and_in_a_csv(
    word: str, marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    marts.execute("insert into marts.things (word, amount) values ($1, -5.5)", [word])
    export(marts, {}, tmp_path, "xlsx")
    _, [cell, amount, *_] = load_workbook(tmp_path / "things.xlsx")["things"].iter_rows()
    assert (cell.data_type, cell.quotePrefix) == ("s", word in RUN)
    assert cell.value.strip() == word.strip() and (amount.value, amount.data_type) == (-5.5, "n")
    export(marts, {}, tmp_path, "csv")
    with (tmp_path / "things.csv").open(newline="") as file:
        _, [text, number, *_] = csv.reader(file)
    assert (text, number) == (f"'{word}" if word in RUN else word, "-5.5")
    assert kept_text(word) == text and is_formula(word) == (word in RUN)


def test_numbers_days_and_lists_keep_their_type_and_null_is_empty(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    at = datetime(2026, 6, 18, 20, 0)
    marts.execute("insert into marts.things values ('a', 0, '2026-04-30', $1, false, ['b', 'c'])", [at])
    marts.execute("insert into marts.things (amount) values (-1e-6)")
    export(marts, {}, tmp_path, "xlsx")
    empty = (None, -1e-6, None, None, None, None)
    assert rows(tmp_path)[1:] == [("a", 0, datetime(2026, 4, 30), at, False, "b, c"), empty]
    assert rows(tmp_path, "columns")[1] == ("word", "unit", "string", "meaning")
    assert rows(tmp_path, "about")[0][:2] == ("marts.things", "All things.")
    assert [kept_text(v) for v in (-1, -1.5, None, date(2026, 4, 30))] == [-1, -1.5, None, date(2026, 4, 30)]


def test_a_mart_without_rows_has_its_header(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export(marts, {}, tmp_path, "xlsx")
    assert rows(tmp_path) == [("word", "amount", "day", "said_at", "is_so", "names")]


def test_more_rows_than_a_sheet_takes_go_on_in_the_next(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 2)
    marts.execute("insert into marts.things (amount) from range(5)")
    export(marts, {}, tmp_path, "xlsx")
    assert load_workbook(tmp_path / "things.xlsx").sheetnames == ["about", "columns", "things", "things 2", "things 3"]
    found = [row[1] for sheet in ("things", "things 2", "things 3") for row in rows(tmp_path, sheet)[1:]]
    assert found == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("word", "fault"),
    [("x" * 32_768, "expected at most 32,767 letters, found 32,768"),
     ("bell\a", "expected text, found a control character")],
)  # fmt: skip
def test_what_excel_cannot_hold_is_named(
    word: str, fault: str, marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    marts.execute("insert into marts.things (word) values ($1)", [word])
    with pytest.raises(NoCell, match=f"Excel cannot hold sheet things, row 2: {fault}; use --format csv or parquet"):
        export(marts, {}, tmp_path, "xlsx")
