"""Dagster's own history: what is dropped, and what is kept."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import AssetCheckEvaluation, AssetKey, AssetMaterialization, DagsterInstance, job, op
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.test_utils import freeze_time

from pipelines.cli.run import instance as opened
from pipelines.orchestration.history import drop_old_runs


def run_of(instance: DagsterInstance, asset: str, checks: int = 0) -> str:
    """A run that materializes one asset, and checks it."""

    @op(name=f"make_{asset}")
    def make(context) -> None:  # type: ignore[no-untyped-def]
        context.log_event(AssetMaterialization(asset))
        for n in range(checks):
            context.log_event(AssetCheckEvaluation(AssetKey(asset), f"check_{n}", True, {}))

    @job(name=f"job_{asset}")
    def make_it() -> None:
        make()

    return str(make_it.execute_in_process(instance=instance).run_id)


@pytest.fixture
def instance(tmp_path: Path) -> DagsterInstance:
    return DagsterInstance.local_temp(str(tmp_path))


def test_old_runs_are_dropped_but_for_those_that_a_table_was_last_built_in(instance: DagsterInstance) -> None:
    with freeze_time(datetime.now(UTC) - timedelta(days=7)):
        first, only = run_of(instance, "again"), run_of(instance, "once")
    last = run_of(instance, "again")
    assert [drop_old_runs(instance, days, 0) for days in (0, 8, 6)] == [0, 0, 1]
    assert {run.run_id for run in instance.get_runs()} == {only, last} and instance.get_run_by_id(first) is None


@pytest.mark.promise("runs.history")
def test_only_so_many_runs_are_kept_and_those_that_a_table_was_last_built_in(instance: DagsterInstance) -> None:
    """Of six runs the three oldest go, but for the one that built a table last: 6 - 3 + 1 = 4 stay."""
    only, *again = [run_of(instance, asset) for asset in ("once", *["again"] * 5)]
    assert [drop_old_runs(instance, 0, most) for most in (0, 6, 3)] == [0, 0, 2]
    assert {run.run_id for run in instance.get_runs()} == {only, *again[-3:]}


@pytest.mark.promise("runs.history")
def test_a_dropped_run_leaves_nothing_and_its_space_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # as it was, after the test
    folder = tmp_path / ".dagster"
    with opened(tmp_path) as instance:
        with freeze_time(datetime.now(UTC) - timedelta(days=7)):
            old = [run_of(instance, "again", checks=300) for _ in range(3)]
        kept = run_of(instance, "again")
        index = folder / "history" / "runs" / "index.db"
        before = space(index)
        (folder / "storage" / old[0]).mkdir(parents=True, exist_ok=True)
        assert drop_old_runs(instance, 6, 0) == 3
        assert [run.run_id for run in instance.get_runs()] == [kept]
    assert {p.stem.split(".")[0] for p in index.parent.glob("*.db*")} == {"index", kept}
    assert not any((folder / "storage" / run).exists() for run in old)
    assert space(index) < before / 2
    with closing(sqlite3.connect(index)) as con:
        for table in ("event_logs", "asset_check_executions"):
            runs = {run for (run,) in con.execute(f"select distinct run_id from {table}")}
            assert runs <= {kept}


def space(file: Path) -> int:
    """Bytes of a database, with what its log still holds."""
    with closing(sqlite3.connect(file)) as con:
        con.execute("pragma wal_checkpoint(truncate)")
    return file.stat().st_size


@pytest.mark.promise("runs.history")
def test_ticks_are_dropped_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sensor ticks 1440 times a day."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    with opened(tmp_path) as instance:
        sensor = instance.get_tick_retention_settings(InstigatorType.SENSOR)
        assert sensor[TickStatus.SKIPPED] == 1
        assert {*sensor.values(), *instance.get_tick_retention_settings(InstigatorType.SCHEDULE).values()} == {1, 90}
