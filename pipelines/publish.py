"""Audit passed -> copy, compact, swap. People open the published file only.

A publication is refused unless every table is built from what stands now and has passed its
expectations at that very fingerprint: a table materialized alone can never publish a mixture.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import changes, judging, meta, slices, warehouse
from pipelines.archive import Archive, now
from pipelines.sources import SOURCES

FILE = "reservewatch.duckdb"
KEPT = 3


class NotAudited(Exception):
    """Tables that stand in the way of a publication."""


@dataclass(frozen=True)
class Publication:
    """What a publication is: its fingerprint, when it was made, whether it is new, and what it says that is."""

    fingerprint: str
    published_at: str
    is_new: bool
    path: Path
    changes: list[dict[str, Any]] = field(default_factory=list)


def obstacles(con: DuckDBPyConnection) -> list[str]:
    """Tables that are stale or have not passed their expectations, each with why."""
    stored, current = warehouse.fingerprints(con), warehouse.current_fingerprints(con)
    found = []
    for table in warehouse.catalogue():
        if table.key not in stored:
            found.append(f"{table.key} is not built")
        elif stored[table.key] != current[table.key]:
            found.append(f"{table.key} is older than what it reads")
        elif table.source is None and not warehouse.passed(con, table, current[table.key]):
            found.append(f"{table.key} has not passed its expectations")
    return found


def publish(con: DuckDBPyConnection, home: Path) -> Publication:
    """Publish the build if it is audited and says anything new."""
    found = obstacles(con)
    if found:
        raise NotAudited("nothing was published: " + "; ".join(found) + ". Run the whole job `refresh`.")
    print_ = fingerprint(con)
    target = home / FILE
    last = published(target)
    if last and last[0] == print_:
        return Publication(print_, last[1], False, target)
    for left in home.glob(f"{FILE}.new-*"):  # by a refresh that was killed
        left.unlink()
    at = now()
    part = home / f"{FILE}.new-{os.getpid()}"
    news, judged = changes.since(con, target), changes.verdicts(con, target)
    copy(con, part, at, print_)
    swap(part, target, at)
    archive = Archive(home / "archive")
    archive.log("published", fingerprint=print_, published_at=at, changes=news)
    for verdict in judged:
        archive.log("verdict", **verdict, publication=print_, published_at=at)
    return Publication(print_, at, True, target, news)


def fingerprint(con: DuckDBPyConnection) -> str:
    """One hash over all tables as they are built, and over the macros that go with them."""
    tables = con.execute("select table_name, fingerprint from meta.tables order by all").fetchall()
    return hashlib.sha256(repr((tables, [m.read_text() for m in warehouse.macros()])).encode()).hexdigest()


def published(path: Path) -> tuple[str, str] | None:
    """Fingerprint and time of the published file; None where there is none, or it cannot be read."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            row = con.execute("select fingerprint, published_at from meta.publication").fetchone()
            return (str(row[0]), str(row[1])) if row else None
    except duckdb.Error:
        return None


def copy(con: DuckDBPyConnection, path: Path, at: str, print_: str) -> None:
    """Write the whole build, compacted and described, to a new file any client since 1.2 opens."""
    _account(con, at, print_)
    path.unlink(missing_ok=True)
    con.execute(f"attach {warehouse.quoted(path)} as published (storage_version 'v1.2.0')")
    try:
        con.execute(f"copy from database {_build(con)} to published")
        _finish(con)
    finally:
        con.execute("detach published")
    if path.with_name(path.name + ".wal").exists():
        raise RuntimeError(f"{path}.wal is left after writing: the copy is not complete")


@dataclass(frozen=True)
class Rebuilt:
    """What came of a rebuild: expectations that failed, and sources of which nothing was known."""

    failed: list[str]
    unknown: list[str]


def rebuild(home: Path, target: Path, as_of: date | None) -> Rebuilt:
    """Build everything anew, as known on a day, into `target`."""
    from pipelines.checks import arrival, audit

    if target in {home / FILE, home / "build.duckdb"} or target.parent == home / "published":
        raise NotAudited(f"{target} is written by refreshes only: name another file")
    if target.exists() and published(target) is None:
        raise NotAudited(f"{target} is there and is no file of ours: name another, or delete it")
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        warehouse.locked(home),
        TemporaryDirectory(dir=target.parent) as scratch,
        warehouse.connect(Path(scratch) / "build.duckdb") as con,
    ):
        slices.prepare(con, SOURCES)
        warehouse.introduce(con, Archive(home / "archive"))
        if as_of:
            con.execute(f"set variable as_of = date '{as_of}'")
        failed = []
        for table in warehouse.catalogue():
            if table.source is not None:
                slices.load(con, table.source, Archive(home / "archive"), warehouse.SNAPSHOT, arrival)
                warehouse.record(con, table, warehouse.fingerprint(con, table, {}))
                continue
            warehouse.write(con, table)
            found = [r for r in audit(con, table) if not r.success and r.name in warehouse.blocking(table)]
            failed += [f"{table.key}: {r.name}: {r.detail}" for r in found]
        unknown = slices.unknown(con, as_of) if as_of else []
        if as_of:
            slices.drop_after(con, SOURCES, as_of)
        part = Path(scratch) / "done.duckdb"
        copy(con, part, now(), fingerprint(con))
        _put(part, target)
    return Rebuilt(failed, unknown)


def _account(con: DuckDBPyConnection, at: str, print_: str) -> None:
    """Say in the file itself what it is and where it comes from."""
    con.execute("delete from meta.publication")
    as_of = con.execute("select getvariable('as_of')").fetchall()[0][0]
    meta.put(con, "publication", [at, print_, version("reservewatch"), duckdb.__version__, as_of])


def _build(con: DuckDBPyConnection) -> str:
    """The name under which DuckDB knows the build file."""
    return '"' + str(con.execute("select current_database()").fetchall()[0][0]) + '"'


def _finish(con: DuckDBPyConnection) -> None:
    """Comments and macros, which belong to the published file."""
    for table in warehouse.catalogue():
        warehouse.describe(con, table, "published.")
    for name, table in judging.as_of_tables().items():
        text = f"{table.key} as it was known on that day. {table.description}"
        warehouse.comment(con, f"published.{name}", text, table.columns)
    for name, (text, columns) in meta.TABLES.items():
        warehouse.comment(con, f"published.meta.{name}", text, columns)
    warehouse.comment(con, "published.meta.figures", *meta.FIGURES, "view")
    warehouse.comment(
        con, "published.meta.vintages", meta.VINTAGES, [*meta.TABLES["slices"][1], slices.KNOWN[2]], "view"
    )
    build = _build(con)
    con.execute("use published")
    try:
        for macro in warehouse.macros():
            con.execute(macro.read_text())
    finally:
        con.execute(f"use {build}")


def swap(part: Path, target: Path, at: str) -> None:
    """Put a finished file in place, whole, and keep the last three. Readers keep what they hold."""
    _sync(part)
    kept = target.parent / "published"
    kept.mkdir(exist_ok=True)
    shutil.copyfile(part, kept / f"{at.replace(':', '')}.duckdb")
    _put(part, target)
    for old in sorted(kept.glob("*.duckdb"))[:-KEPT]:
        old.unlink()


def _put(part: Path, target: Path) -> None:
    """Put a file in the place of another, whole."""
    wal = target.with_name(target.name + ".wal")
    if wal.exists():  # someone wrote to the old file and crashed: replayed into the new one it would corrupt
        wal.rename(target.with_name(target.name + ".wal-left-by-another-writer"))
    part.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kept(home: Path) -> list[tuple[str, Path]]:
    """Publications at hand, oldest first: when published, and the file."""
    files = sorted((home / "published").glob("*.duckdb"))
    return [(row[1], f) for f in files if (row := published(f))]


def rollback(home: Path) -> str:
    """Swap the publication before the present one back in. Returns when it was published."""
    now_published = published(home / FILE)
    older = [(at, f) for at, f in kept(home) if now_published is None or at < now_published[1]]
    if not older:
        raise NotAudited("there is no older publication to go back to")
    at, file = older[-1]
    part = home / f"{FILE}.new-{os.getpid()}"
    shutil.copyfile(file, part)
    swap(part, home / FILE, at)
    Archive(home / "archive").log("rolled back", published_at=at)
    return at
