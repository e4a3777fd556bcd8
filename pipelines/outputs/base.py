"""What is made of every publication besides its file: whole, of one publication, and again if any of it is gone."""

import hashlib
import json
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from pipelines.database import digest
from pipelines.models.table import Table

HERE = Path(__file__).parent
STAMP = ".publication.json"
Write = Callable[[DuckDBPyConnection, Mapping[str, Table], Path, Path], None]


class NotWritten(Exception):
    """An output could not be written. The message says why, and what then."""


@dataclass(frozen=True)
class Output(ABC):
    """What every publication brings up to date besides its file."""

    name: str
    description: str

    kinds = frozenset({"file"})

    @abstractmethod
    def place(self, home: Path) -> str:
        """Where it is, for people."""

    @abstractmethod
    def is_current(self, home: Path, publication: str) -> bool:
        """Is all of it there, of this publication?"""

    @abstractmethod
    def bring(self, con: DuckDBPyConnection, tables: Mapping[str, Table], home: Path, publication: str) -> bool:
        """Write it unless it is current. Returns whether it was written; raises NotWritten if it could not be."""


@dataclass(frozen=True)
class Folder(Output):
    """A folder beside the published file.

    `write` fills an empty one from the published file, opened read only, as of its publication. It may take over files
    of the last one, which need not be there.
    """

    write: Write
    kinds: frozenset[str] = frozenset({"file"})

    @property
    def version(self) -> str:
        """Hash of the file that writes it; of a package, of all its files."""
        file = Path(self.write.__code__.co_filename)
        files = [file] if file.parent == HERE else sorted(p for p in file.parent.rglob("*.*") if p.suffix != ".pyc")
        return hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()

    def folder(self, home: Path) -> Path:
        """Where it lies."""
        return home / self.name

    def place(self, home: Path) -> str:
        """Its path."""
        return str(self.folder(home))

    def is_current(self, home: Path, publication: str) -> bool:
        """Is all of it there, as this code wrote it of this publication?"""
        files = _digests(self.folder(home))
        return _stamp(self.folder(home)) == {"publication": publication, "version": self.version, "files": files}

    def bring(self, con: DuckDBPyConnection, tables: Mapping[str, Table], home: Path, publication: str) -> bool:
        """Write it beside the old one, and take its place."""
        for left in (path for word in ("new", "old") for path in home.glob(f"{self.name}.{word}-*")):
            _removed(left)  # of a command that was killed
        if self.is_current(home, publication):
            return False
        folder = self.folder(home)
        part, old = (folder.with_name(f"{self.name}.{word}-{os.getpid()}") for word in ("new", "old"))
        part.mkdir(parents=True)
        self.write(con, tables, part, folder)
        stamp = {"publication": publication, "version": self.version, "files": _digests(part)}
        (part / STAMP).write_text(json.dumps(stamp))
        if os.path.lexists(folder):
            folder.rename(old)
        part.rename(folder)
        _removed(old)
        return True


def _stamp(folder: Path) -> object:
    """What was noted of an output when it was written; None where that is gone or damaged."""
    try:
        return json.loads((folder / STAMP).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _removed(path: Path) -> None:
    """Delete a folder, or what stood in its place."""
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def _digests(folder: Path) -> dict[str, str]:
    """Hash of every file of an output, by its path."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != STAMP)
    return {str(p.relative_to(folder)): digest(p) for p in files}
