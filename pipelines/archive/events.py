"""A line of the event log: what it must hold, so that whoever reads it need not ask."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipelines.archive.attempts import State
from pipelines.sources.errors import Refused

# What an event holds besides its name and time.
ATTEMPT = ("source", "state")
FACTS: Mapping[str, tuple[str, ...]] = {
    "fetch": ATTEMPT, "ingest": ATTEMPT, "refused": ("source",), "withdrawn": ("source",),
    "repaired": ("detail",),
    "published": ("published_at", "fingerprint"),
    "verdict": ("claim", "part", "evaluation", "after", "published_at"),
    "run failed": ("run", "detail"),
    "alerted": ("receiver",), "alert failed": ("receiver", "detail"), "alerts given up": ("receiver", "detail"),
}  # fmt: skip
TODO = "Delete the line, or restore it."
CHANGE = {"source", "new_months", "newest_new", "revised_values", "flipped_signs", "largest"}


def event_of(line: bytes) -> dict[str, Any]:
    """The event that a line notes; raises Refused with what is wrong with it."""
    try:
        event = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise Refused("the line", expected="one JSON object in UTF-8", found=str(error), todo=TODO) from None
    if not isinstance(event, dict):
        raise Refused("the line", expected="one JSON object", found=line.decode(), todo=TODO)
    for name in ("event", "at", *FACTS.get(str(event.get("event")), ())):
        if not isinstance(event.get(name), str):
            raise Refused(f"`{name}`", expected="a text", found=event.get(name, "nothing"), todo=TODO)
    _check(event)
    return event


def _check(event: dict[str, Any]) -> None:
    """Times are times, states are states, and changes have their parts."""
    for name in {"at", "published_at"} & event.keys():
        try:
            datetime.fromisoformat(event[name])
        except (ValueError, TypeError):
            raise Refused(f"`{name}`", expected="a time", found=event[name], todo=TODO) from None
    if event["event"] == "verdict" and not event.keys() >= {"before", "reason"}:
        raise Refused("the verdict", expected="`before` and `reason`", found=sorted(event), todo=TODO)
    if "state" in event and event["state"] not in [*State]:
        raise Refused("`state`", expected=", ".join(State), found=event["state"], todo=TODO)
    keys = event.get("alerts", [] if "receiver" not in event else None)
    if not (isinstance(keys, list) and all(isinstance(key, str) for key in keys)):
        raise Refused("`alerts`", expected="a list of texts", found=keys, todo=TODO)
    if not isinstance(event.get("detail", ""), str):
        raise Refused("`detail`", expected="a text", found=event["detail"], todo=TODO)
    changes = event.get("changes", [])
    if not (isinstance(changes, list) and all(isinstance(c, dict) and c.keys() >= CHANGE for c in changes)):
        raise Refused("`changes`", expected=f"records of {sorted(CHANGE)}", found=changes, todo=TODO)
