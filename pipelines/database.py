"""DuckDB connections, the lock of the one writer, and text as SQL."""

import fcntl
import hashlib
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TextIO

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings

ROOM, SMALLEST = 3, 60_000_000  # times the build; bytes of one from the snapshot
PATIENCE_S = 10  # for PostgreSQL to take a connection
TEAM_LOCK = 0x7265_7365_7276_6577  # `reservew`, as a number
HOLDER = """
    select application_name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and (classid::bigint << 32) | objid::bigint = %s
    """


class Busy(Exception):
    """This warehouse cannot be written: another refresh does, its disk is full, or its lock cannot be opened."""


class Described(Protocol):
    """What a comment on a column is made of."""

    @property
    def name(self) -> str:
        """Name of the column."""

    @property
    def unit(self) -> str:
        """Unit of its values."""

    @property
    def description(self) -> str:
        """Its meaning."""


def check_room(home: Path, build: Path) -> None:
    """Raise Busy where a refresh could not end: the build is written, then copied, kept and exported."""
    settings.make_home(home)
    needed = ROOM * max(SMALLEST, build.stat().st_size if build.is_file() else 0)
    if (free := shutil.disk_usage(home).free) < needed:
        raise Busy(
            f"the disk of {home} has {free / 1e6:,.0f} MB left; a refresh may need {needed / 1e6:,.0f} MB."
            " Make room, and start it again: what is published stays as it is."
        )


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """The one writer of a home, by a kernel lock that even SIGKILL frees."""
    with held(home, ".lock", "another refresh is at work: {}. Wait for it, or stop it.".format), _of_the_team():
        yield


@contextmanager
def held(home: Path, name: str, taken: Callable[[str], str]) -> Iterator[None]:
    """A file of a home, locked by the kernel. Raises Busy with what `taken` says, given who has it."""
    settings.make_home(home)
    with _open(home / name) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Busy(taken(lock.read().strip())) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {settings.timestamp()[:19]} UTC")
        lock.flush()
        yield


@contextmanager
def _of_the_team() -> Iterator[None]:
    """Of several machines, the one that builds: by a lock of their PostgreSQL, which the end of a connection frees."""
    if not (storage := settings.team.storage()):
        yield
        return
    with closing(_asked_for_the_lock(storage)):
        yield


def _asked_for_the_lock(storage: str) -> Any:
    """A connection that holds it; raises Busy with who does."""
    con = team(storage)
    with con.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [TEAM_LOCK])
        if cursor.fetchone()[0]:
            return con
        cursor.execute(HOLDER, [TEAM_LOCK])
        holder = (cursor.fetchone() or ["another one"])[0]
    con.close()
    raise Busy(f"a machine of the team is at work: {holder}. Wait for it, or stop it.")


def team(storage: str) -> Any:
    """A connection to the PostgreSQL of a team; raises Busy, in one sentence, where it cannot be had."""
    if find_spec("dagster_postgres") is None:
        found, todo = "an environment without them", "Use that of `make .venv-team/ready`: see docs/deploy/team.md."
        raise settings.BadSetting(settings.team.STORAGE, "the packages of the extra `team`", found, todo)
    import psycopg2

    name = f"reservewatch on {socket.gethostname()}, process {os.getpid()}"
    try:
        con = psycopg2.connect(storage, application_name=name[:63], connect_timeout=PATIENCE_S)
    except psycopg2.OperationalError as error:
        said, todo = str(error).strip().splitlines()[0], "Is it running, and are database, role and password right?"
        raise Busy(f"the team's PostgreSQL, RESERVEWATCH_TEAM_STORAGE, cannot be used: {said}. {todo}") from None
    con.autocommit = True
    return con


def _open(path: Path) -> TextIO:
    """The open file that is locked."""
    try:
        return path.open("a+", encoding="utf-8", errors="replace")
    except OSError as error:
        todo = "It must be a file that you may write: delete it, or correct its owner, and start again."
        raise Busy(f"the lock {path} cannot be opened: {error.strerror}. {todo}") from None


def connect(path: Path | str) -> DuckDBPyConnection:
    """A writing connection; relative paths in SQL start at the checkout."""
    con = duckdb.connect(str(path), config={"autoinstall_known_extensions": "false"})
    con.execute(f"set file_search_path = {quoted(settings.ROOT)}")
    con.execute("set lambda_syntax = 'DISABLE_SINGLE_ARROW'")  # DuckDB 2.0 refuses `x -> x`: so do we on 1.5
    con.execute("set threads = 1")  # sums in one order: the same inputs give the same values to the last bit
    return con


def set_aside(path: Path) -> Path:
    """Rename a file or folder that cannot be used, so that it can be looked at. Only the last one is kept."""
    aside = path.with_name(f"{path.name}.set-aside")
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)
    return path.rename(aside)


def digest(path: Path) -> str:
    """sha256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def transaction(con: DuckDBPyConnection) -> Iterator[None]:
    """All of a block, or nothing of it."""
    con.execute("begin")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def quoted(text: object) -> str:
    """A text or path as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def listed(texts: Sequence[object]) -> str:
    """Texts as a list of SQL literals, for `in (...)`."""
    return ", ".join(map(quoted, texts))


def records(con: DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows of a query, each by the names of its columns."""
    answer = con.execute(query, list(parameters))
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def comment(con: DuckDBPyConnection, name: str, text: str, columns: Sequence[Described], kind: str = "table") -> None:
    """COMMENT ON one table or view and each of its columns: unit, then meaning."""
    con.execute(f"comment on {kind} {name} is {quoted(text)}")
    for c in columns:
        con.execute(f'comment on column {name}."{c.name}" is {quoted(f"[{c.unit}] {c.description}")}')
