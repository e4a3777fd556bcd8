"""Alerts as one message: a line of what there is, then each kind with where to look."""

from collections import Counter
from collections.abc import Sequence

from pipelines import settings
from pipelines.alerts.found import Alert

SHOWN = 10  # of each kind
LOOK = {
    "failed run": "The previous publication stays current. See `reservewatch status`, or the runs on Dagster's page.",
    "new TIC month": "See report/index.html#lead and report/index.html#flows.",
    "unusual change": "By the holder's own history; the largest amounts first. Query: from marts.unusual_changes"
    " where month = (select max(month) from marts.unusual_changes) and abs(robust_z) >= {z:g}",
    "changed verdict": "See `reservewatch claims` with the id of the claim.",
    "late source": "Query: from marts.freshness where state = 'late'. Report: report/index.html#sources",
}


def message(alerts: Sequence[Alert]) -> str:
    """What is sent: in plain text, the first line as a subject."""
    counts = Counter(alert.kind for alert in alerts)
    kinds = [kind for kind in LOOK if counts[kind]]
    said = ", ".join(f"{counts[kind]} {kind}{'s' * (counts[kind] > 1)}" for kind in kinds)
    return "\n\n".join([f"reservewatch: {said}", *(_section(kind, alerts) for kind in kinds)]) + "\n"


def _section(kind: str, alerts: Sequence[Alert]) -> str:
    """One kind: its alerts, how many more there are, and where to look."""
    texts = [f"- {alert.text}" for alert in alerts if alert.kind == kind]
    more = [f"- and {len(texts) - SHOWN} more"] if len(texts) > SHOWN else []
    look = LOOK[kind].format(z=settings.alerts.z())
    heading = f"{kind[0].upper()}{kind[1:]}{'s' * (len(texts) > 1)}"
    return "\n".join([heading, *texts[:SHOWN], *more, look])
