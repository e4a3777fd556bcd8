"""Runs that ended without a word, killed or with the machine: marked failed, so that the queue goes on."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRecord,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    sensor,
)

from pipelines import database, settings
from pipelines.archive.store import Archive

BEGUN = [
    DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING,
]  # fmt: skip
WAITING = DagsterRunStatus.QUEUED
START_S = 180  # as start_timeout_seconds in dagster.yaml: by then a run that lives holds the lock of its home
GONE = "The process of this run ended without a word: it was killed, or the machine went off."
LATER = "A later run of the same job waits, and does what this one would have done."
SAID = {GONE: "that had ended without a word", LATER: "that waited with a later one of the same job"}


def mark_failed(instance: DagsterInstance, home: Path) -> int:
    """Mark dead runs failed, and say so in the event log. Returns how many; 0 while a run that lives holds the lock.

    A run of a team holds none while workers read sources: there, only one whose process is gone is dead.
    """
    if not instance.get_runs_count(RunsFilter(statuses=[*BEGUN, WAITING])):
        return 0
    is_team = bool(settings.team.storage())
    try:
        with nullcontext() if is_team else database.locked(home):
            dead = [*_gone(instance, is_team), *(() if is_team else _made_up_for(instance))]
            for run, why in dead:
                instance.report_run_failed(run, why)
            _say([why for _, why in dead], Archive(home / "archive"))
    except database.Busy:
        return 0
    return len(dead)


def watch(home: Path) -> SensorDefinition:
    """Look for dead runs when the scheduler starts, and every minute from then on."""

    @sensor(
        name="dead_runs",
        minimum_interval_seconds=60,
        default_status=DefaultSensorStatus.RUNNING,
        description="A run whose process is gone is marked failed, so that the queue goes on.",
    )
    def dead_runs(context: SensorEvaluationContext) -> SkipReason:
        return SkipReason(f"runs marked failed: {mark_failed(context.instance, home)}")

    return dead_runs


def _gone(instance: DagsterInstance, is_team: bool) -> Iterator[tuple[DagsterRun, str]]:
    """Runs that began, or were about to, and whose process is gone. On one machine, only for whoever holds the lock."""
    for record in instance.get_run_records(RunsFilter(statuses=BEGUN)):
        process = _process(instance, record.dagster_run.run_id)
        if (not is_team and _age(record) > START_S) or (process and not _lives(process)):
            yield record.dagster_run, GONE


def _made_up_for(instance: DagsterInstance) -> Iterator[tuple[DagsterRun, str]]:
    """Runs that wait for long, and would do what a later one does: nights behind a dead run are made up for once."""
    later: list[tuple[object, ...]] = []
    for record in instance.get_run_records(RunsFilter(statuses=[WAITING])):  # the newest first
        run = record.dagster_run
        work = (run.job_name, run.run_config, run.asset_selection, run.asset_check_selection)
        if work in later and _age(record) > START_S:
            yield run, LATER
        later.append(work)


def _say(reasons: list[str], archive: Archive) -> None:
    for why, which in SAID.items():
        if count := reasons.count(why):
            runs = f"1 run {which} was" if count == 1 else f"{count} runs {which} were"
            archive.log("repaired", detail=f"{runs} marked failed")


def _age(record: RunRecord) -> float:
    """Seconds since the state of a run changed."""
    return (datetime.now(UTC) - record.update_timestamp.astimezone(UTC)).total_seconds()


def _process(instance: DagsterInstance, run_id: str) -> int | None:
    """The number of the process of a run, as it wrote it down; None while it has not."""
    for entry in instance.all_logs(run_id, of_type=DagsterEventType.ENGINE_EVENT):
        data = entry.dagster_event.event_specific_data if entry.dagster_event else None
        number = getattr(data, "metadata", {}).get("pid")
        if number:
            return int(str(number.value))
    return None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
