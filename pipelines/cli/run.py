"""The job that the UI and the schedule run, in this process."""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from pipelines import project, settings
from pipelines.alerts.dispatch import note_failure, send
from pipelines.archive.store import Archive, write
from pipelines.cli import render
from pipelines.cli.own_files import FOLDER, mend
from pipelines.publish.publication import FILE, stamp
from pipelines.settings import BadSetting

TEAM = "postgresql+psycopg2:"  # how its dagster.yaml begins an address; SQLAlchemy alone would ask for another driver
LONGEST_S = 2 * 60 * 60  # as dagster.yaml has it for the runs of the page
LABEL = "__repository__@reservewatch"  # Dagster's pages list a job's runs by this tag


def refresh(home: Path, offline: bool) -> dict[str, Any]:
    """One run of the job `refresh`: what stopped it, whether it published anything new, what it repaired and sent."""
    before, start = stamp(home / FILE), settings.timestamp()
    with render.progress(len(project.SOURCES) + len(project.tables()) + 1), _in_time():
        run, failures = _run(offline, home)
        if failures and mend(home, thoroughly=True):
            run, failures = _run(offline, home)
    if failures:
        note_failure(home, run, failures)
    sent = [] if offline else [str(done) for done in send(home)]
    events = Archive(home / "archive").events()
    repaired = [e["detail"] for e in events if e["event"] == "repaired" and e["at"] >= start]
    is_old = stamp(home / FILE) == before
    return {"failures": failures, "nothing_new": is_old, "repaired": repaired, "alerts": sent}


@contextmanager
def _in_time() -> Iterator[None]:
    """End this process when a run hangs, with what its threads did last. The next run marks that one failed."""
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _run(offline: bool, home: Path) -> tuple[str, list[str]]:
    """Execute the job in process. Returns its id, and what stopped it: checks that block, then errors."""
    from dagster import DagsterError
    from sqlalchemy.exc import SQLAlchemyError

    from pipelines.orchestration.failures import reasons

    try:
        result = _executed(offline, home)
    except (DagsterError, SQLAlchemyError) as error:
        files = f"Delete {home / FOLDER} if it goes on: only Dagster's history is lost"
        said = f"Dagster could not run the job: {type(error).__name__}: {str(error).splitlines()[0]}. {files}."
        return f"of {settings.timestamp()}", [said]
    return result.run_id, [] if result.success else reasons(result.all_events)


def _executed(offline: bool, home: Path) -> Any:
    """The result of the job, of which only the console keeps silent."""
    from dagster._core.storage.tags import REPOSITORY_LABEL_TAG

    from pipelines.definitions import definitions
    from pipelines.orchestration.dead_runs import mark_failed

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    config = {"ops": {"fetch": {"config": {"offline": offline}}}, **quiet}
    with instance(home) as dagster:
        mark_failed(dagster, home)
        return (
            definitions(is_team=False)
            .resolve_job_def("refresh")
            .execute_in_process(
                run_config=config, instance=dagster, raise_on_error=False, tags={REPOSITORY_LABEL_TAG: LABEL}
            )
        )


def _configuration(before: Path) -> str:
    """What dagster.yaml says; of a team, with its history in PostgreSQL. BadSetting in a team's home without it."""
    text = (settings.ROOT / "dagster.yaml").read_text()
    if not (storage := settings.team.storage()):
        if before.is_file() and TEAM in before.read_text(errors="replace"):
            expected = f"that of the team to which {before.parents[1]} belongs"
            raise BadSetting(
                settings.team.STORAGE, expected, "nothing", f"Set it, or delete {before} to leave the team."
            )
        return text
    address = storage.replace("postgresql:", TEAM, 1)
    history = {"storage": {"postgres": {"postgres_url": address}}}
    alone = yaml.safe_load(text)
    del alone["event_log_storage"]  # that of files
    return yaml.safe_dump({**alone, **history})


@contextmanager
def instance(home: Path) -> Iterator[Any]:
    """Dagster's instance of a home, which the UI opens too."""
    from dagster import DagsterInstance

    folder = home / FOLDER
    settings.make_home(home)
    mend(home)
    folder.mkdir(exist_ok=True)
    write(folder / "dagster.yaml", _configuration(folder / "dagster.yaml").encode())  # whole: others may read it now
    os.environ["DAGSTER_HOME"] = str(folder)
    with DagsterInstance.get() as instance:
        yield instance
