"""Send what was not sent, once to each receiver. The event log keeps what was, so it does not matter who sends.

A receiver that fails is tried again after 1, 2, 4 ... minutes, and at most every 6 hours. After 20 attempts, which take
three days, its alerts are given up.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from pipelines import settings
from pipelines.alerts.found import FAILED, Alert, alerts
from pipelines.alerts.message import message
from pipelines.alerts.receivers import Deliver, Undelivered, configured
from pipelines.archive.store import Archive

SENT, UNSENT, GIVEN_UP = "alerted", "alert failed", "alerts given up"
ATTEMPTS, LONGEST_WAIT = 20, timedelta(hours=6)


@dataclass(frozen=True)
class Sent:
    """What came of sending some alerts to one receiver; `fault` says why they did not arrive."""

    receiver: str
    count: int
    fault: str | None = None

    def __str__(self) -> str:
        alerts = f"{self.count} alert{'s' * (self.count != 1)}"
        return (
            f"{alerts} not sent by {self.receiver}: {self.fault}" if self.fault else f"{alerts} sent by {self.receiver}"
        )


@dataclass(frozen=True)
class Receiver:
    """A receiver and what the event log has of it, oldest first."""

    name: str
    deliver: Deliver
    events: Sequence[dict[str, Any]]

    def unsent(self, found: Sequence[Alert]) -> list[Alert]:
        """Those that it did not get and that were not given up."""
        done = {key for e in self.events if e["event"] in (SENT, GIVEN_UP) for key in e["alerts"]}
        return [alert for alert in found if alert.key not in done]

    def waits(self) -> bool:
        """Did it fail a short while ago?"""
        since_success = takewhile(lambda e: e["event"] != SENT, reversed(self.events))
        failed = [e["at"] for e in since_success if e["event"] == UNSENT]
        if not failed:
            return False
        wait = timedelta(minutes=2 ** min(len(failed) - 1, ATTEMPTS))
        return settings.now() < datetime.fromisoformat(failed[0]) + min(wait, LONGEST_WAIT)

    def attempt(self, text: str) -> str | None:
        """Deliver a message. Returns what went wrong."""
        try:
            self.deliver(text)
        except Undelivered as error:
            return str(error)
        return None

    def send(self, new: Sequence[Alert], archive: Archive) -> Sent:
        """Deliver alerts as one message, and note what came of it."""
        keys = [alert.key for alert in new]
        fault = self.attempt(message(new))
        if fault is None:
            archive.log(SENT, receiver=self.name, alerts=keys)
            return Sent(self.name, len(keys))
        archive.log(UNSENT, receiver=self.name, alerts=keys, detail=fault)
        failures = Counter(key for e in self.events if e["event"] == UNSENT for key in e["alerts"])
        if last := [key for key in keys if failures[key] + 1 >= ATTEMPTS]:
            archive.log(GIVEN_UP, receiver=self.name, alerts=last, detail=fault)
        return Sent(self.name, len(keys), fault)


def note_failure(home: Path, run: str, reasons: Sequence[str]) -> None:
    """Note a failed run in the event log, once."""
    archive = Archive(home / "archive")
    if not any(e["event"] == FAILED and e["run"] == run for e in archive.events()):
        archive.log(FAILED, run=run, detail="; ".join(reasons))


def send(home: Path, at_once: bool = False) -> list[Sent]:
    """Send to each receiver what it did not get; `at_once`: also where it failed a short while ago.

    It raises nothing on account of a receiver. While another process sends, it does nothing.
    """
    if not configured():
        return []
    with _alone(home / "archive") as is_alone:
        if not is_alone:
            return []
        archive = Archive(home / "archive")
        events = [*archive.events()]
        found = alerts(home, events)
        each = [(to, to.unsent(found)) for to in receivers(events)]
        return [to.send(new, archive) for to, new in each if new and (at_once or not to.waits())]


def receivers(events: Sequence[dict[str, Any]] = ()) -> list[Receiver]:
    """Those that the environment names, each with its events."""
    return [
        Receiver(name, deliver, [e for e in events if e.get("receiver") == name])
        for name, deliver in configured().items()
    ]


def try_out() -> list[Sent]:
    """Send a test message to each receiver."""
    text = "reservewatch: test of alerts\n\nAlerts reach this receiver.\n"
    return [Sent(to.name, 1, to.attempt(text)) for to in receivers()]


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Does nobody else send? The kernel frees the lock on the folder when a process ends."""
    if not folder.is_dir():  # nothing was ever done here
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)
