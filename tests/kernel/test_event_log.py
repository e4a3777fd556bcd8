"""Dagster's event log: fast, in Dagster's own files, and fewer events than tables when nothing is new."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.orchestration import event_log
from pipelines.project import OUTPUTS, SOURCES, tables
from tests.conftest import reservewatch

RUNS = Path(".dagster") / "history" / "runs"


def test_this_release_of_dagster_has_the_names_that_the_fast_log_leans_on() -> None:
    assert event_log.IS_FAST, "Dagster has changed: its own, slower event log is in use"
    assert issubclass(event_log.EventLog, SqliteEventLogStorage)


def materialized(home: Path) -> list[str]:
    query = "select asset_key from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION'"
    with closing(sqlite3.connect(home / RUNS / "index.db")) as log:
        return [key for (key,) in log.execute(query).fetchall()]


def test_a_second_run_materializes_attempts_and_the_publication_only(refreshed: Path, home: Path) -> None:
    first = materialized(refreshed)
    assert len(first) == len(set(first)) == len(SOURCES) + len(tables()) + len(OUTPUTS) + 2  # build, published
    assert reservewatch("refresh", "--offline", home=home).returncode == 0
    again = materialized(home)[len(first) :]
    assert sorted(again) == sorted([*(f'["fetch", "{s.name}"]' for s in SOURCES), '["build"]', '["published"]'])


def test_dagster_reads_the_files_itself(refreshed: Path) -> None:
    log = SqliteEventLogStorage(str(refreshed / RUNS))
    [run] = log.get_all_run_ids()
    assert len(log.get_logs_for_run(run)) > len(tables())
