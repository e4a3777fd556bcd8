"""Dagster's own history: what is dropped, and what is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import AssetMaterialization, DagsterInstance, job, op
from dagster._core.test_utils import freeze_time

from pipelines.orchestration.history import drop_old_runs


def run_of(instance: DagsterInstance, asset: str) -> str:
    """A run that materializes one asset."""

    @op(name=f"make_{asset}")
    def make(context) -> None:  # type: ignore[no-untyped-def]
        context.log_event(AssetMaterialization(asset))

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
    assert [drop_old_runs(instance, days) for days in (0, 8, 6)] == [0, 0, 1]
    assert {run.run_id for run in instance.get_runs()} == {only, last} and instance.get_run_by_id(first) is None
