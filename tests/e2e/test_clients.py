"""The published file as other clients open it: attached, by Python without a library for time zones."""

from datetime import datetime
from pathlib import Path

import duckdb


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
