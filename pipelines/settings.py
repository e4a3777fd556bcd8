"""Where things lie, what the environment says, and what time it is: each asked and validated here and nowhere else."""

import os
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
WAREHOUSE = ROOT / "warehouse"
REFERENCE = WAREHOUSE / "reference"
SNAPSHOT = WAREHOUSE / "snapshot"
NEW_YORK = "America/New_York"
PREFIX = "RESERVEWATCH_"
NAMES = ("HOME", "LICENSED", "MIRROR", "NOW", "HISTORY_DAYS", "UI_TOKEN", "TEST_DATA")  # the last is for the tests
SAFE = re.compile(r"[A-Za-z0-9._~-]+")  # what an address carries as it is
LONGEST_HISTORY = 36_500  # days


class BadSetting(Exception):
    """A variable of the environment that cannot be used. The message says which, what was expected and found."""

    def __init__(self, name: str, expected: str, found: str, todo: str = "Correct it or unset it.") -> None:
        super().__init__(f"{PREFIX}{name}: expected {expected}; found {found:.200}. {todo}")


def check() -> None:
    """Validate every variable, before anything is done. `licensed` is validated where the sources are known."""
    names = {name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)}
    for name in sorted(names - {*NAMES}):
        [close] = get_close_matches(name, NAMES, 1, 0)
        raise BadSetting(name, "a variable that is read", "an unknown one", f"Did you mean {PREFIX}{close}?")
    for read in (home, mirror, history_days, ui_token, _offset):
        read()


def home() -> Path:
    """Where archive, build and published files live: `RESERVEWATCH_HOME`, else `warehouse/` of the checkout."""
    value = _value("HOME")
    try:
        path = Path(value or WAREHOUSE).resolve()
        is_folder = path.is_dir() or not path.exists()
    except (OSError, ValueError):  # longer than a path may be
        is_folder = False
    if not is_folder:
        raise BadSetting("HOME", "a folder", f"{value!r}", "Name a folder, or unset it.")
    return path


def make_home(path: Path) -> None:
    """Make the folder of a home; raises BadSetting where it cannot be made or written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        is_writable = os.access(path, os.W_OK | os.X_OK)
    except OSError:
        is_writable = False
    if not is_writable:
        todo = "Give yourself the right to write it, or set another folder."
        raise BadSetting("HOME", "a folder that can be written", f"{str(path)!r}", todo)


def mirror() -> str | None:
    """Base URL of a mirror of all publishers: `RESERVEWATCH_MIRROR`."""
    if not (value := _value("MIRROR")):
        return None
    expected = "an address such as https://host:8000/path, without user and password"
    try:
        parts = urlsplit(value)
        is_plain = parts.port != 0 and not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        raise BadSetting("MIRROR", expected, "no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain or re.search(r"[\s\\]", value):
        found = "an address with a user" if parts.username or parts.password else repr(value)
        raise BadSetting("MIRROR", expected, found)
    return value


def licensed(known: Iterable[str]) -> list[str]:
    """Sources that the user holds a licence for, and that are fetched for that: `RESERVEWATCH_LICENSED`.

    `known` are the sources that need a licence.
    """
    names, known = _value("LICENSED").replace(",", " ").split(), sorted(known)
    for name in names:
        if name not in known:
            raise BadSetting("LICENSED", f"some of {', '.join(known)}", repr(name))
    return names


def history_days() -> int:
    """Days for which Dagster's history of runs is kept: `RESERVEWATCH_HISTORY_DAYS`, 90 by default; 0: for ever."""
    value = _value("HISTORY_DAYS") or "90"
    if not re.fullmatch("[0-9]{1,5}", value) or int(value) > LONGEST_HISTORY:
        raise BadSetting("HISTORY_DAYS", f"a whole number of days from 0 to {LONGEST_HISTORY}", repr(value))
    return int(value)


def ui_token() -> str | None:
    """What a browser has to show once before the page of the UI opens: `RESERVEWATCH_UI_TOKEN`. Never shown itself."""
    value = os.environ.get(f"{PREFIX}UI_TOKEN")
    if value is not None and not SAFE.fullmatch(value):  # an empty one would open the page to everybody
        found = "other characters" if value else "nothing"
        raise BadSetting("UI_TOKEN", "letters, digits and any of . _ ~ -", found)
    return value


def now() -> datetime:
    """The present, in UTC. `RESERVEWATCH_NOW` says when a process starts; from there time goes on as usual."""
    return _offset() + datetime.now(UTC)


def today() -> date:
    """The present day, in UTC."""
    return now().date()


def timestamp() -> str:
    """The present, UTC, as ISO text to the microsecond: it sorts as it reads."""
    return now().isoformat(timespec="microseconds")


@cache
def _offset() -> timedelta:
    """How far the stated start is from the clock of the machine."""
    if not (start := _value("NOW")):
        return timedelta()
    try:
        at = datetime.fromisoformat(start)
        if at.tzinfo is None or not 2000 <= at.year <= 2100:
            raise ValueError
    except ValueError:
        expected = "a time from 2000 to 2100 with its offset from UTC, such as 2026-11-22T12:00:00-05:00"
        raise BadSetting("NOW", expected, repr(start)) from None
    return at.astimezone(UTC) - datetime.now(UTC)


def _value(name: str) -> str:
    return os.environ.get(f"{PREFIX}{name}", "")
