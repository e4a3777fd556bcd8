"""Pictures of the last publication, taken over where they would be drawn again alike: drawing is most of the work."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

FOLDER = ".drawn"
DRAWN_BY = version("vl-convert-python")


@dataclass(frozen=True)
class Kept:
    """What was drawn for the pages in a folder, and for those before them; what is not asked for again is dropped."""

    folder: Path
    before: Path

    def get(self, what: str, make: Callable[[], bytes]) -> bytes:
        """The picture of a specification: kept, whole and by this release of the drawing library, or made."""
        name = hashlib.sha256(f"{DRAWN_BY}\n{what}".encode()).hexdigest()
        found = _whole(self.before / FOLDER / name)
        picture = make() if found is None else found
        to = self.folder / FOLDER / name
        to.parent.mkdir(exist_ok=True)
        to.write_bytes(hashlib.sha256(picture).digest() + picture)
        return picture


def _whole(file: Path) -> bytes | None:
    """What was kept in a file; None if it is not there, or not what was written."""
    if not file.is_file():
        return None
    kept = file.read_bytes()
    return kept[32:] if hashlib.sha256(kept[32:]).digest() == kept[:32] else None
