"""The variables of the environment: their names, and what is said of one that cannot be used."""

import os
import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

PREFIX = "RESERVEWATCH_"
NAMES = (
    "HOME", "LICENSED", "MIRROR", "NOW", "HISTORY_DAYS", "HISTORY_RUNS", "UI_TOKEN", "ALERT_WEBHOOK", "ALERT_MAIL",
    "ALERT_MAIL_FROM", "ALERT_SMTP", "ALERT_SMTP_USER", "ALERT_SMTP_PASSWORD", "ALERT_COMMAND", "ALERT_Z", "LAKE",
    "LAKE_DATA", "TEAM_STORAGE", "TEAM_BROKER", "TEST_DATA",  # for the tests
)  # fmt: skip


class BadSetting(Exception):
    """A variable of the environment that cannot be used. The message says which, what was expected and found."""

    def __init__(self, name: str, expected: str, found: str, todo: str = "Correct it or unset it.") -> None:
        super().__init__(f"{PREFIX}{name}: expected {expected}; found {found:.200}. {todo}")


def variable(name: str) -> str:
    """A variable of the environment by its name without prefix; empty if it is unset."""
    return os.environ.get(f"{PREFIX}{name}", "")


def address(name: str, value: str, expected: str) -> SplitResult:
    """An address with a host; raises BadSetting, which does not show it, where it has none, or a user."""
    try:
        parts = urlsplit(value)
        is_plain = parts.port != 0 and not (parts.username or parts.password or parts.fragment)
    except ValueError:
        raise BadSetting(name, expected, "no address") from None
    if not parts.hostname or not is_plain or re.search(r"[^\x21-\x7e]|\\", value):
        raise BadSetting(name, expected, "another address" if value else "nothing")
    return parts


def is_own(host: str) -> bool:
    """Is a host this machine, by its name or its address?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
