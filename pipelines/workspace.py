"""What one run works in: a home with its archive and its build file, open for writing by us alone."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import database, metadata, project, raw, settings
from pipelines.archive.attempts import ANSWERED, State, attempts
from pipelines.archive.store import Archive, write
from pipelines.models.build import connect
from pipelines.models.catalog import LAYERS
from pipelines.models.table import Build

BUILD = "build.duckdb"


@dataclass(frozen=True)
class Workspace(Build):
    """The open build of a home. `licensed` names the sources that the user holds a licence for."""

    home: Path = settings.WAREHOUSE
    mirror: str | None = None
    licensed: Sequence[str] = ()
    now: datetime = datetime.min


@contextmanager
def opened(home: Path, mirror: str | None = None, licensed: Sequence[str] = ()) -> Iterator[Workspace]:
    """The build of a home; raises `database.Busy` if somebody else writes it."""
    archive = Archive(home / "archive")
    with database.locked(home):
        _clear(home)
        database.check_room(home, home / BUILD)
        with _whole(home / BUILD, archive) as con:
            drop_orphans(con)
            raw.prepare(con, project.SOURCES)
            record_sources(con, archive)
            yield Workspace(
                con, archive, project.tables(), home=home, mirror=mirror, licensed=licensed, now=settings.now()
            )
        write(_seal(home / BUILD), database.digest(home / BUILD).encode())


@contextmanager
def desk(home: Path, mirror: str | None = None, licensed: Sequence[str] = ()) -> Iterator[Workspace]:
    """A build of raw tables in memory, beside that of the home: to fetch and read a source while others do."""
    with connect(":memory:") as con:
        raw.prepare(con, project.SOURCES)
        yield Workspace(
            con, Archive(home / "archive"), {}, home=home, mirror=mirror, licensed=licensed, now=settings.now()
        )


def _clear(home: Path) -> None:
    """Delete the files that killed runs had begun to write. Only for whoever holds the lock."""
    for pattern in ("archive/**/*.part-*", "published/*.part-*", f"{BUILD}*.part-*", ".*/*.part-*", ".*.part-*"):
        for left in home.glob(pattern):
            left.unlink(missing_ok=True)


def _whole(file: Path, archive: Archive) -> DuckDBPyConnection:
    """Open the build; one that is damaged is set aside, and begun anew from archive and snapshot.

    Its hash is noted when it is closed. A killed run leaves none: then DuckDB recovers what was done, and all is read.
    """
    seal = _seal(file)
    is_sealed = seal.is_file()
    if is_sealed and not (file.is_file() and seal.read_bytes() == database.digest(file).encode()):
        _set_aside(file, archive, "is not as it was closed")
    seal.unlink(missing_ok=True)
    if file.is_dir() or (file.exists() and not file.stat().st_size):
        _set_aside(file, archive, "is no database")
    try:
        con = connect(file)
    except duckdb.Error as error:
        if "set lock on file" in str(error):  # somebody has it open
            raise
        _set_aside(file, archive, "cannot be opened")
        return connect(file)
    if is_sealed or _is_readable(con):
        return con
    con.close()
    _set_aside(file, archive, "has a damaged block")
    return connect(file)


def _is_readable(con: DuckDBPyConnection) -> bool:
    """Does every block of every table have the checksum that it was written with?"""
    tables = "select schema_name, table_name from duckdb_tables() where not temporary"
    try:
        for schema, table in con.execute(tables).fetchall():
            con.execute(f'select bit_xor(hash(columns(*))) from "{schema}"."{table}"').fetchall()
    except duckdb.Error:
        return False
    return True


def _seal(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _set_aside(file: Path, archive: Archive, found: str) -> None:
    """Set a damaged build aside, with the log of its changes, and say so in the event log."""
    for path in (file, file.with_name(f"{file.name}.wal")):
        if os.path.lexists(path):
            archive.clear(path, found)


def record_sources(con: DuckDBPyConnection, archive: Archive) -> None:
    """Fill meta.sources: what each source is, when it was last asked, when it last answered as it should."""
    asked = [a for a in attempts(archive.events()) if a.event == "fetch" and a.state != State.OFFLINE]
    last = {a.source: a.at for a in asked}
    answered = {a.source: a.at for a in asked if a.state in ANSWERED}
    rows = [
        [
            s.name, s.title, s.publisher, s.url, s.licence, s.cadence, s.known_by.kind, s.known_by.calendar,
            s.due_after_days, last.get(s.name), answered.get(s.name),
        ]
        for s in project.SOURCES
    ]  # fmt: skip
    con.execute("delete from meta.sources")
    metadata.put(con, "sources", rows)


def drop_orphans(con: DuckDBPyConnection) -> None:
    """Drop tables and views whose model or source is no longer there, or is the other of the two now."""
    known = {t.key: "view" if t.is_view else "table" for t in project.tables().values()}
    schemas = database.listed(("raw", *LAYERS))
    found = con.execute(f"""
        select schema_name || '.' || table_name, 'table' from duckdb_tables() where schema_name in ({schemas})
        union all
        select schema_name || '.' || view_name, 'view' from duckdb_views() where schema_name in ({schemas})""")
    for key, kind in found.fetchall():
        if known.get(key) != kind:
            _drop(con, key, kind)


def _drop(con: DuckDBPyConnection, key: str, kind: str) -> None:
    schema, name = key.split(".")
    if schema == "raw":
        con.execute(f"drop view if exists known.{name}")
        con.execute(f"drop view if exists history.{name}")
    con.execute(f"drop {kind} {key}")
    for table in ("tables", "expectations"):
        con.execute(f"delete from meta.{table} where table_name = ?", [key])
    for table in ("payloads", "partitions"):
        con.execute(f"delete from meta.{table} where 'raw.' || source = ?", [key])
