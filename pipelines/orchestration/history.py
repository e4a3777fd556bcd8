"""Dagster's own history grows by every run: old runs are dropped, but for those that a table was last built in."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import DagsterInstance, DagsterRun, RunsFilter

from pipelines.orchestration.event_log import EventLog

AT_A_TIME = 100  # runs that one refresh looks at


def drop_old_runs(instance: DagsterInstance, days: int, most: int) -> int:
    """Drop runs older than some days, and all but the newest; 0 keeps all. Returns how many were dropped."""
    old = {**_older(instance, days), **_beyond(instance, most)}
    needed = _needed(instance) if old else set()
    dropped = [run_id for run_id, run in old.items() if run.is_finished and run_id not in needed]
    for run_id in dropped:
        instance.delete_run(run_id)
        shutil.rmtree(Path(instance.storage_directory()) / run_id, ignore_errors=True)  # what it printed
    if dropped and isinstance(instance.event_log_storage, EventLog):
        instance.event_log_storage.give_back()
    return len(dropped)


def _older(instance: DagsterInstance, days: int) -> dict[str, DagsterRun]:
    """Runs that began before so many days; none for 0."""
    before = datetime.now(UTC) - timedelta(days=days)
    found = instance.get_runs(RunsFilter(created_before=before), limit=AT_A_TIME, ascending=True) if days else []
    return {run.run_id: run for run in found}


def _beyond(instance: DagsterInstance, most: int) -> dict[str, DagsterRun]:
    """The oldest of more runs than there may be; none for 0."""
    count = min(instance.get_runs_count() - most, AT_A_TIME) if most else 0
    return {run.run_id: run for run in instance.get_runs(limit=count, ascending=True)} if count > 0 else {}


def _needed(instance: DagsterInstance) -> set[str]:
    """The runs in which each asset was last materialized."""
    records = [asset.asset_entry.last_materialization_record for asset in instance.get_asset_records()]
    return {record.run_id for record in records if record}
