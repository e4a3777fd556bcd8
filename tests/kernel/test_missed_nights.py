"""Nights on which the machine was off, told to Dagster's own scheduler: one run makes up for all of them."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import ModuleTarget
from dagster._scheduler.scheduler import launch_scheduled_runs

from pipelines.cli.run import instance as opened
from pipelines.settings import ROOT

pytestmark = pytest.mark.promise("runs.nights")


def test_one_run_makes_up_for_three_missed_nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off from the 22nd to the 25th, at noon: the ticks of 02:30 New York on the 23rd, 24th and 25th were missed."""
    monkeypatch.setenv("DAGSTER_HOME", "")  # as it was, after the test
    target = ModuleTarget("pipelines.definitions", None, str(ROOT), "reservewatch")
    log, begun = logging.getLogger("scheduler"), []
    with opened(tmp_path) as instance, create_test_daemon_workspace_context(target, instance) as context:
        catch_up = instance.scheduler.max_catchup_runs
        for day in (22, 25):
            now = datetime(2026, 11, day, 12, tzinfo=UTC)
            list(launch_scheduled_runs(context, log, now, {}, max_catchup_runs=catch_up))
            begun.append(sum(run.job_name == "refresh" for run in instance.get_runs()))
    assert begun == [0, 1]
