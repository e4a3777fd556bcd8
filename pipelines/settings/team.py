"""What several machines share: the PostgreSQL of Dagster's history, and the Redis that hands out steps."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from pipelines.settings.environment import BadSetting, variable

STORAGE, BROKER = "TEAM_STORAGE", "TEAM_BROKER"


def storage() -> str | None:
    """Where Dagster keeps its history: `RESERVEWATCH_TEAM_STORAGE`, without password. None on one machine."""
    expected = "an address such as postgresql://reservewatch@db.example.org/dagster, without password"
    return _address(STORAGE, BROKER, expected, lambda a: a.scheme == "postgresql" and a.username and not a.password)


def broker() -> str | None:
    """Where steps wait for workers: `RESERVEWATCH_TEAM_BROKER`. It may hold a password: no message shows it."""
    expected = "an address such as redis://:password@queue.example.org:6379/0"
    return _address(BROKER, STORAGE, expected, lambda a: a.scheme in ("redis", "rediss"))


def _address(name: str, other: str, expected: str, fits: Callable[[SplitResult], object]) -> str | None:
    value = variable(name)
    if not value:
        if variable(other):
            raise BadSetting(name, expected, "nothing", f"Set it, or unset RESERVEWATCH_{other}.")
        return None
    try:
        parts = urlsplit(value)
        is_fit = parts.hostname and parts.port != 0 and parts.path.strip("/") and not parts.query and fits(parts)
    except ValueError:
        is_fit = False
    if not is_fit:
        raise BadSetting(name, expected, "another address")
    return value
