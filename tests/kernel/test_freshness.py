"""How late every source is, at moments that are given; and when a release is asked for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest
from dagster import DagsterInstance, RunRequest, SkipReason, build_schedule_context
from dagster._utils.schedules import schedule_execution_time_iterator
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pandas.tseries.holiday import USFederalHolidayCalendar
from pandas.tseries.offsets import CustomBusinessDay

from pipelines import raw, settings
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.orchestration import jobs
from pipelines.sources import SOURCES
from pipelines.sources.vintages import release_calendar
from pipelines.workspace import record_sources
from tests.conftest import BY_NAME, reservewatch
from tests.models.test_models import MODELS

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    """A moment of New York."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


class Warehouse:
    """The freshness view over what a test says of each source."""

    def __init__(self, con: duckdb.DuckDBPyConnection, home: Path) -> None:
        self.con = con
        raw.prepare(con, SOURCES)
        record_sources(con, Archive(home))
        con.execute("create schema reference; create schema marts")
        for key, kind in (("reference.release_calendar", "table"), ("marts.freshness", "view")):
            con.execute(f"create {kind} {key} as {MODELS[key].query}")

    def judge(
        self, source: str, newest: str | None, now: datetime, last_success_at: datetime | None = None
    ) -> tuple[str | None, int, str | None]:
        """State, days late, expected period."""
        self.con.execute("delete from meta.tables")
        self.con.execute(
            "insert into meta.tables by name select ? as table_name, ?::date as newest_period",
            [f"raw.{source}", newest],
        )
        self.con.execute("update meta.sources set last_success_at = ?", [last_success_at])
        self.con.execute("set variable now = ?", [now])
        asked = "select state, days_late, expected_period::varchar from marts.freshness where source = ?"
        return self.con.execute(asked, [source]).fetchall()[0]  # type: ignore[return-value]


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with connect(":memory:") as con:
        yield Warehouse(con, tmp_path_factory.mktemp("archive"))


def test_how_late_the_embedded_data_are_on_22_november_2026(refreshed: Path) -> None:
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as con:
        con.execute("set variable now = ?", [at("2026-11-22T12:00")])
        rows = {r[0]: r[1:] for r in con.execute(
            "select source, state, days_late, newest_period::varchar, expected_period::varchar, missing_periods from marts.freshness"
        ).fetchall()}  # fmt: skip
    # May 2026 came out on 2026-07-14 at 16:00; from there to 2026-11-22 12:00: 17 days of July, 31, 30, 31 and 22 of
    # November are 131 days, less the hours before noon: 130 whole ones. May to September are missing: five.
    for table in ("tic_slt3", "tic_mfh"):
        assert rows[table] == ("late", 130, "2026-04-30", "2026-09-30", 5), table
    # Table 1 is embedded to May. June came out on 2026-08-17 at 16:00: 14 days of August, 30, 31 and 22 are 97, less the
    # hours before noon: 96. June to September are missing: four.
    assert rows["tic_slt1"] == ("late", 96, "2026-05-31", "2026-09-30", 4)
    # The par yields of Friday 2026-08-21 are the newest; those of Monday, 24 August, were out on the 25th at 0:00.
    # 7 days of August from the 25th (24:00 of the 31st), 30, 31 and 21, and half a day.
    assert rows["treasury_par_curve"][:4] == ("late", 89, "2026-08-21", "2026-11-20")
    # The second quarter was due 95 days after 30 June: on 3 October. 29 days of October and 21.
    assert rows["imf_cofer"] == ("late", 50, "2026-03-31", "2026-06-30", 1)
    assert rows["tic_slt3_history"][0] == rows["imf_cofer_allocated"][0] == rows["gold_tonnes_extract"][0] == "frozen"
    assert rows["tic_mfh_history"][:2] == ("fresh", 0) and rows["tic_mfh_history"][3] is None
    assert rows["binance_klines"][0] is None and rows["binance_klines"][2] is None


def test_status_says_how_late_at_the_moment_that_is_given(refreshed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVEWATCH_NOW", "2026-11-22T12:00:00-05:00")
    shown = reservewatch("status", home=refreshed).stdout.splitlines()
    assert "130 d" in next(line for line in shown if line.startswith("tic_slt3 "))
    assert "frozen" in next(line for line in shown if line.startswith("tic_slt3_history"))


@pytest.mark.parametrize(
    ("now", "state", "days", "expected"),
    [
        ("2026-11-18T15:59", "fresh", 0, "2026-08-31"),
        ("2026-11-18T16:00", "due", 0, "2026-09-30"),
        ("2026-11-20T15:59", "due", 1, "2026-09-30"),
        ("2026-11-20T16:00", "late", 2, "2026-09-30"),
    ],
)
def test_a_release_is_due_from_four_in_the_afternoon_in_new_york(
    now: str, state: str, days: int, expected: str, of: Warehouse
) -> None:
    assert of.judge("tic_slt3", "2026-08-31", at(now)) == (state, days, expected)


def test_once_it_is_in_it_is_fresh(of: Warehouse) -> None:
    assert of.judge("tic_slt3", "2026-09-30", at("2026-11-18T16:05")) == ("fresh", 0, "2026-09-30")


def test_the_hour_is_that_of_new_york_in_summer_and_in_winter(of: Warehouse) -> None:
    # 16:00 in New York is 20:00 UTC in July and 21:00 UTC in December.
    for last, first, before in (
        ("2026-07-14T19:59", "2026-07-14T20:00", "2026-04-30"),
        ("2026-12-15T20:59", "2026-12-15T21:00", "2026-09-30"),
    ):
        early, late = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (last, first))
        assert of.judge("tic_slt3", before, early)[0] == "fresh" and of.judge("tic_slt3", before, late)[0] == "due"


def test_over_the_cancelled_release_nothing_is_late_until_it_came(of: Warehouse) -> None:
    # August 2025 would have come in October; it came on 2025-11-18, together with September.
    assert of.judge("tic_slt3", "2025-07-31", at("2025-10-20T12:00")) == ("fresh", 0, "2025-07-31")
    assert of.judge("tic_slt3", "2025-07-31", at("2025-11-18T17:00")) == ("due", 0, "2025-09-30")
    assert of.judge("tic_slt3", "2025-09-30", at("2025-12-17T12:00"))[0] == "fresh"


def test_a_file_that_answers_and_stands_still_is_frozen_as_mfh_txt_is(of: Warehouse) -> None:
    now = at("2026-11-22T12:00")
    # February 2023 was out on 2023-04-20 at 16:00; the publisher answers every night.
    assert of.judge("tic_mfh", "2023-01-31", now, last_success_at=now)[0] == "frozen"
    assert of.judge("tic_mfh", "2023-01-31", now)[0] == "late"
    answered = at("2023-04-20T16:00") + timedelta(days=59)
    assert of.judge("tic_mfh", "2023-01-31", now, last_success_at=answered)[0] == "late"


def test_market_data_of_friday_are_fresh_all_weekend(of: Warehouse) -> None:
    for now in ("2026-11-21T12:00", "2026-11-22T23:00", "2026-11-23T12:00"):
        assert of.judge("treasury_par_curve", "2026-11-20", at(now))[0] == "fresh", now
    # Thanksgiving and the Friday after: two days without yields are no lateness yet.
    assert of.judge("treasury_par_curve", "2026-11-25", at("2026-11-30T12:00"))[0] == "due"


def test_a_week_of_auctions_is_due_a_week_after_its_friday(of: Warehouse) -> None:
    # The last auction of a week is on Thursday, 19 November; the next ones are from Monday on.
    for now in ("2026-11-20T12:00", "2026-11-23T12:00", "2026-11-26T23:00"):
        assert of.judge("fiscal_auctions", "2026-11-19", at(now))[0] == "fresh", now
    assert of.judge("fiscal_auctions", "2026-11-19", at("2026-11-27T12:00"))[0] == "due"


def test_a_file_rebuilt_as_of_a_day_is_read_as_on_that_day(of: Warehouse) -> None:
    of.judge("tic_slt3", "2026-04-30", at("2026-11-22T12:00"))
    of.con.execute("set variable now = null")
    of.con.execute("insert into meta.publication by name select date '2026-06-30' as as_of")
    found = of.con.execute("select state from marts.freshness where source = 'tic_slt3'").fetchall()
    of.con.execute("delete from meta.publication")
    assert found == [("fresh",)]


@hypothesis_settings(max_examples=40, deadline=None)
@given(hours=st.lists(st.integers(0, 24 * 900), min_size=2, max_size=6), months=st.integers(0, 20))
def test_time_makes_later_and_data_never_do(of: Warehouse, hours: list[int], months: int) -> None:
    newest = (pd.Timestamp("2025-01-31") + pd.offsets.MonthEnd(months)).date()
    moments = [at("2025-06-01T00:00") + timedelta(hours=h) for h in sorted(hours)]
    days = [of.judge("tic_slt3", str(newest), moment)[1] for moment in moments]
    assert days == sorted(days)
    more = str((pd.Timestamp(newest) + pd.offsets.MonthEnd(1)).date())
    assert all(of.judge("tic_slt3", more, moment)[1] <= late for moment, late in zip(moments, days, strict=True))


def test_days_by_rule_are_the_eleventh_business_day_and_three_days_more() -> None:
    business = CustomBusinessDay(calendar=USFederalHolidayCalendar())
    for line in release_calendar().query("is_rule").itertuples():
        first = line.period + pd.offsets.MonthBegin(2)
        eleventh = pd.date_range(first, periods=40, freq=business)[10]
        assert line.earliest_on == eleventh, line.period
        assert line.released_on == business.rollforward(eleventh + pd.Timedelta(days=3)), line.period


def test_every_month_of_2025_to_2027_has_its_release_and_the_cancelled_one_is_known() -> None:
    lines = release_calendar().query("calendar == 'tic'").set_index("period")
    assert set(pd.date_range("2025-01-31", "2027-12-31", freq="ME")) <= set(lines.index)
    cancelled = lines["cancelled_on"].dropna()
    assert [(str(p.date()), str(d.date())) for p, d in cancelled.items()] == [("2025-08-31", "2025-10-16")]


def poll(home: Path, moment: str) -> RunRequest | SkipReason:
    with DagsterInstance.ephemeral() as instance:
        context = build_schedule_context(instance=instance, scheduled_execution_time=at(moment))
        return jobs.release_polling(home)(context)  # type: ignore[return-value]


def with_table_3_to(home: Path, month: str) -> Path:
    with duckdb.connect(str(home / "reservewatch.duckdb")) as con:
        con.execute(
            "create schema meta; create table meta.tables as select 'raw.tic_slt3' as table_name, ?::date as newest_period",
            [month],
        )
    return home


def test_on_a_release_day_the_files_are_asked_for_until_the_month_is_in(tmp_path: Path) -> None:
    assert isinstance(poll(tmp_path, "2026-12-15T16:00"), RunRequest)  # nothing published yet
    home = with_table_3_to(tmp_path, "2026-09-30")
    asked = [poll(home, f"2026-12-15T{hour}") for hour in ("16:00", "16:15", "20:00")]
    assert all(isinstance(a, RunRequest) for a in asked)
    assert len({a.run_key for a in asked if isinstance(a, RunRequest)}) == 3
    (tmp_path / "later").mkdir()
    done = poll(with_table_3_to(tmp_path / "later", "2026-10-31"), "2026-12-15T16:30")
    assert isinstance(done, SkipReason) and "2026-10 is in" in str(done.skip_message)


def test_on_other_days_nobody_is_asked_and_a_cancelled_slot_is_tolerated(tmp_path: Path) -> None:
    home = with_table_3_to(tmp_path, "2025-07-31")
    assert isinstance(poll(home, "2025-10-15T16:00"), SkipReason)
    assert isinstance(poll(home, "2025-10-16T16:00"), RunRequest)  # the slot that was cancelled: asked in vain
    assert isinstance(poll(home, "2025-10-17T16:00"), SkipReason)
    assert isinstance(poll(home, "2025-11-18T16:00"), RunRequest)
    assert jobs.awaited(date(2025, 11, 18)) == date(2025, 9, 30)


def test_every_day_of_a_window_by_rule_is_asked() -> None:
    # November 2026, by rule: the 11th business day of January 2027 is the 19th, after New Year and King's day.
    asked = [day for day in range(1, 32) if jobs.awaited(date(2027, 1, day)) == date(2026, 11, 30)]
    assert asked == [19, 20, 21, 22]


@pytest.mark.parametrize(
    ("day", "ticks"),
    [
        ("2026-03-08", ["2026-03-08T16:00-04:00", "2026-03-08T20:00-04:00"]),  # clocks went forward at 2:00
        ("2026-11-01", ["2026-11-01T16:00-05:00", "2026-11-01T20:00-05:00"]),  # and back
    ],
)
def test_polling_keeps_new_york_hours_when_clocks_change(day: str, ticks: list[str], tmp_path: Path) -> None:
    schedule = jobs.release_polling(tmp_path)
    start = at(f"{day}T00:00")
    found = []
    for tick in schedule_execution_time_iterator(
        start.timestamp(), schedule.cron_schedule, schedule.execution_timezone
    ):
        if tick.date() != start.date():
            break
        found.append(tick.isoformat(timespec="minutes"))
    assert [found[0], found[-1]] == ticks and len(found) == 17


def test_the_clock_starts_where_it_is_told_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVEWATCH_NOW", "2026-11-22T12:00:00-05:00")
    settings.clock.offset.cache_clear()
    try:
        first = settings.now()
        assert timedelta() <= first - datetime(2026, 11, 22, 17, tzinfo=UTC) < timedelta(hours=1)
        assert settings.now() >= first and settings.today() == date(2026, 11, 22)
    finally:
        settings.clock.offset.cache_clear()


def test_what_should_be_out_is_declared_of_every_source() -> None:
    for source in BY_NAME.values():
        promises = source.known_by.kind == "calendar" or source.due_after_days is not None
        assert promises != (source.cadence in {"frozen", "irregular"}), source.name


def test_a_month_with_many_vintages_does_not_hide_the_newest(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select newest_period, (select max(month) from marts.us_securities) from marts.freshness where source = 'tic_slt1'"
    [(newest, of_the_mart)] = published.execute(asked).fetchall()
    assert newest == of_the_mart
