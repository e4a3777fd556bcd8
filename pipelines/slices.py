"""What one machine read of a source, as Parquet that another one takes over: then loading it is a copy.

slices/<source>/<hash>/{raw,partitions,payloads,expectations}.parquet    the hash is that of the four files

They are disposable: what is damaged, or of another reader, is passed over, and read from archive and snapshot.
"""

import hashlib
import os
import shutil
import socket
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import raw
from pipelines.archive.store import Archive
from pipelines.database import digest, quoted, transaction
from pipelines.quality import audit
from pipelines.sources.base import Source

FOLDER = "slices"
Payloads = set[tuple[str, str, str]]


def read(con: DuckDBPyConnection, source: Source, home: Path, snapshot: Path) -> raw.Loaded:
    """Read what is new of a source, on top of what was read before, and lay it down for whoever builds."""
    archive = Archive(home / "archive")
    take(con, source, home)
    before = _payloads(con, source)
    loaded = raw.load(con, source, archive, snapshot, audit.arrival)
    if _payloads(con, source) != before:
        _lay(con, source, home / FOLDER / source.name)
    return loaded


def take(con: DuckDBPyConnection, source: Source, home: Path) -> bool:
    """Take over what was read of a source, if that is more than is here. Was it?"""
    here, withdrawn = _payloads(con, source), raw.withdrawn(source, Archive(home / "archive"))
    for folder in _newest_first(home / FOLDER / source.name):
        try:
            laid = _laid(con, source, folder)
            if here < laid and withdrawn.isdisjoint(p[:2] for p in laid) and _name(folder) == folder.name:
                _copy(con, source, folder)
                return True
        except (duckdb.Error, OSError):  # gone, or no Parquet: it is read again
            continue
    return False


def _queries(source: Source) -> dict[str, str]:
    """Of each file, the rows that it holds, in the order in which they were stored."""
    ours = f"where source = '{source.name}'"
    return {
        f"raw.{source.name}": f"from raw.{source.name}",
        "meta.partitions": f"from meta.partitions {ours}",
        "meta.payloads": f"from meta.payloads {ours}",
        "meta.expectations": f"from meta.expectations where table_name = 'raw.{source.name}'",
    }


def _file(folder: Path, table: str) -> Path:
    schema, name = table.split(".")
    return folder / f"{'raw' if schema == 'raw' else name}.parquet"


def _payloads(con: DuckDBPyConnection, source: Source) -> Payloads:
    """What was read of a source: payloads, with the reader that read them."""
    query = "select payload, fetched_at, parser from meta.payloads where source = ?"
    return {*con.execute(query, [source.name]).fetchall()}


def _laid(con: DuckDBPyConnection, source: Source, folder: Path) -> Payloads:
    """The same of what is laid down; nothing where another reader read it."""
    query = "select payload, fetched_at, parser from read_parquet(?)"
    found = {*con.execute(query, [str(_file(folder, "meta.payloads"))]).fetchall()}
    return found if {parser for *_, parser in found} == {raw.reader(source)} else set()


def _copy(con: DuckDBPyConnection, source: Source, folder: Path) -> None:
    """All rows of a source, in place of those that are here."""
    with transaction(con):
        for table, query in _queries(source).items():
            con.execute(f"delete {query}")
            con.execute(f"insert into {table} by name from read_parquet({quoted(_file(folder, table))})")


def _lay(con: DuckDBPyConnection, source: Source, folder: Path) -> None:
    """Write the rows of a source under their hash: whole or not at all. Only the newest two are kept."""
    part = folder / f".part-{socket.gethostname()}-{os.getpid()}"
    part.mkdir(parents=True, exist_ok=True)
    for table, query in _queries(source).items():
        con.execute(f"copy ({query}) to {quoted(_file(part, table))} (format parquet, compression zstd)")
    target = folder / _name(part)
    if target.exists():
        shutil.rmtree(target)
    part.rename(target)
    for old in [*_newest_first(folder)[2:], *folder.glob(".part-*")]:
        shutil.rmtree(old, ignore_errors=True)


def _name(folder: Path) -> str:
    """Hash of the files of a folder."""
    files = "".join(digest(path) for path in sorted(folder.glob("*.parquet")))
    return hashlib.sha256(files.encode()).hexdigest()[:32]


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
