"""Dagster's event log in its own SQLite files, with connections that stay open.

Dagster opens a connection for every statement, which is most of the time that a small run takes. This leans on names
that Dagster does not publish: where they are gone, its own storage takes over, and a test says so.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dagster import DagsterEventType
from dagster._core.storage.event_log import SqliteEventLogStorage

try:
    from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
    from dagster._core.storage.sql import create_engine
    from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
    from sqlalchemy.pool import StaticPool

    IS_FAST = all(hasattr(SqliteEventLogStorage, name) for name in ("_connect", "_initdb", "conn_string_for_shard"))
except ImportError:
    IS_FAST = False

# Events that come together are stored together, by every process that has this storage.
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
OPEN_FILES = 8  # one of all runs, the others of one run each


@cache
def _passing() -> TemporaryDirectory[str]:
    """Where the files lie without DAGSTER_HOME, as of `dg check defs`: gone with the process."""
    return TemporaryDirectory(prefix="reservewatch-")


class _Here(SqliteEventLogStorage):
    """Where the files lie follows from DAGSTER_HOME, as by default."""

    @classmethod
    def config_type(cls) -> Any:
        """Nothing to configure."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "_Here":
        """As Dagster makes its own."""
        home = os.getenv("DAGSTER_HOME") or _passing().name
        return cls(str(Path(home) / "history" / "runs"), inst_data)

    def store_event(self, event: Any) -> None:
        """Not that a check is planned, thrice: it is most of a night on which nothing is new, and nothing reads it."""
        planned = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
        if not event.is_dagster_event or event.dagster_event_type != planned:
            super().store_event(event)

    def delete_events(self, run_id: str) -> None:
        """Of a run that is dropped, its file goes too, and what the file of all runs has of its checks."""
        with self.index_connection() as con:
            self.delete_events_for_run(con, run_id)
            con.exec_driver_sql("delete from asset_check_executions where run_id = ?", (run_id,))
        for file in Path(self._base_dir).glob(f"{run_id}.db*"):
            file.unlink(missing_ok=True)

    def give_back(self) -> None:
        """Make the file of all runs small again once most of it is empty."""
        file = Path(self._base_dir) / "index.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as con, suppress(sqlite3.OperationalError):  # busy
            [(pages,)], [(free,)] = (
                con.execute(f"pragma {what}").fetchall() for what in ("page_count", "freelist_count")
            )
            if free > pages / 2:
                con.execute("vacuum")


class _Fast(_Here):
    """The same files: any Dagster reads and writes them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._engines: dict[str, Any] = {}
        self._in_batch: dict[str, Any] = {}
        self._there: set[tuple[str, str]] = set()
        super().__init__(*args, **kwargs)

    def _engine(self, shard: str) -> Any:
        if shard not in self._engines:
            settings = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
            engine = create_engine(self.conn_string_for_shard(shard), poolclass=StaticPool, connect_args=settings)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as con:
                con.exec_driver_sql("pragma synchronous = normal")  # of a write-ahead log: a crash damages nothing
            self._forget_the_oldest()
            self._engines[shard] = engine
        return self._engines[shard]

    def _forget_the_oldest(self) -> None:
        for shard in [s for s in self._engines if s != INDEX_SHARD_NAME][: len(self._engines) - OPEN_FILES + 1]:
            self._engines.pop(shard).dispose()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Any]:
        if shard in self._in_batch:
            yield self._in_batch[shard]
            return
        with self._db_lock, self._engine(shard).begin() as con:
            yield con

    def store_event_batch(self, events: Sequence[Any]) -> None:
        """All of a batch in one transaction of each file."""
        shards = {INDEX_SHARD_NAME, *(event.run_id for event in events)}
        with self._db_lock, ExitStack() as stack:
            self._in_batch = {shard: stack.enter_context(self._engine(shard).begin()) for shard in shards}
            try:
                super().store_event_batch(events)
            finally:
                self._in_batch = {}

    def has_table(self, table_name: str) -> bool:
        """Asked of the file once: tables are never dropped."""
        return self._asked("table", table_name, super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        """Asked of the file once: migrations are never undone."""
        return self._asked("migration", name, super().has_secondary_index)

    def _asked(self, kind: str, name: str, ask: Any) -> bool:
        if (kind, name) not in self._there and ask(name):
            self._there.add((kind, name))
        return (kind, name) in self._there

    def dispose(self) -> None:
        """Close every file."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines = {}
        super().dispose()


EventLog = _Fast if IS_FAST else _Here
