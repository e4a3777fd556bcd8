"""Is a file still what was published? Its hash was noted at publication, beside the kept copies.

published/<time>.duckdb    a kept copy, whole or absent
published/<time>.sha256    the hash of its bytes, noted before they are published
"""

import os
import shutil
from pathlib import Path

from pipelines.archive.store import Archive, write
from pipelines.database import digest, sync

FOLDER, KEPT = "published", 3


def note(part: Path, folder: Path, at: str) -> None:
    """Note the hash of a file that is about to be published."""
    write(_place(folder, at).with_suffix(".sha256"), digest(part).encode())


def keep(file: Path, folder: Path, at: str) -> None:
    """Keep a copy of what was published; the last three are kept. A copy has its name only once it is whole."""
    copy = _place(folder, at)
    _copied(file, folder / f"{copy.name}.part-{os.getpid()}", copy)
    _prune(folder, copy.stem)


def _place(folder: Path, at: str) -> Path:
    return folder / f"{at.replace(':', '')}.duckdb"


def _copied(source: Path, aside: Path, target: Path) -> None:
    """A copy that is whole or absent: written aside, brought to the disk, renamed."""
    shutil.copyfile(source, aside)
    sync(aside)
    aside.replace(target)
    sync(target.parent)


def _prune(folder: Path, newest: str) -> None:
    """Delete what is kept of older publications, and what a killed one left."""
    stems = {newest, *(old.stem for old in sorted(folder.glob("*.duckdb"))[-KEPT:])}
    old = [p for pattern in ("*.duckdb", "*.sha256") for p in folder.glob(pattern) if p.stem not in stems]
    for path in [*old, *folder.glob("*.duckdb.part-*")]:
        path.unlink()


def copies(home: Path) -> tuple[list[Path], list[Path]]:
    """Kept copies that are to the byte what was published, oldest first, and those that are not."""
    files = sorted((home / FOLDER).glob("*.duckdb"))
    whole = [f for f in files if f.is_file() and _noted(f.with_suffix(".sha256")) == digest(f)]
    return whole, [f for f in files if f not in whole]


def _noted(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def fault(file: Path) -> str | None:
    """What is wrong with the published file; None if nothing is, or there is none. It is not opened."""
    if not os.path.lexists(file):
        return None
    if not file.is_file():
        return "is no file"
    noted = {_noted(path) for path in (file.parent / FOLDER).glob("*.sha256")}
    return None if digest(file) in noted else "is not to the byte what was published"


def remove_fault(file: Path, archive: Archive) -> bool:
    """Set a log of changes and a damaged published file aside, and say so in the event log. Was the file damaged?"""
    folder, wal = file.parent / FOLDER, file.with_name(file.name + ".wal")
    if os.path.lexists(folder) and not folder.is_dir():
        archive.clear(folder, "is no folder")
    if os.path.lexists(wal):  # replayed by readers, it would change what they read
        archive.clear(wal, "was beside the published file", then="")
    found = fault(file)
    if found:
        archive.clear(file, found, then="")
    return found is not None


def repair(file: Path, archive: Archive) -> bool:
    """Put a whole copy in place of a published file that is damaged, or gone while copies of it are kept. Was it?

    It is the copy of what was published or rolled back to last, or the newest that is whole.
    """
    if not remove_fault(file, archive) and file.exists():
        return False
    whole, _ = copies(file.parent)
    if not whole:
        return False
    last = [e["published_at"] for e in archive.events() if e["event"] in ("published", "rolled back")][-1:]
    copy = next((f for f in whole if f in [_place(f.parent, at) for at in last]), whole[-1])
    _copied(copy, file.with_name(f"{file.name}.new-{os.getpid()}"), file)
    archive.log("repaired", detail=f"{file.name} is the kept copy {copy.name} again")
    return True
