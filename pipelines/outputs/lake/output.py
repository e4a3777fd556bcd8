"""The lake as an output of every publication."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings
from pipelines.archive.store import Archive
from pipelines.database import quoted
from pipelines.models.table import Table
from pipelines.outputs.base import NotWritten, Output
from pipelines.outputs.lake.address import WRITE, Address, attached
from pipelines.outputs.lake.lay import lay
from pipelines.outputs.lake.snapshots import expire

FILE = "select path from duckdb_databases() where database_name = current_database()"
log = logging.getLogger("reservewatch")


@dataclass(frozen=True)
class Lake(Output):
    """A DuckLake that has every publication as one snapshot."""

    address: Address

    kinds = frozenset({"postgres", "parquet"})

    def place(self, home: Path) -> str:
        """Its data; the catalog names them."""
        return self.address.data

    def is_current(self, home: Path, publication: str) -> bool:
        """The lake alone knows: others publish into it."""
        return False

    def bring(self, con: DuckDBPyConnection, tables: Mapping[str, Table], home: Path, publication: str) -> bool:
        """Lay the published file into it, unless it has that, or a later one of somebody else."""
        [(file,)] = con.execute(FILE).fetchall()
        known = {e["published_at"] for e in Archive(home / "archive").events() if e["event"] == "published"}
        with reached(self.address) as lake:
            lake.execute(f"attach {quoted(file)} as published (read_only)")
            laid = lay(lake, known)
            lake.execute("detach published")  # at once: the extension lets go of the connection some time later
            if laid.tables:
                expire(lake, settings.history_days())
        if laid.kept:
            log.info("lake: nothing laid, %s", laid.kept)
        return laid.tables > 0


@contextmanager
def reached(lake: Address, options: str = WRITE) -> Iterator[DuckDBPyConnection]:
    """The lake, attached; raises NotWritten, in one sentence, where its catalog or its data fail."""
    try:
        with attached(lake, options) as con:
            yield con
    except duckdb.Error as error:
        said = re.sub(r'IO Error: Failed to attach DuckLake .* at ".*?": ', "", str(error).splitlines()[0]).rstrip(".")
        if "creating a new DuckLake" in said:
            raise NotWritten(f"the lake, {lake.catalog}, has no publication yet: run `reservewatch refresh`") from None
        raise NotWritten(f"the lake, {lake.catalog}: {said}") from None
