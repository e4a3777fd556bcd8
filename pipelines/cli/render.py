"""What a person sees on the terminal: progress, one screen of summary, rows of an answer."""

import json
import logging
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
import duckdb
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table as Grid

from pipelines import settings
from pipelines.archive.attempts import ANSWERED, Attempt, State, asked, asked_on, attempts, newest
from pipelines.archive.inventory import Kept
from pipelines.archive.store import Archive
from pipelines.cli.query import LIMITS
from pipelines.database import records
from pipelines.project import SOURCES
from pipelines.publish import changes
from pipelines.publish.publication import FILE
from pipelines.sources.base import Source

OUT, ERR = Console(), Console(stderr=True)
MANY = 7  # bad lines that are shown
TABLES = "reservewatch.tables"  # the logger of single tables, too many for a log
NAMED = {source.name: source for source in SOURCES}
WHEN = re.compile(r" \([-0-9: ]+ UTC\)$")
NARROW = 12  # letters of a column of text that may be folded
SOURCES_NOW = """
select
  f.source, f.newest_period, f.expected_period, f.missing_since, f.days_late, f.state, p.origin,
  coalesce(has_ended(answered.at, f.missing_since), false) as has_ended, t.known_rows as rows,
  t.newest_vintage as vintage
from marts.freshness as f
join meta.tables as t on t.table_name = 'raw.' || f.source
left join (
  from meta.payloads
  where state = 'accepted'
  qualify row_number() over (partition by source order by origin, fetched_at desc) = 1
) as p using (source)
left join (
  select unnest(from_json($1, '[{"source": "VARCHAR", "at": "TIMESTAMP"}]'), recursive := true)
) as answered using (source)
"""


@contextmanager
def progress(total: int) -> Iterator[None]:
    """One moving line that says what is being worked on; in a log a line for each source and layer that ended."""
    columns = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task("starting", total=total)

        class Forward(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                bar.update(task, advance=1, description=record.getMessage()[:70])
                if bar.disable and record.name != TABLES:
                    ERR.print(record.getMessage(), markup=False, highlight=False, soft_wrap=True)

        logger, handler = logging.getLogger("reservewatch"), Forward()
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.removeHandler(handler)


@contextmanager
def opened(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, read only, without access to anything else, and not to be unlocked."""
    path = home / FILE
    if not path.exists():
        raise click.ClickException(f"nothing is published in {home} yet: run `reservewatch refresh`")
    try:
        con = duckdb.connect(str(path), read_only=True, config=LIMITS)
    except duckdb.IOException as error:
        said = str(error).splitlines()[0]
        raise click.ClickException(f"{said}\n`reservewatch refresh` puts a damaged file right.") from None
    with con:
        con.execute("set variable now = ?", [settings.now()])
        yield con


def summary(home: Path) -> dict[str, Any]:
    """The published file and the event log, as plain data."""
    archive = Archive(home / "archive")
    events = list(archive.events())
    attempted = attempts(events)
    tried = newest(attempted)
    with opened(home) as con:
        rows = {row["source"]: row for row in records(con, SOURCES_NOW, [_answered(newest(asked(attempted)))])}
        [publication] = records(con, "select published_at, fingerprint from meta.publication")
        [(month,)] = con.execute("select max(month) from marts.holders").fetchall()
        checks = con.execute("select table_name, expectation, success from meta.expectations").fetchall()
    return {
        "asked_on": asked_on(attempted)[-2:],
        "sources": [_source(s, rows[s.name], tried.get(s.name)) for s in SOURCES if s.name in rows],
        **publication, "path": str(home / FILE), "report": _report(home), "newest_month": str(month),
        **_news(events, publication), "bad_lines": archive.bad_lines(),
        "damaged": [f"{source}: {what}" for source, found in archive.lost().items() for what in found],
        "checks": {
            "passed": sum(success is True for _, _, success in checks),
            "not_evaluated": sum(success is None for _, _, success in checks),
            "not_passed": [f"{t.replace('.', '/')}: {name}" for t, name, success in checks if success is False],
        },
    }  # fmt: skip


def _report(home: Path) -> str | None:
    """The page to open in a browser; None where it was not written yet."""
    page = home / "report" / "index.html"
    return str(page) if page.exists() else None


def _answered(asked: dict[str, Attempt]) -> str:
    """When each source last answered as it should, as JSON."""
    answered = [a for a in asked.values() if a.event == "fetch" and a.state in ANSWERED]
    return json.dumps([{"source": a.source, "at": a.at} for a in answered])


def _news(events: list[dict[str, Any]], publication: dict[str, Any]) -> dict[str, Any]:
    """Changes since the previous publication."""
    here = [e for e in events if e.get("published_at") == publication["published_at"]]
    news = [e.get("changes", []) for e in here if e["event"] == "published"]
    verdicts = [e for e in here if e["event"] == "verdict" and e["before"]]
    return {"changes": news[-1] if news else [], "verdicts_changed": verdicts}


def _source(source: Source, row: dict[str, Any], tried: Attempt | None) -> dict[str, Any]:
    """One source: its newest period and the one that should be out, where it comes from, what is wrong."""
    newest, expected, vintage = (row[k] and str(row[k])[:10] for k in ("newest_period", "expected_period", "vintage"))
    return {
        "source": row["source"], "newest_period": newest, "expected_period": expected,
        "days_late": row["days_late"], "freshness": "frozen" if row["has_ended"] else row["state"],
        "vintage": vintage or "-", "rows": row["rows"], "values": _values(source, row["origin"], tried),
        "problem": tried.problem if tried else None,
        "answered": tried.state in ANSWERED if tried and asked([tried]) else None,
        "last_attempt_at": tried.at if tried else None,
    }  # fmt: skip


def _values(source: Source, origin: str | None, tried: Attempt | None) -> str:
    """Where the values of a source come from, or why there are none."""
    if origin is None:
        return "needs a licence" if source.access == "licensed" else "not fetched yet"
    if origin == "snapshot":
        return "extract" if source.access == "embedded" else "embedded"
    state = tried.state if tried else State.OFFLINE
    return str(state) if state in ANSWERED else "last good payload" if state == State.REFUSED else "archive"


def show(facts: dict[str, Any]) -> None:
    """The summary, on one screen."""
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("source", "newest", "late", "vintage", "rows", "values"):
        grid.add_column(name, justify="right" if name == "rows" else "left")
    for s in facts["sources"]:
        colour = "yellow" if s["problem"] else "green" if s["newest_period"] else "dim"
        late = {"late": f"[yellow]{s['days_late']} d[/]", "due": "due", "frozen": "[dim]frozen[/]"}
        newest = (s["newest_period"] or "-")[:7]
        cells = (s["source"], newest, late.get(s["freshness"], ""), s["vintage"], f"{s['rows']:,}")
        grid.add_row(*cells, f"[{colour}]{s['values']}[/]")
    OUT.print(grid)
    if answers := [s["answered"] for s in facts["sources"] if s["answered"] is not None]:
        OUT.print(f"{sum(answers)} of {len(answers)} sources answered when last asked{_when(facts)}.", highlight=False)
    for reason, names in _by_problem(facts["sources"]):
        OUT.print(
            f"[yellow]{', '.join(names)}[/] could not be refreshed when last asked:", highlight=False, soft_wrap=True
        )
        OUT.print(f"  {reason}", markup=False, highlight=False, soft_wrap=True)
    _show_foot(facts)


def _when(facts: dict[str, Any]) -> str:
    """The last day on which publishers were asked, and the one before it: between them, nights were missed."""
    match facts["asked_on"]:
        case [before, last]:
            return f", on {last}; the time before was {before}"
        case [last]:
            return f", on {last}"
    return ""


def _by_problem(sources: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Each problem once, with the sources that have it: on another host it is the same."""
    problems: dict[str, list[dict[str, Any]]] = {}
    for s in sources:
        if s["problem"]:
            what = WHEN.sub("", s["problem"]).replace(_host(s), "")
            problems.setdefault(what, []).append(s)
    return [(_once(having), [s["source"] for s in having]) for having in problems.values()]


def _once(having: list[dict[str, Any]]) -> str:
    """A problem as it was first said, and on how many other hosts it is."""
    others = len({*map(_host, having)}) - 1
    return f"{having[0]['problem']}{f', and the same of {others} other hosts' if others else ''}"


def _host(source: dict[str, Any]) -> str:
    return NAMED[source["source"]].host


def own_name() -> str:
    """How this program is called from here: by its name where the shell finds it, else by its path."""
    return "reservewatch" if shutil.which("reservewatch") == sys.argv[0] else os.path.relpath(sys.argv[0])


def _show_foot(facts: dict[str, Any]) -> None:
    lines = [*facts["damaged"], *facts["bad_lines"][:MANY]]
    if "seconds" in facts:
        counts = Counter(name.split(": ")[1] for name in facts["checks"]["not_passed"])
        failed = ", ".join(f"{name} ({n})" for name, n in counts.items())
        unknown = facts["checks"]["not_evaluated"]
        said = f", {unknown} not evaluated for lack of rows" if unknown else ""
        lines.append(f"{facts['checks']['passed']} checks passed{said}, in {facts['seconds']} s.")
        lines += [f"Non-blocking check failures: {failed}."] if failed else []
    lines += (
        ["Changes since the previous publication:", *(f"  {changes.said(c)}" for c in facts["changes"])]
        if facts["changes"]
        else []
    )
    lines += [
        f"Verdict changed: {v['claim']} {v['part']}, {v['evaluation']}: {v['before']} -> {v['after']}. {v['reason']}"
        for v in facts["verdicts_changed"]
    ]
    said = "Nothing new: already published" if facts.get("nothing_new") else "Published"
    lines.append(f"{said} {facts['published_at'][:16].replace('T', ' ')} UTC: {facts['path']}")
    lines += [f"Report: {facts['report']}"] if facts["report"] else []
    lines.append(f"Try: {own_name()} sql \"from top_holders('{facts['newest_month']}') limit 10\"")
    for line in lines:
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)


def rows(names: list[str], answer: list[tuple[Any, ...]]) -> None:
    """An answer as a table; numbers to the right, NULL as a dash. On a narrow terminal one record a block."""
    if not answer:
        OUT.print(f"0 rows. Columns: {', '.join(names)}", markup=False, highlight=False, soft_wrap=True)
        return
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    needed = -2
    for name, *values in zip(names, *answer, strict=True):
        is_number = any(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
        is_text = any(isinstance(v, str | list) for v in values)
        longest = max(map(len, (name, *map(_cell, values))))
        width = min(longest, NARROW) if is_text else longest
        justify: Literal["left", "right"] = "right" if is_number else "left"
        grid.add_column(name, justify=justify, overflow="fold", no_wrap=not is_text, min_width=width)
        needed += 2 + width
    for row in answer:
        grid.add_row(*(_cell(v) for v in row))
    if OUT.is_terminal and needed > OUT.width:
        _blocks(names, answer)
    else:
        (OUT if OUT.is_terminal else Console(width=max(200, 18 * len(names)))).print(grid)


def _blocks(names: list[str], answer: list[tuple[Any, ...]]) -> None:
    for row in answer:
        grid = Grid(box=None, pad_edge=False, show_header=False)
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            grid.add_row(name, _cell(value))
        OUT.print(grid, "")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float) and 0 < abs(value) < 0.01:
        return f"{value:.2g}"
    return f"{value:,.2f}" if isinstance(value, float) else str(value).replace("[", "\\[")


def show_inventory(entries: Sequence[Kept]) -> None:
    """What the archive holds, a line per source and the total."""
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for name in ("source", "taken", "refused", "bodies", "kept", "plain", "oldest", "newest"):
        grid.add_column(name, justify="left" if name in ("source", "oldest", "newest") else "right")
    for e in entries:
        counts, sizes = (e.payloads, e.refused, e.bodies), (e.kept_bytes, e.published_bytes)
        grid.add_row(e.source, *map(str, counts), *map(_size, sizes), e.oldest, e.newest)
    OUT.print(grid)
    OUT.print("Payloads by verdict; bodies, each once, as kept and as published; days of fetch.")


def _size(size: float) -> str:
    """A size in at most five characters."""
    for unit in "BKMG":
        if size < 1000 or unit == "G":
            break
        size /= 1000
    return f"{size:.0f}{unit}" if unit == "B" or size >= 99.95 else f"{size:.1f}{unit}"
