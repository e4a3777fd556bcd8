"""Whom alerts are sent to, and from which distance on a value is one."""

import re
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from pipelines.settings.environment import PREFIX, BadSetting, address, is_own, variable

RECEIVERS = tuple(f"{PREFIX}{name}" for name in ("ALERT_WEBHOOK", "ALERT_MAIL", "ALERT_COMMAND"))
ADDRESS = re.compile(r"[\w.+=&'/-]+@[\w-]+(\.[\w-]+)*", re.ASCII)
NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")  # a host that ends in one is an address, however it is written
UNUSUAL_Z = "3.5"  # Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993


@dataclass(frozen=True)
class Mail:
    """How alerts are mailed. `security`: tls, starttls or none, the last on this machine alone."""

    to: Sequence[str]
    sender: str
    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


def webhook() -> str | None:
    """Where alerts are posted: `RESERVEWATCH_ALERT_WEBHOOK`. The address is a secret: no message shows it."""
    if not (value := variable("ALERT_WEBHOOK")):
        return None
    expected = "an https address of a public host, without user, or an http one of this machine"
    parts = address("ALERT_WEBHOOK", value, expected)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_own(host)):
        raise BadSetting("ALERT_WEBHOOK", expected, "another address")
    if not is_own(host) and not _is_public(host):
        raise BadSetting("ALERT_WEBHOOK", expected, "a host that is not public")
    return value


def mail() -> Mail | None:
    """Who is mailed: `RESERVEWATCH_ALERT_MAIL`, from `RESERVEWATCH_ALERT_MAIL_FROM`, through `RESERVEWATCH_ALERT_SMTP`.

    The server may ask for `RESERVEWATCH_ALERT_SMTP_USER` and `RESERVEWATCH_ALERT_SMTP_PASSWORD`.
    """
    names = ("ALERT_MAIL", "ALERT_SMTP", "ALERT_MAIL_FROM", "ALERT_SMTP_USER", "ALERT_SMTP_PASSWORD")
    to, server, sender, user, password = map(variable, names)
    if not any((to, server, sender, user, password)):
        return None
    addresses = _mailable("ALERT_MAIL", to.replace(",", " ").split())
    [sender] = _mailable("ALERT_MAIL_FROM", [sender or addresses[0]])
    if bool(user) != bool(password):
        missing = "ALERT_SMTP_PASSWORD" if user else "ALERT_SMTP_USER"
        raise BadSetting(missing, "user and password together", "one of them", "Set both or none.")
    return Mail(addresses, sender, *_server(server), user, password)


def _mailable(name: str, addresses: list[str]) -> list[str]:
    if not addresses or not all(map(ADDRESS.fullmatch, addresses)):
        raise BadSetting(name, "an e-mail address such as desk@example.org", repr(" ".join(addresses)))
    return addresses


def _server(value: str) -> tuple[str, int, str]:
    """Host, port and security of a mail server."""
    expected = "smtps://host:465 (TLS) or smtp://host:587 (STARTTLS, but for this machine)"
    parts = address("ALERT_SMTP", value, expected)
    if parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/") or parts.query:
        raise BadSetting("ALERT_SMTP", expected, "another address")
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        return host, parts.port or 465, "tls"
    return host, parts.port or (25 if is_own(host) else 587), "none" if is_own(host) else "starttls"


def command() -> Sequence[str]:
    """The command that reads alerts on standard input: `RESERVEWATCH_ALERT_COMMAND`. It may hold a secret."""
    try:
        words = shlex.split(variable("ALERT_COMMAND"))
    except ValueError:
        raise BadSetting("ALERT_COMMAND", "a command", "a quote that does not end") from None
    if words and not shutil.which(words[0]):
        raise BadSetting("ALERT_COMMAND", "a command that can be run", "one whose program is not there")
    return words


def z() -> float:
    """The distance from zero at which a robust z-score is an alert: `RESERVEWATCH_ALERT_Z`, by default 3.5."""
    value = variable("ALERT_Z") or UNUSUAL_Z
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", value) or not float(value):
        raise BadSetting("ALERT_Z", "a number above zero, such as 3.5", repr(value))
    return float(value)


def _is_public(host: str) -> bool:
    """Is a host a name, or an address that anybody can reach? What a name resolves to is not asked."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return not NUMBER.fullmatch(host)
