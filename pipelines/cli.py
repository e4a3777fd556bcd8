"""The terminal: reservewatch refresh | sql | status | snapshot | ingest | rebuild | rollback | dictionary."""

import csv
import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import duckdb
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table as Grid

from pipelines import archive, dictionary, publish, slices, warehouse
from pipelines.sources import SOURCES
from pipelines.sources.base import Refused

OUT, ERR = Console(), Console(stderr=True)
EXAMPLE = "from top_holders('{}') limit 10"


def home() -> Path:
    """Where archive, build and published files live."""
    return Path(os.environ.get("RESERVEWATCH_HOME", warehouse.MODELS)).resolve()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reservewatch")
def main() -> None:
    """Who holds U.S. Treasuries, where reserves go instead, and whether the market feels it."""


@main.command()
@click.option("--offline", is_flag=True, help="Ask nobody: work with the archive, else with the snapshot.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a source could not be fetched or was refused.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
def refresh(offline: bool, strict: bool, as_json: bool) -> None:
    """Fetch, check, build, audit and publish."""
    start = time.monotonic()
    with speaking_plainly():
        with warehouse.locked(home()):
            pass
        failures, checks = _run_job(offline)
    if failures:
        ERR.print("[bold red]Nothing was published; what was published before stands.[/]")
        for failure in failures:
            ERR.print(f"  {failure}", markup=False)
        sys.exit(1)
    summary = {**_summary(), "checks": checks, "seconds": round(time.monotonic() - start, 1)}
    OUT.print_json(data=summary) if as_json else _show(summary)
    sys.exit(1 if strict and any(s["problem"] for s in summary["sources"]) else 0)


def _run_job(offline: bool) -> tuple[list[str], dict[str, int]]:
    """The job that the UI runs, in this process. Returns what stopped it, and how checks went."""
    place = home() / ".dagster"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(warehouse.ROOT / "dagster.yaml", place / "dagster.yaml")
    os.environ.setdefault("DAGSTER_HOME", str(place))
    with _progress():
        from dagster import DagsterInstance

        from pipelines.definitions import defs

        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        config = {"ops": {"fetch": {"config": {"offline": offline}}}, **quiet}
        with DagsterInstance.get() as instance:
            job = defs.resolve_job_def("refresh")
            result = job.execute_in_process(run_config=config, instance=instance, raise_on_error=False)
    evaluations = result.get_asset_check_evaluations()
    failed = [e for e in evaluations if not e.passed]
    reasons = [f"{e.asset_key.to_user_string()}: {e.check_name}: {e.metadata['found'].value}" for e in failed if e.blocking]
    errors = [getattr(e.event_specific_data, "error", None) for e in result.all_events if e.is_failure]
    reasons += [(error.cause or error).message.strip() for error in errors if error and not _failed_check(error)]
    counts = {"passed": len(evaluations) - len(failed), "failed": len(failed)}
    return ([] if result.success else reasons or ["the run failed; see the UI"]), counts


def _failed_check(error: Any) -> bool:
    return "DagsterAssetCheckFailedError" in error.message


@contextmanager
def _progress() -> Iterator[None]:
    """A line that says what is being worked on, on a terminal."""
    total = 2 * len(SOURCES) + len(warehouse.catalogue()) - len(SOURCES) + 1
    columns = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task("starting", total=total)

        class Forward(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                progress.update(task, advance=1, description=record.getMessage()[:70])

        logger, handler = logging.getLogger("reservewatch"), Forward()
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.removeHandler(handler)


SOURCES_SQL = """
select
  s.source,
  (select max(period) from meta.slices as l where l.source = s.source)::varchar as newest_month,
  (select max(vintage) from meta.slices as l where l.source = s.source)::varchar as vintage,
  t.row_count as rows,
  p.origin,
  p.state,
  p.reason
from meta.sources as s
join meta.tables as t on t.table_name = 'raw.' || s.source
left join (
  from meta.payloads qualify row_number() over (partition by source order by origin, fetched_at desc) = 1
) as p using (source)
"""


def _summary() -> dict[str, Any]:
    """What the published file and the ledger say, as plain data."""
    with _published() as con:
        rows = con.execute(SOURCES_SQL).df().to_dict("records")
        at, refused = con.execute("select published_at, fingerprint from meta.publication").fetchall()[0]
        newest = con.execute("select max(month) from marts.holders").fetchall()[0][0]
        late = dict(con.execute("select table_name, detail from meta.expectations"
            " where expectation = 'newest_month_is_out' and not success").fetchall())  # fmt: skip
    tries: dict[str, dict[str, Any]] = {}
    for entry in archive.Archive(home() / "archive").ledger():
        if entry["event"] == "fetch":
            tries[entry["source"]] = entry
    sources = [_source_line(row, tries.get(row["source"]), late.get(f"raw.{row['source']}", "")) for row in rows]
    order = [s.name for s in SOURCES]
    return {
        "sources": sorted(sources, key=lambda s: order.index(s["source"])), "published_at": at, "fingerprint": refused,
        "path": str(home() / publish.FILE), "newest_month": str(newest),
    }  # fmt: skip


def _source_line(row: dict[str, Any], tried: dict[str, Any] | None, late: str) -> dict[str, Any]:
    """One source: its newest month and vintage, where it comes from, and what is wrong."""
    problem = ""
    if tried and tried["state"] == "failed":
        problem = tried["detail"]
    elif row["state"] == "refused":
        problem = row["reason"]
    from_ = row["origin"] if row["state"] == "accepted" else "last good payload"
    state = {"snapshot": "embedded snapshot", "archive": tried["state"] if tried else "archive"}.get(from_, from_)
    keep = {k: row[k] for k in ("source", "newest_month", "vintage", "rows")}
    return {**keep, "state": state, "late": late, "problem": problem}


def _show(summary: dict[str, Any]) -> None:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("source", "newest month", "vintage", "rows", "state"):
        grid.add_column(name, justify="right" if name == "rows" else "left")
    for s in summary["sources"]:
        colour = "yellow" if s["problem"] else "green"
        state = f"[{colour}]{s['state']}[/]" + (f", {s['late'].split(', ')[-1]}" if s["late"] else "")
        grid.add_row(s["source"], (s["newest_month"] or "-")[:7], s["vintage"], f"{s['rows']:,}", state)
    OUT.print(grid)
    for reason, names in _grouped(summary["sources"]).items():
        OUT.print(f"[yellow]{', '.join(names)}[/]: ", end="")
        OUT.print(reason, markup=False, highlight=False)
    _show_foot(summary)


def _grouped(sources: list[dict[str, Any]]) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    for s in sources:
        if s["problem"]:
            problems.setdefault(s["problem"], []).append(s["source"])
    return problems


def _show_foot(summary: dict[str, Any]) -> None:
    checks = summary.get("checks")
    if checks:
        failed = f", {checks['failed']} not" if checks["failed"] else ""
        OUT.print(f"{checks['passed']} checks passed{failed}, in {summary['seconds']} s.", highlight=False)
    OUT.print(f"Published {summary['published_at'][:16].replace('T', ' ')} UTC: {summary['path']}", highlight=False, soft_wrap=True)
    OUT.print(f'Try: reservewatch sql "{EXAMPLE.format(summary["newest_month"])}"', highlight=False, soft_wrap=True)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """What is published, how old it is, and how the last tries to fetch went."""
    with speaking_plainly():
        summary = _summary()
        summary["kept_publications"] = [at for at, _ in publish.kept(home())]
    if as_json:
        OUT.print_json(data=summary)
        return
    _show(summary)
    OUT.print(f"{len(summary['kept_publications'])} publications kept; `reservewatch rollback` goes back one.")


@contextmanager
def _published() -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, read only, without access to anything else, and not to be unlocked."""
    path = home() / publish.FILE
    if not path.exists():
        raise click.ClickException(f"nothing is published in {home()} yet: run `reservewatch refresh`")
    config = {"enable_external_access": "false", "lock_configuration": "true", "autoinstall_known_extensions": "false"}
    with duckdb.connect(str(path), read_only=True, config=config) as con:
        yield con


@main.command()
@click.argument("query", required=False)
@click.option("-f", "--file", "file", type=click.File(), help="Read the query from a file; - is standard input.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a row.")
def sql(query: str | None, file: Any, as_csv: bool, as_json: bool) -> None:
    """Query the published file: read only, and locked away from everything else."""
    text = query or (file.read() if file else "")
    if not text.strip():
        raise click.UsageError('give a query, such as: reservewatch sql "from marts.totals limit 5"')
    with speaking_plainly(), _published() as con:
        answer = con.execute(text)
        names = [d[0] for d in answer.description or []]
        rows = answer.fetchall()
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([names, *rows])
    elif as_json:
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str, indent=1))
    else:
        _print_rows(names, rows)


def _print_rows(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for i, name in enumerate(names):
        number = any(isinstance(r[i], int | float) and not isinstance(r[i], bool) for r in rows)
        grid.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_cell(v) for v in row))
    OUT.print(grid, markup=False) if OUT.is_terminal else Console(width=max(200, 18 * len(names))).print(grid)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else str(value).replace("[", "\\[")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "name", required=True, type=click.Choice([s.name for s in SOURCES]), help="What it is.")
@click.option("--vintage", type=click.DateTime(["%Y-%m-%d"]), help="Day it was known, if the file does not say.")
def ingest(file: Path, name: str, vintage: datetime | None) -> None:
    """Load a payload that someone saved; it is checked like any other. Then run `refresh`."""
    source = next(s for s in SOURCES if s.name == name)
    kept = archive.Archive(home() / "archive")
    body = archive.Body(file.resolve().as_uri(), kept.keep(file.read_bytes()), 200, {})
    day = vintage.date().isoformat() if vintage else None
    with speaking_plainly(), warehouse.build(home()) as con:
        from pipelines.checks import arrival

        kept.add(archive.Payload(name, archive.now(), [body], day))
        loaded = slices.load(con, source, kept, warehouse.SNAPSHOT, arrival)
        if loaded.refused:
            raise click.ClickException(loaded.refused)
    OUT.print(f"{name}: {loaded.new} new slices. Run `reservewatch refresh --offline` to publish them.")


@main.command()
def snapshot() -> None:
    """Write the embedded snapshot from what is loaded: one Parquet file per source."""
    with speaking_plainly(), warehouse.build(home()) as con:
        slices.export(con, SOURCES, warehouse.SNAPSHOT)
    files = sorted(warehouse.SNAPSHOT.glob("*.parquet"))
    OUT.print(f"{len(files)} files, {sum(f.stat().st_size for f in files):,} bytes, in {warehouse.SNAPSHOT}")


@main.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As it would have stood on this day.")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path), help="The file to write.")
def rebuild(as_of: datetime | None, target: Path) -> None:
    """Build the whole warehouse anew from archive and snapshot, into a file of its own."""
    if target.resolve() == home() / publish.FILE:
        raise click.UsageError("--to names the published file, which only `refresh` and `rollback` write")
    with speaking_plainly():
        failed = publish.rebuild(home(), target.resolve(), as_of.date() if as_of else None)
    for line in failed:
        ERR.print(f"[yellow]not passed:[/] {line}")
    OUT.print(f"Written: {target}" + (f", as of {as_of.date()}" if as_of else ""))
    sys.exit(1 if failed else 0)


@main.command()
def rollback() -> None:
    """Swap the publication before the present one back in."""
    with speaking_plainly(), warehouse.locked(home()):
        at = publish.rollback(home())
    OUT.print(f"Back to the publication of {at[:16].replace('T', ' ')} UTC. The next refresh publishes anew.")


@main.command(name="dictionary")
@click.option("--check", is_flag=True, help="Only say whether the page is what the headers say.")
def write_dictionary(check: bool) -> None:
    """Write docs/dictionary.md from the headers of the SQL files and the sources."""
    with speaking_plainly():
        same = dictionary.write(check)
    if check and not same:
        raise click.ClickException("docs/dictionary.md is not what the headers say: run `make dictionary`")


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Errors that a person can act on come without a traceback."""
    try:
        yield
    except (warehouse.Busy, warehouse.BadModel, publish.NotAudited, Refused) as error:
        raise click.ClickException(str(error)) from None
    except duckdb.Error as error:
        raise click.ClickException(f"DuckDB: {error}") from None
