"""The present, asked in one place. `RESERVEWATCH_NOW` says when a process starts; from there time goes on as usual."""

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache


def now() -> datetime:
    """The present, in UTC."""
    return _offset() + datetime.now(UTC)


def today() -> date:
    """The present day, in UTC."""
    return now().date()


@cache
def _offset() -> timedelta:
    said = os.environ.get("RESERVEWATCH_NOW")
    return datetime.fromisoformat(said).astimezone(UTC) - datetime.now(UTC) if said else timedelta()
