"""Audit passed -> copy, compact, swap. People open the published file only.

A publication is refused unless every table is up to date with its inputs and has passed its
expectations at that very fingerprint: a table materialized alone can never publish a mixture.
"""

import hashlib
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import metadata, project, settings
from pipelines.archive.store import Archive
from pipelines.database import comment, quoted, set_aside, sync
from pipelines.models.build import obstacles
from pipelines.models.macros import readers
from pipelines.models.table import Build
from pipelines.outputs.base import NotWritten
from pipelines.publish import changes, seal

FILE = "reservewatch.duckdb"


class NotAudited(Exception):
    """Tables that block a publication."""


@dataclass(frozen=True)
class Publication:
    """What a publication is: its fingerprint, when it was made, whether it is new, and what changed."""

    fingerprint: str
    published_at: str
    is_new: bool
    path: Path
    changes: list[dict[str, Any]] = field(default_factory=list)


def publish(build: Build, home: Path) -> Publication:
    """Publish the build if it is audited and differs from the published file."""
    if found := obstacles(build):
        raise NotAudited("nothing was published: " + "; ".join(found) + ". Run the whole job `refresh`.")
    con, archive, target = build.con, build.archive, home / FILE
    print_ = fingerprint(con)
    last = stamp(target)
    if last and last[0] == print_:
        return Publication(print_, last[1], False, target)
    for left in home.glob(f"{FILE}.new-*"):  # by a refresh that was killed
        left.unlink()
    at = settings.timestamp()
    part = home / f"{FILE}.new-{os.getpid()}"
    news, verdicts = changes.since(con, target), changes.changed_verdicts(con, target)
    try:
        copy(build, part, at, print_)
    except BaseException:
        part.unlink(missing_ok=True)  # half of it, where the disk is full
        raise
    swap(part, target, at)
    archive.log("published", fingerprint=print_, published_at=at, changes=news)
    for verdict in verdicts:
        archive.log("verdict", **verdict, publication=print_, published_at=at)
    return Publication(print_, at, True, target, news)


def bring_outputs(home: Path, names: Collection[str]) -> list[str]:
    """Write the outputs that are not those of the published file. Returns the names of those that were written.

    One that could not be written holds up none of the others; NotWritten names them all.
    """
    last = stamp(home / FILE)
    if last is None:
        raise NotAudited(f"nothing is published in {home} yet: run `reservewatch refresh`")
    stale = [o for o in project.OUTPUTS if o.name in names and not o.is_current(home, last[0])]
    if not stale:
        return []
    written, faults = [], []
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        # What depends on the day of reading is as of the publication: written again, an output is the same.
        con.execute("set variable now = (select published_at::timestamptz from meta.publication)")
        for output in stale:
            try:
                written += [output.name] if output.bring(con, project.tables(), home, last[0]) else []
            except NotWritten as fault:
                faults.append(str(fault))
    if faults:
        raise NotWritten(f"not written: {'; '.join(faults)}. The next refresh tries again.")
    return written


def fingerprint(con: DuckDBPyConnection) -> str:
    """One hash over all tables as they are built, and over the macros that go with them."""
    tables = con.execute("select table_name, fingerprint from meta.tables order by all").fetchall()
    return hashlib.sha256(repr((tables, [m.text for m in readers()])).encode()).hexdigest()


def stamp(path: Path) -> tuple[str, str] | None:
    """Fingerprint and time of the published file; None where there is none, or it cannot be read."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            row = con.execute("select fingerprint, published_at from meta.publication").fetchone()
            return (str(row[0]), str(row[1])) if row else None
    except duckdb.Error:
        return None


def copy(build: Build, path: Path, at: str, print_: str) -> None:
    """Write the whole build, compacted and described, to a new file any client since 1.2 opens."""
    con = build.con
    _account(con, at, print_)
    path.unlink(missing_ok=True)
    con.execute(f"attach {quoted(path)} as published (storage_version 'v1.2.0')")
    try:
        con.execute(f"copy from database {_build(con)} to published")
        _finish(build)
    finally:
        con.execute("detach published")
    if path.with_name(path.name + ".wal").exists():
        raise RuntimeError(f"{path}.wal is left after writing: the copy is not complete")


def _account(con: DuckDBPyConnection, at: str, print_: str) -> None:
    """Say in the file itself what it is and where it comes from."""
    con.execute("delete from meta.publication")
    as_of = con.execute("select getvariable('as_of')").fetchall()[0][0]
    metadata.put(con, "publication", [[at, print_, version("reservewatch"), duckdb.__version__, as_of]])


def _build(con: DuckDBPyConnection) -> str:
    """The name under which DuckDB knows the build file."""
    return '"' + str(con.execute("select current_database()").fetchall()[0][0]) + '"'


def _finish(build: Build) -> None:
    """Comments, and for readers of the published file: macros, and each mart under its plain name."""
    con = build.con
    con.execute("begin")
    for table in build.tables.values():
        table.describe(con, build.tables, "published.")
    for name, (text, columns) in metadata.TABLES.items():
        comment(con, f"published.meta.{name}", text, columns)
    for name, (text, columns) in metadata.VIEWS.items():
        comment(con, f"published.meta.{name}", text, columns, "view")
    con.execute("commit")
    name = _build(con)
    con.execute("use published")
    try:
        for macro in readers():
            macro.make(con)
            macro.describe(con)
        for table in build.tables.values():
            if table.schema == "marts":
                con.execute(f"create view main.{table.name} as from {table.key}")
                comment(con, f"main.{table.name}", table.description, table.columns, "view")
    finally:
        con.execute(f"use {name}")


def swap(part: Path, target: Path, at: str) -> None:
    """Put a finished file in place, whole, and keep the last three. Readers keep what they hold."""
    sync(part)
    folder = target.parent / seal.FOLDER
    seal.note(part, folder, at)
    put(part, target)
    seal.keep(target, folder, at)  # after it was published: what a kill kept from that is nothing to go back to


def put(part: Path, target: Path) -> None:
    """Put a file in the place of another, whole."""
    wal = target.with_name(target.name + ".wal")
    if wal.exists():  # someone wrote to the old file and crashed: replayed into the new one it would corrupt
        set_aside(wal)
    part.replace(target)
    sync(target.parent)


def publications(home: Path) -> list[tuple[str, Path]]:
    """Publications that are kept whole, oldest first: when published, and the file."""
    return [(at, file) for _, at, file in _stamped(seal.copies(home)[0])]


def _stamped(files: list[Path]) -> list[tuple[str, str, Path]]:
    """Fingerprint and time of publications, each with its file."""
    return [(*row, f) for f in files if (row := stamp(f))]


def older(home: Path, whole: list[Path]) -> list[tuple[str, str, Path]]:
    """Of whole copies those of before the present one that say something else, oldest first: print, time and file.

    The event log says which came first, for a clock may have been set back; where it lacks one, their times do.
    """
    kept, present = _stamped(whole), stamp(home / FILE)
    events = Archive(home / "archive").events()
    place = {e["published_at"]: n for n, e in enumerate(events) if e["event"] == "published"}
    is_told = place.keys() >= {s[1] for s in [*kept, *([present] if present else [])]}

    def order(at: str) -> tuple[int, str]:
        return place[at] if is_told else 0, at

    kept.sort(key=lambda s: order(s[1]))
    # The same tables may have been published twice, before and after an earlier rollback.
    return [s for s in kept if present is None or (order(s[1]) < order(present[1]) and s[0] != present[0])]


def rollback(home: Path) -> tuple[str, list[str]]:
    """Swap the publication before the present one back in, with its outputs.

    Returns when it was published, and the names of kept copies that are damaged and were passed over.
    """
    archive = Archive(home / "archive")
    seal.remove_fault(home / FILE, archive)
    whole, damaged = seal.copies(home)
    before = older(home, whole)
    torn = [f"{path.parent.name}/{path.name}" for path in damaged]
    if not before:
        said = f"; damaged, and passed over: {', '.join(torn)}" if torn else ""
        raise NotAudited(f"there is no older publication to go back to{said}")
    _, at, file = before[-1]
    part = home / f"{FILE}.new-{os.getpid()}"
    shutil.copyfile(file, part)
    swap(part, home / FILE, at)
    bring_outputs(home, [o.name for o in project.OUTPUTS])
    archive.log("rolled back", published_at=at)
    return at, torn
