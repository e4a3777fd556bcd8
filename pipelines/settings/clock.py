"""What time it is, in UTC."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from pipelines.settings.environment import BadSetting, variable


def now() -> datetime:
    """The present, in UTC. `RESERVEWATCH_NOW` says when a process starts; from there time goes on as usual."""
    return offset() + datetime.now(UTC)


def today() -> date:
    """The present day, in UTC."""
    return now().date()


def timestamp() -> str:
    """The present, UTC, as ISO text to the microsecond: it sorts as it reads."""
    return now().isoformat(timespec="microseconds")


@cache
def offset() -> timedelta:
    """How far the stated start is from the clock of the machine."""
    if not (start := variable("NOW")):
        return timedelta()
    try:
        at = datetime.fromisoformat(start)
        if at.tzinfo is None or not 2000 <= at.year <= 2100:
            raise ValueError
    except ValueError:
        expected = "a time from 2000 to 2100 with its offset from UTC, such as 2026-11-22T12:00:00-05:00"
        raise BadSetting("NOW", expected, repr(start)) from None
    return at.astimezone(UTC) - datetime.now(UTC)
