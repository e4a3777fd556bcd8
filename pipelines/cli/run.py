"""The job that the UI and the schedule run, in this process."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines import project, settings
from pipelines.archive.store import Archive
from pipelines.cli import render
from pipelines.cli.own_files import FOLDER, mend
from pipelines.publish.publication import FILE, stamp


def refresh(home: Path, offline: bool) -> dict[str, Any]:
    """One run of the job `refresh`: what stopped it, and whether it published anything new, and what it repaired."""
    before, start = stamp(home / FILE), settings.timestamp()
    with render.progress(len(project.SOURCES) + len(project.tables()) + 1):
        failures = _run(offline, home)
        if failures and mend(home, thoroughly=True):
            failures = _run(offline, home)
    events = Archive(home / "archive").events()
    repaired = [e["detail"] for e in events if e["event"] == "repaired" and e["at"] >= start]
    return {"failures": failures, "nothing_new": stamp(home / FILE) == before, "repaired": repaired}


def _run(offline: bool, home: Path) -> list[str]:
    """Execute the job in process. Returns what stopped it: checks that block, then errors."""
    from dagster import DagsterError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        result = _executed(offline, home)
    except (DagsterError, SQLAlchemyError) as error:
        files = f"Delete {home / FOLDER} if it goes on: only Dagster's history is lost"
        return [f"Dagster could not run the job: {type(error).__name__}: {str(error).splitlines()[0]}. {files}."]
    if result.success:
        return []
    failed = [c for c in result.get_asset_check_evaluations() if c.blocking and not c.passed]
    reasons = [f"{c.asset_key.to_user_string()}: {c.check_name}: {c.metadata['found'].value}" for c in failed]
    return [*reasons, *_errors(result)] or ["the run failed: see it in the UI"]


def _executed(offline: bool, home: Path) -> Any:
    """The result of the job, of which only the console keeps silent."""
    from pipelines.definitions import defs
    from pipelines.orchestration.dead_runs import mark_failed

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    config = {"ops": {"fetch": {"config": {"offline": offline}}}, **quiet}
    with instance(home) as dagster:
        mark_failed(dagster, home)
        return defs.resolve_job_def("refresh").execute_in_process(
            run_config=config, instance=dagster, raise_on_error=False
        )


def _errors(result: Any) -> list[str]:
    """Each error once, with the step that it stopped; a failed check is not said again."""
    errors = [(e.step_key, getattr(e.event_specific_data, "error", None)) for e in result.all_events if e.is_failure]
    found = {
        (e.cause or e).message.strip(): step for step, e in reversed(errors) if e and "CheckFailed" not in e.message
    }
    return [f"{step}: {message}" if step else message for message, step in found.items()]


@contextmanager
def instance(home: Path) -> Iterator[Any]:
    """Dagster's instance of a home, which the UI opens too."""
    from dagster import DagsterInstance

    folder = home / FOLDER
    settings.make_home(home)
    mend(home)
    folder.mkdir(exist_ok=True)
    shutil.copyfile(settings.ROOT / "dagster.yaml", folder / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(folder)
    with DagsterInstance.get() as instance:
        yield instance
