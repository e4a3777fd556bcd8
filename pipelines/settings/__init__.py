"""Where things lie, what the environment says, and what time it is: each asked and validated here and nowhere else."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.settings import alerts, clock, lake, team
from pipelines.settings.clock import now, timestamp, today
from pipelines.settings.environment import NAMES, PREFIX, BadSetting, variable

__all__ = ["NAMES", "PREFIX", "BadSetting", "now", "timestamp", "today"]

ROOT = Path(__file__).parents[2]
WAREHOUSE = ROOT / "warehouse"
REFERENCE = WAREHOUSE / "reference"
SNAPSHOT = WAREHOUSE / "snapshot"
NEW_YORK = "America/New_York"
SAFE = re.compile(r"[A-Za-z0-9._~-]+")  # what an address carries as it is
LONGEST_HISTORY = 36_500  # days, or runs


def check() -> None:
    """Validate every variable, before anything is done. `licensed` is validated where the sources are known."""
    names = {name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)}
    for name in sorted(names - {*NAMES}):
        [close] = get_close_matches(name, NAMES, 1, 0)
        raise BadSetting(name, "a variable that is read", "an unknown one", f"Did you mean {PREFIX}{close}?")
    readers = (
        home, mirror, history_days, history_runs, ui_token, clock.offset, alerts.webhook, alerts.mail, alerts.command,
        alerts.z, lake.place, team.storage, team.broker,
    )  # fmt: skip
    for read in readers:
        read()


def home() -> Path:
    """Where archive, build and published files live: `RESERVEWATCH_HOME`, else `warehouse/` of the checkout."""
    value = variable("HOME")
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
    if not (value := variable("MIRROR")):
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
    names, known = variable("LICENSED").replace(",", " ").split(), sorted(known)
    for name in names:
        if name not in known:
            raise BadSetting("LICENSED", f"some of {', '.join(known)}", repr(name))
    return names


def history_days() -> int:
    """Days for which Dagster's history of runs is kept: `RESERVEWATCH_HISTORY_DAYS`, 90 by default; 0: for ever."""
    return _history("HISTORY_DAYS", "90", "days")


def history_runs() -> int:
    """Runs of which Dagster's history is kept at most: `RESERVEWATCH_HISTORY_RUNS`, 100 by default; 0: all."""
    return _history("HISTORY_RUNS", "100", "runs")


def _history(name: str, default: str, unit: str) -> int:
    value = variable(name) or default
    if not re.fullmatch("[0-9]{1,5}", value) or int(value) > LONGEST_HISTORY:
        raise BadSetting(name, f"a whole number of {unit} from 0 to {LONGEST_HISTORY}", repr(value))
    return int(value)


def ui_token() -> str | None:
    """What a browser has to show once before the page of the UI opens: `RESERVEWATCH_UI_TOKEN`. Never shown itself."""
    value = os.environ.get(f"{PREFIX}UI_TOKEN")
    if value is not None and not SAFE.fullmatch(value):  # an empty one would open the page to everybody
        found = "other characters" if value else "nothing"
        raise BadSetting("UI_TOKEN", "letters, digits and any of . _ ~ -", found)
    return value
