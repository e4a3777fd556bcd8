"""The published file as other clients open it: attached, by Python without a library for time zones."""

import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines import metadata
from pipelines.models.macros import macros
from pipelines.models.table import SqlTable
from pipelines.project import tables


def test_no_column_has_a_time_zone_which_python_reads_only_with_pytz(published: duckdb.DuckDBPyConnection) -> None:
    zoned = "select table_name, column_name from duckdb_columns() where data_type like '%TIME ZONE' and not internal"
    assert published.execute(zoned).fetchall() == []


def test_what_is_missing_since_16_00_in_new_york_is_missing_since_20_00_utc(refreshed: Path) -> None:
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as con:
        con.execute("set timezone = 'Asia/Tokyo'")
        con.execute("set variable now = '2026-11-22 12:00:00-05'")
        # May 2026 came out on 2026-07-14 at 16:00, in summer.
        asked = "select missing_since, days_late from marts.freshness where source = 'tic_slt3'"
        assert con.execute(asked).fetchall() == [(datetime(2026, 7, 14, 20), 130)]


def test_macros_of_the_attached_file_work_once_it_is_used(refreshed: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{refreshed}/reservewatch.duckdb' as treasuries (read_only)")
        con.execute("use treasuries")
        for call in (
            "holder('Japan')",
            "top_holders('2026-03-31')",
            "holders_asof('2026-06-20')",
            "revisions_of('China')",
        ):
            assert con.execute(f"select count(*) > 0 from {call}").fetchall() == [(True,)], call


@pytest.mark.parametrize("name", ["United Kingdom", "uk", "GBR", "Great Britain"])
def test_a_holder_is_found_by_every_name_that_denotes_it(published: duckdb.DuckDBPyConnection, name: str) -> None:
    found = published.execute("select distinct country from holder(?)", [name]).fetchall()
    assert found == [("United Kingdom",)]


def test_a_label_of_tic_names_its_holder(published: duckdb.DuckDBPyConnection) -> None:
    assert published.execute("from holder_named('Korea, South')").fetchall() == [("KOR", "South Korea")]
    assert published.execute("from holder_named('Atlantis')").fetchall() == []


@pytest.mark.parametrize("day", ["'2025-11'", "'2025-11-03'", "date '2025-11-30'"])
def test_the_largest_holders_are_those_of_the_month_of_any_day(published: duckdb.DuckDBPyConnection, day: str) -> None:
    asked = f"select distinct month::varchar from top_holders({day})"
    assert published.execute(asked).fetchall() == [("2025-11-30",)]


def test_after_the_newest_month_the_newest_is_shown(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select distinct month = (select max(month) from marts.holders) from top_holders('2999-01-01')"
    assert published.execute(asked).fetchall() == [(True,)]


def test_each_mart_has_its_plain_name_under_any_name_of_the_file(refreshed: Path) -> None:
    marts = [table.name for table in tables().values() if table.schema == "marts"]
    with duckdb.connect() as con:
        con.execute(f"attach '{refreshed}/reservewatch.duckdb' as treasuries (read_only)")
        for name in marts:
            con.execute(f"describe treasuries.{name}")
        assert con.execute("select count(*) from treasuries.holders").fetchall() > [(20_000,)]


def test_macros_have_comments_and_the_days_of_claims_come_last(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select function_name from duckdb_functions() where function_type = 'table_macro' and comment is null"
    assert published.execute(f"{asked} and not internal").fetchall() == []
    asked = "select schema_name from duckdb_schemas() where not internal order by all desc limit 1"
    [(last,)] = published.execute(asked).fetchall()
    assert last.startswith("vintage_")


def test_no_view_and_no_macro_says_if_which_duckdb_1_cannot_read_as_duckdb_2_writes_it() -> None:
    views = [t.text for t in tables().values() if isinstance(t, SqlTable) and t.is_view]
    texts = [*views, *(m.text for m in macros()), Path(metadata.__file__).read_text()]
    assert [text[:80] for text in texts if re.search(r"\bif\(", text)] == []
