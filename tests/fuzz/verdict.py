"""What must hold of every parser, whatever bytes it gets: rows as declared, or a refusal that names a place."""

import math
import re

import pandas as pd

from pipelines.sources.base import Source
from pipelines.sources.errors import Refused

# A part of the file by its name ("the header", "the end of page 2"), or the line, record or series of one thing in it.
# "the layout of" is what `Source.read` says of an error that nobody foresaw.
PLACE = re.compile(r"^the (?!layout of)|^a table of .* that lacks|^file \d|\bin (line|record|series) [1-9]\d*\b")
TYPES = {"VARCHAR": str, "DOUBLE": float, "DATE": pd.Timestamp, "BOOLEAN": bool, "INTEGER": int}


def fault(source: Source, bodies: list[bytes]) -> str | None:
    """How a source fails on these bodies; None if it reads them or refuses them as it should."""
    try:
        frame = source.read(bodies)
    except Refused as refused:
        return _unplaced(str(refused))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return _undeclared(source, frame)


def _unplaced(message: str) -> str | None:
    what = re.split("; (?:expected|found) ", message)[0]  # a label may hold a semicolon
    is_told = PLACE.search(what) and ("expected" in message or "found" in message)
    message.encode()  # a message that cannot be written down helps nobody
    return None if is_told else f"a refusal without a place: {message}"


def _undeclared(source: Source, frame: pd.DataFrame) -> str | None:
    if list(frame.columns) != [c.name for c in source.columns] or frame.index.name != "line" or frame.empty:
        return "a frame of another shape"
    if frame.duplicated(list(source.key)).any() or not (frame.index >= 1).all():
        return "a key that is there twice, or a row without a line"
    wrong = [c.name for c in source.columns if not all(_is(cell, c.type) for cell in frame[c.name].tolist())]
    return f"cells of another type: {', '.join(wrong)}" if wrong else None


def _is(cell: object, of: str) -> bool:
    if cell is None or cell is pd.NaT:
        return True
    if isinstance(cell, str):
        return of == "VARCHAR" and cell.encode(errors="ignore").decode() == cell
    if isinstance(cell, float) and of != "DOUBLE":
        return math.isnan(cell)
    return isinstance(cell, TYPES[of]) and not (isinstance(cell, float) and math.isinf(cell))
