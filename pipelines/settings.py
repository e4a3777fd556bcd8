"""Where things lie, what the environment says, and what time it is: each asked here and nowhere else."""

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
WAREHOUSE = ROOT / "warehouse"
REFERENCE = WAREHOUSE / "reference"
SNAPSHOT = WAREHOUSE / "snapshot"
NEW_YORK = "America/New_York"


def home() -> Path:
    """Where archive, build and published files live: `RESERVEWATCH_HOME`, else `warehouse/` of the checkout."""
    return Path(os.environ.get("RESERVEWATCH_HOME") or WAREHOUSE).resolve()


def mirror() -> str | None:
    """Base URL of a mirror of all publishers: `RESERVEWATCH_MIRROR`."""
    return os.environ.get("RESERVEWATCH_MIRROR") or None


def licensed() -> list[str]:
    """Sources that the user holds a licence for, and that are fetched for that: `RESERVEWATCH_LICENSED`."""
    return os.environ.get("RESERVEWATCH_LICENSED", "").replace(",", " ").split()


def history_days() -> int:
    """Days for which Dagster's history of runs is kept: `RESERVEWATCH_HISTORY_DAYS`, 90 by default; 0: for ever."""
    return int(os.environ.get("RESERVEWATCH_HISTORY_DAYS") or 90)


def ui_token() -> str | None:
    """What a browser has to show once before the page of the UI opens: `RESERVEWATCH_UI_TOKEN`."""
    return os.environ.get("RESERVEWATCH_UI_TOKEN") or None


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
    start = os.environ.get("RESERVEWATCH_NOW")
    return datetime.fromisoformat(start).astimezone(UTC) - datetime.now(UTC) if start else timedelta()
