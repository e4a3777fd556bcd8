"""What there is to tell: from the event log failed runs, new months and changed verdicts; the rest from the marts.

Each alert has a key, by which it is sent once. What is older than a week is no news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings
from pipelines.database import records
from pipelines.publish.publication import FILE

NEWS = timedelta(days=7)
FAILED = "run failed"  # the event that notes one
MOST = 600  # letters of a reason
TIC = """
select source, title, strftime(newest_period, '%Y-%m') as newest
from meta.sources join meta.tables on table_name = 'raw.' || source where calendar = 'tic'"""
TOTAL = """
select strftime(month, '%Y-%m') as month, holdings_usd_bn, long_term_usd_bn, bills_usd_bn,
  holdings_usd_bn - lag(holdings_usd_bn) over (order by month) as change_usd_bn
from marts.totals where row_id = 'GRAND_TOTAL' order by marts.totals.month desc limit 1"""
LATE = """
select source, title, newest_period, missing_periods, missing_since::date as missing_since, days_late
from marts.freshness join meta.sources using (source) where state = 'late' order by days_late desc, source"""
UNUSUAL = """
select month, holder_id, change_measure, sentence from marts.unusual_changes
where month = (select max(month) from marts.unusual_changes) and abs(robust_z) >= ?
order by abs(measured_usd_bn) desc"""


@dataclass(frozen=True)
class Alert:
    """One thing to tell, under a heading; `key` is what it is known by."""

    kind: str
    key: str
    text: str


def alerts(home: Path, events: Sequence[dict[str, Any]]) -> list[Alert]:
    """Everything that is to be told now, or was told before; the file is left out where it cannot be read."""
    since = (settings.now() - NEWS).isoformat()
    news = [e for e in events if e["at"] >= since]
    found = [*_failed_runs(news), *_changed_verdicts(news), *_of_the_file(home / FILE, news)]
    return [*{alert.key: alert for alert in found}.values()]


def _of_the_file(file: Path, news: Sequence[dict[str, Any]]) -> list[Alert]:
    if not file.is_file():
        return []
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            return [*_new_months(con, news), *_unusual_changes(con), *_late_sources(con)]
    except duckdb.Error:  # the next refresh puts a damaged file right, or publishes the tables that an older one lacks
        return []


def _failed_runs(events: Iterable[dict[str, Any]]) -> list[Alert]:
    return [
        Alert("failed run", f"run {e['run']}", f"{_moment(e['at'])}: {_line(e['detail'])}")
        for e in events
        if e["event"] == FAILED
    ]


def _changed_verdicts(events: Iterable[dict[str, Any]]) -> list[Alert]:
    """Of claims that were evaluated before."""
    return [
        Alert(
            "changed verdict",
            f"verdict {e['claim']} {e['part']} {e['evaluation']} {e['published_at']}",
            f"{e['claim']}, {e['part']}, {e['evaluation']}: {e['before']}, now {e['after']}."
            f" {_line(e['reason'] or '')} Report: report/index.html#claim-{e['claim']}",
        )
        for e in events
        if e["event"] == "verdict" and e["before"]
    ]


def _new_months(con: DuckDBPyConnection, events: Iterable[dict[str, Any]]) -> list[Alert]:
    """The newest month of each monthly file of TIC, where a publication brought it; an older one is no news."""
    brought = {(c["source"], (c["newest_new"] or "")[:7]) for e in events for c in e.get("changes", [])}
    total = records(con, TOTAL)
    return [
        Alert(
            "new TIC month",
            "month {source} {newest}".format(**row),
            "{newest}, {title}.".format(**row) + _total(total, row["newest"]),
        )
        for row in records(con, TIC)
        if (row["source"], row["newest"]) in brought
    ]


def _total(found: Sequence[dict[str, Any]], month: str) -> str:
    """Holdings of all foreigners, where this month is their newest."""
    if not found or found[0]["month"] != month:
        return ""
    row = {name: value for name, value in found[0].items() if value is not None}
    said = " All foreigners hold {holdings_usd_bn:,.1f} USD bn".format(**row)
    return said + (" ({change_usd_bn:+,.1f} in the month).".format(**row) if "change_usd_bn" in row else ".")


def _unusual_changes(con: DuckDBPyConnection) -> list[Alert]:
    rows = records(con, UNUSUAL, [settings.alerts.z()])
    return [
        Alert("unusual change", "unusual {month} {holder_id} {change_measure}".format(**row), row["sentence"])
        for row in rows
    ]


def _late_sources(con: DuckDBPyConnection) -> list[Alert]:
    """Once for each period at which a source stands still."""
    con.execute("set variable now = ?", [settings.now()])
    said = "{title} ({source}): newest {newest_period}, {missing_periods} periods missing since {missing_since}."
    return [
        Alert("late source", "late {source} {newest_period}".format(**row), said.format(**row))
        for row in records(con, LATE)
    ]


def _line(text: str) -> str:
    """A text in one line that is not too long."""
    return f"{' '.join(text.split()):.{MOST}}"


def _moment(at: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC"
