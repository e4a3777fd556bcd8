"""Where things lie, what the environment says, and what time it is: each asked and validated here and nowhere else."""

import os
import re
import shlex
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).parents[1]
WAREHOUSE = ROOT / "warehouse"
REFERENCE = WAREHOUSE / "reference"
SNAPSHOT = WAREHOUSE / "snapshot"
NEW_YORK = "America/New_York"
PREFIX = "RESERVEWATCH_"
NAMES = (
    "HOME", "LICENSED", "MIRROR", "NOW", "HISTORY_DAYS", "UI_TOKEN", "ALERT_WEBHOOK", "ALERT_MAIL", "ALERT_MAIL_FROM",
    "ALERT_SMTP", "ALERT_SMTP_USER", "ALERT_SMTP_PASSWORD", "ALERT_COMMAND", "ALERT_Z", "LAKE", "LAKE_DATA",
    "TEST_DATA",  # for the tests
)  # fmt: skip
RECEIVERS = tuple(f"{PREFIX}{name}" for name in ("ALERT_WEBHOOK", "ALERT_MAIL", "ALERT_COMMAND"))
SAFE = re.compile(r"[A-Za-z0-9._~-]+")  # what an address carries as it is
LONGEST_HISTORY = 36_500  # days
ADDRESS = re.compile(r"[\w.+=&'/-]+@[\w-]+(\.[\w-]+)*", re.ASCII)
NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")  # a host that ends in one is an address, however it is written
BUCKET = "s3://"
KEYS = {
    "key_id": "AWS_ACCESS_KEY_ID", "secret": "AWS_SECRET_ACCESS_KEY", "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION", "endpoint": "AWS_ENDPOINT_URL_S3",
}  # fmt: skip
UNUSUAL_Z = "3.5"  # Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993


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
    readers = (
        home, mirror, history_days, ui_token, _offset, alert_webhook, alert_mail, alert_command, alert_z, lake,
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
    value = variable("HISTORY_DAYS") or "90"
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


def alert_webhook() -> str | None:
    """Where alerts are posted: `RESERVEWATCH_ALERT_WEBHOOK`. The address is a secret: no message shows it."""
    if not (value := variable("ALERT_WEBHOOK")):
        return None
    expected = "an https address of a public host, without user, or an http one of this machine"
    parts = _address("ALERT_WEBHOOK", value, expected)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_own(host)):
        raise BadSetting("ALERT_WEBHOOK", expected, "another address")
    if not is_own(host) and not _is_public(host):
        raise BadSetting("ALERT_WEBHOOK", expected, "a host that is not public")
    return value


def alert_mail() -> Mail | None:
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
    parts = _address("ALERT_SMTP", value, expected)
    if parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/") or parts.query:
        raise BadSetting("ALERT_SMTP", expected, "another address")
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        return host, parts.port or 465, "tls"
    return host, parts.port or (25 if is_own(host) else 587), "none" if is_own(host) else "starttls"


def alert_command() -> Sequence[str]:
    """The command that reads alerts on standard input: `RESERVEWATCH_ALERT_COMMAND`. It may hold a secret."""
    try:
        words = shlex.split(variable("ALERT_COMMAND"))
    except ValueError:
        raise BadSetting("ALERT_COMMAND", "a command", "a quote that does not end") from None
    if words and not shutil.which(words[0]):
        raise BadSetting("ALERT_COMMAND", "a command that can be run", "one whose program is not there")
    return words


def alert_z() -> float:
    """The distance from zero at which a robust z-score is an alert: `RESERVEWATCH_ALERT_Z`, by default 3.5."""
    value = variable("ALERT_Z") or UNUSUAL_Z
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", value) or not float(value):
        raise BadSetting("ALERT_Z", "a number above zero, such as 3.5", repr(value))
    return float(value)


def lake() -> tuple[str, str] | None:
    """Catalog and data of the lake: `RESERVEWATCH_LAKE` and `RESERVEWATCH_LAKE_DATA`."""
    catalog, data = variable("LAKE"), variable("LAKE_DATA")
    if not catalog and not data:
        return None
    expected = "a catalog such as postgres:dbname=lake host=db.example.org user=reservewatch"
    if "password" in catalog or "://" in catalog:
        todo = "Name no password there: set PGPASSFILE or PGPASSWORD."
        raise BadSetting("LAKE", f"{expected}, without password", "another address", todo)
    if not re.fullmatch(r"postgres:\s*\w+=\S.*", catalog):
        raise BadSetting("LAKE", expected, "another address" if catalog else "nothing")
    if not (re.fullmatch(rf"{BUCKET}[a-z0-9][a-z0-9.-]+(/[\w./=-]*)?", data) or Path(data).is_absolute()):
        raise BadSetting("LAKE_DATA", "a folder from the root, or a bucket such as s3://lake/data", repr(data))
    return catalog, data


def bucket() -> dict[str, str]:
    """What DuckDB asks of the keys of a bucket, from the variables that all clients of S3 read."""
    said = {name: os.environ[variable] for name, variable in KEYS.items() if os.environ.get(variable)}
    if endpoint := said.pop("endpoint", ""):
        parts = urlsplit(endpoint)
        return {**said, "endpoint": parts.netloc, "url_style": "path", "use_ssl": str(parts.scheme != "http").lower()}
    return said


def is_own(host: str) -> bool:
    """Is a host this machine, by its name or its address?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_public(host: str) -> bool:
    """Is a host a name, or an address that anybody can reach? What a name resolves to is not asked."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return not NUMBER.fullmatch(host)


def _address(name: str, value: str, expected: str) -> SplitResult:
    """An address with a host; raises BadSetting, which does not show it, where it has none, or a user."""
    try:
        parts = urlsplit(value)
        is_plain = parts.port != 0 and not (parts.username or parts.password or parts.fragment)
    except ValueError:
        raise BadSetting(name, expected, "no address") from None
    if not parts.hostname or not is_plain or re.search(r"[^\x21-\x7e]|\\", value):
        raise BadSetting(name, expected, "another address" if value else "nothing")
    return parts


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


def variable(name: str) -> str:
    """A variable of the environment by its name without prefix; empty if it is unset."""
    return os.environ.get(f"{PREFIX}{name}", "")
