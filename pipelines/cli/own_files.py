"""Dagster's own files: those that cannot be read are set aside, and its history begins anew."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipelines.archive.store import Archive

FOLDER = ".dagster"
FOLDERS = ("", "history", "history/runs", "schedules", "storage")
# What says nothing of a file: it is in use, or the disk is full.
NOT_NOW = (
    "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHM", "SQLITE_IOERR_FSYNC",
)  # fmt: skip
# A database of all runs and the folder that goes with it: what is in its other files is of no use without it.
SHARED = {"history/runs.db": "history", "history/runs/index.db": "history", "schedules/schedules.db": "schedules"}


def mend(home: Path, thoroughly: bool = False) -> list[str]:
    """Set aside what Dagster cannot read of its files, and say so in the event log. Returns what was said.

    `thoroughly` reads every page of every file, which takes seconds once there are many runs.
    """
    archive = Archive(home / "archive")
    return [archive.clear(path, fault) for path, fault in _faults(home / FOLDER, thoroughly)]


def _faults(folder: Path, thoroughly: bool) -> Iterator[tuple[Path, str]]:
    """What is to be set aside, and why; each is looked at when what came before it is out of the way."""
    for name in FOLDERS:
        if os.path.lexists(folder / name) and not (folder / name).is_dir():
            yield folder / name, "is no folder"
    if (folder / "dagster.yaml").is_dir():
        yield folder / "dagster.yaml", "is no file"
    for name, unit in SHARED.items():
        if fault := _fault(folder / name, thoroughly):
            yield folder / unit, f"has a {Path(name).name} that cannot be read ({fault})"
    for file in sorted((folder / "history" / "runs").glob("*.db")):
        if fault := _fault(file, thoroughly):
            for log in file.parent.glob(f"{file.name}-*"):  # of its changes: they belong to no other file
                log.unlink()
            yield file, f"cannot be read ({fault})"


def _fault(file: Path, thoroughly: bool) -> str | None:
    """What is wrong with a database of SQLite; None if nothing is, or there is none."""
    if not file.is_file():
        return "it is no file" if os.path.lexists(file) else None
    query = "pragma quick_check(1)" if thoroughly else "select 'ok', count(*) from sqlite_master"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as con:
            found = str(con.execute(query).fetchone()[0])
    except sqlite3.DatabaseError as error:
        return None if error.sqlite_errorname.startswith(NOT_NOW) else str(error)
    return None if found == "ok" else found
