"""What came of asking a publisher: the states an attempt can end in, and the newest attempts of each source."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How one attempt ended."""

    NEW = "new"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"  # some bodies did not come
    REFUSED = "refused"  # not what the source declares; or the same refused bytes again
    FAILED = "failed"
    OFFLINE = "offline"
    NOT_ASKED = "not asked"  # embedded for good, or in need of a licence


ANSWERED = frozenset({State.NEW, State.UNCHANGED, State.PARTIAL})
NOT_ASKED = frozenset({State.OFFLINE, State.NOT_ASKED})
PROBLEMS = frozenset({State.FAILED, State.REFUSED, State.PARTIAL})


@dataclass(frozen=True)
class Outcome:
    """What one attempt to fetch a source brought."""

    source: str
    state: State
    detail: str = ""
    unreachable: bool = False


@dataclass(frozen=True)
class Attempt:
    """One line of the event log about a source."""

    source: str
    at: str
    event: str
    state: State
    detail: str

    @property
    def problem(self) -> str | None:
        """What is wrong, and since when it is known; None if nothing is."""
        when = self.at[:16].replace("T", " ")
        return f"{self.detail} ({when} UTC)" if self.state in PROBLEMS else None


def attempts(events: Iterable[dict[str, Any]]) -> list[Attempt]:
    """The attempts in an event log, oldest first: fetches, files that were saved and ingested, refusals on loading."""
    about = [e for e in events if e["event"] in {"fetch", "ingest", "refused"}]
    return [
        Attempt(e["source"], e["at"], e["event"], State(e.get("state", State.REFUSED)), e.get("detail", ""))
        for e in about
    ]


def newest(found: Iterable[Attempt]) -> dict[str, Attempt]:
    """Source to its newest attempt."""
    return {a.source: a for a in found}


def asked(found: Iterable[Attempt]) -> list[Attempt]:
    """The attempts in which a publisher was asked, oldest first: not those of saved files."""
    return [a for a in found if a.event != "ingest" and a.state not in NOT_ASKED]


def asked_on(found: Iterable[Attempt]) -> list[str]:
    """The days on which publishers were asked, oldest first: a night that was missed is none of them."""
    return sorted({a.at[:10] for a in asked(found) if a.event == "fetch"})


def answered(found: Iterable[Attempt]) -> tuple[int, int]:
    """How many sources answered when last asked, and how many were asked: not those of which a file came since."""
    last = asked(newest(found).values())
    return sum(a.state in ANSWERED for a in last), len(last)
