"""Dagster's own history grows by every run: old runs are dropped, but for those that a table was last built in."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import DagsterInstance, RunsFilter

from pipelines.orchestration.event_log import EventLog

ENDED_LONG_AGO = 100  # runs to drop at a time


def drop_old_runs(instance: DagsterInstance, days: int) -> int:
    """Drop runs that are older than some days; 0 keeps all. Returns how many were dropped."""
    if not days:
        return 0
    before = datetime.now(UTC) - timedelta(days=days)
    old = instance.get_run_records(RunsFilter(created_before=before), limit=ENDED_LONG_AGO, ascending=True)
    needed = _needed(instance) if old else set()
    dropped = [r.dagster_run.run_id for r in old if r.dagster_run.is_finished and r.dagster_run.run_id not in needed]
    for run_id in dropped:
        instance.delete_run(run_id)
        shutil.rmtree(Path(instance.storage_directory()) / run_id, ignore_errors=True)  # what it printed
    if dropped and isinstance(instance.event_log_storage, EventLog):
        instance.event_log_storage.give_back()
    return len(dropped)


def _needed(instance: DagsterInstance) -> set[str]:
    """The runs in which each asset was last materialized."""
    records = [asset.asset_entry.last_materialization_record for asset in instance.get_asset_records()]
    return {record.run_id for record in records if record}
