"""Runs whose process is gone are marked failed; runs that live, and runs that wait, are left alone."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, DefaultSensorStatus, build_sensor_context
from dagster._core.events import DagsterEvent, EngineEventData
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.test_utils import create_run_for_test, freeze_time

from pipelines.archive.store import Archive
from pipelines.cli import run as cli_run
from pipelines.cli.run import instance as opened
from pipelines.database import locked
from pipelines.definitions import defs
from pipelines.orchestration import dead_runs
from pipelines.orchestration.dead_runs import GONE, LATER, mark_failed
from pipelines.settings import ROOT

ORIGIN = RemoteJobOrigin(
    RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("reservewatch"), "__repository__"), "refresh"
)
pytestmark = pytest.mark.promise("runs.dead")
STARTED, QUEUED, FAILED = DagsterRunStatus.STARTED, DagsterRunStatus.QUEUED, DagsterRunStatus.FAILURE
EVENTS = {
    QUEUED: "ENQUEUED", DagsterRunStatus.STARTING: "STARTING", STARTED: "START", DagsterRunStatus.CANCELING: "CANCELING",
}  # fmt: skip


@pytest.fixture
def instance(tmp_path: Path) -> DagsterInstance:
    return DagsterInstance.local_temp(str(tmp_path))


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def begun(
    instance: DagsterInstance, process: int | None = None, minutes: int = 0, status: DagsterRunStatus = STARTED
) -> DagsterRun:
    """A run that came to a state some minutes ago, in a process."""
    with freeze_time(datetime.now(UTC) - timedelta(minutes=minutes)):
        run = create_run_for_test(instance, job_name="refresh", remote_job_origin=ORIGIN)
        instance.report_dagster_event(DagsterEvent(f"PIPELINE_{EVENTS[status]}", "refresh"), run.run_id)
    if process:
        instance.report_engine_event("Started process for run.", run, EngineEventData.in_process(process))
    return run


def state(instance: DagsterInstance, run: DagsterRun) -> DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    assert found
    return found.status


@pytest.mark.parametrize("status", ["STARTING", "STARTED", "CANCELING"])
def test_a_run_whose_process_is_gone_is_failed_with_the_reason(
    status: str, instance: DagsterInstance, gone: int, tmp_path: Path
) -> None:
    run = begun(instance, gone, status=DagsterRunStatus(status))
    assert mark_failed(instance, tmp_path) == 1 and state(instance, run) == FAILED
    assert GONE in [entry.message for entry in instance.all_logs(run.run_id)]
    [event] = Archive(tmp_path / "archive").events()
    assert event["detail"] == "1 run that had ended without a word was marked failed"
    assert mark_failed(instance, tmp_path) == 0


def test_nothing_is_touched_while_a_run_holds_the_lock(instance: DagsterInstance, gone: int, tmp_path: Path) -> None:
    run = begun(instance, gone, minutes=60)
    with locked(tmp_path):
        assert mark_failed(instance, tmp_path) == 0
    assert state(instance, run) == STARTED


def test_a_run_that_just_begins_is_left_alone_and_one_that_never_took_the_lock_is_not(
    instance: DagsterInstance, tmp_path: Path
) -> None:
    """The process number of a run that died may belong to another process after a restart of the machine."""
    young = [begun(instance, os.getpid()), begun(instance)]
    old = [begun(instance, os.getpid(), minutes=4), begun(instance, minutes=4)]
    assert mark_failed(instance, tmp_path) == 2
    assert [state(instance, run) for run in (*young, *old)] == [STARTED, STARTED, FAILED, FAILED]


def test_a_run_that_was_killed_before_it_began_is_failed_as_well(
    instance: DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run_for_test(instance, job_name="refresh", remote_job_origin=ORIGIN)
    assert mark_failed(instance, tmp_path) == 0 and state(instance, run) == DagsterRunStatus.NOT_STARTED
    monkeypatch.setattr(dead_runs, "START_S", -1)
    assert mark_failed(instance, tmp_path) == 1 and state(instance, run) == FAILED


def test_of_the_nights_that_wait_behind_a_dead_run_the_newest_is_run(
    instance: DagsterInstance, gone: int, tmp_path: Path
) -> None:
    begun(instance, gone, minutes=5000)
    nights = [begun(instance, minutes=minutes, status=QUEUED) for minutes in (2880, 1440, 10)]
    assert mark_failed(instance, tmp_path) == 3
    assert [state(instance, run) for run in nights] == [FAILED, FAILED, QUEUED]
    assert [event["detail"] for event in Archive(tmp_path / "archive").events()] == [
        "1 run that had ended without a word was marked failed",
        "2 runs that waited with a later one of the same job were marked failed",
    ]
    assert LATER in [entry.message for entry in instance.all_logs(nights[0].run_id)]


def test_the_scheduler_looks_for_dead_runs_every_minute(instance: DagsterInstance, gone: int, tmp_path: Path) -> None:
    run = begun(instance, gone)
    dead_runs.watch(tmp_path)(build_sensor_context(instance))
    assert state(instance, run) == FAILED
    watch = defs.resolve_sensor_def("dead_runs")
    assert (watch.minimum_interval_seconds, watch.default_status) == (60, DefaultSensorStatus.RUNNING)


def test_the_instance_ends_what_hangs_and_makes_up_for_one_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # as it was, after the test
    with opened(tmp_path) as instance:
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_max_runtime_seconds == cli_run.LONGEST_S == 2 * 60 * 60
        assert instance.run_monitoring_start_timeout_seconds == dead_runs.START_S
        assert instance.scheduler.max_catchup_runs == 1


HANGS = """
import sys, time, pathlib
from pipelines.cli import run
def reading_a_page_that_never_ends(*_): time.sleep(60)
run.LONGEST_S, run._run = 0.2, reading_a_page_that_never_ends
run.refresh(pathlib.Path(sys.argv[1]), offline=True)
"""


def test_a_run_in_the_terminal_that_hangs_is_ended_and_says_where(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HANGS, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Timeout") and "in reading_a_page_that_never_ends" in done.stderr
