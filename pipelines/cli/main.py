"""The terminal: reservewatch refresh | status | sql | claims | ingest | archive | rebuild | rollback | ..."""

import csv
import json
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import duckdb

from pipelines import database, project, raw, reference, settings, workspace
from pipelines.alerts import dispatch
from pipelines.archive import transfer
from pipelines.archive.attempts import State
from pipelines.archive.inventory import inventory
from pipelines.archive.store import Archive, Body, saved
from pipelines.claims.claim import all_claims, check_quote, parse
from pipelines.claims.evaluation import Evaluation
from pipelines.cli import claims as claim_tables
from pipelines.cli import render
from pipelines.cli import run as job
from pipelines.cli.lake import lake
from pipelines.cli.plain import Whole, speaking_plainly
from pipelines.cli.query import answer
from pipelines.cli.render import ERR, OUT
from pipelines.cli.serve import listen, only_scheduler, serve
from pipelines.cli.tables import described
from pipelines.cli.worker import worker, workers
from pipelines.database import locked, records
from pipelines.models.build import behind, build
from pipelines.outputs.formulas import kept_text
from pipelines.outputs.parquet import FORMATS
from pipelines.outputs.parquet import export as export_marts
from pipelines.project import SOURCES
from pipelines.publish import dictionary as page
from pipelines.publish import publication
from pipelines.publish.rebuild import rebuild as rebuild_file
from pipelines.quality import audit


@click.group(cls=Whole, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reservewatch")
def main() -> None:
    """Who holds U.S. Treasuries, where reserves go instead, and whether the market feels it."""


main.add_command(lake)
main.add_command(worker)
main.add_command(workers)


@main.command()
@click.option(
    "--offline", is_flag=True, help="Do not use the network; load archived downloads or the bundled snapshot."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if a source could not be fetched or was refused.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
def refresh(offline: bool, strict: bool, as_json: bool) -> None:
    """Fetch, check, build, audit and publish."""
    start = time.monotonic()
    home = settings.home()
    with speaking_plainly():
        database.check_room(home, home / workspace.BUILD)
        with locked(home):
            pass  # only to say at once who is at work, if someone is
        run = job.refresh(home, offline)
    for line in [*(f"Repaired: {what}" for what in run["repaired"]), *(f"Alerts: {what}" for what in run["alerts"])]:
        ERR.print(line, markup=False, highlight=False, soft_wrap=True)
    if run["failures"]:
        ERR.print(f"[bold red]{_what_stands(home, run['nothing_new'])}[/]", highlight=False)
        for failure in run["failures"]:
            ERR.print(f"  {failure}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    _remind()
    facts = {**render.summary(home), **run, "seconds": round(time.monotonic() - start, 1)}
    OUT.print_json(data=facts, default=str) if as_json else render.show(facts)
    sys.exit(1 if strict and any(s["problem"] for s in facts["sources"]) else 0)


def _what_stands(home: Path, is_unchanged: bool) -> str:
    """What people read after a run that failed."""
    stands = publication.stamp(home / publication.FILE)
    if not stands:
        return "Nothing was published; nothing is published."
    at = f"{stands[1][:16].replace('T', ' ')} UTC"
    return (
        f"Nothing was published; that of {at} is unchanged." if is_unchanged else f"Published {at}, but not all of it."
    )


def _remind() -> None:
    """Say so where the release calendar will not reach far."""
    if said := reference.ends_soon(settings.today()):
        ERR.print(said, markup=False, highlight=False, soft_wrap=True)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """What is published, how old it is, and the last fetch attempts."""
    with speaking_plainly():
        facts = render.summary(settings.home())
        kept = publication.publications(settings.home())
        facts["kept_publications"] = [at for at, _ in kept]
    _remind()
    if as_json:
        OUT.print_json(data=facts)
        return
    render.show(facts)
    older = publication.older(settings.home(), [file for _, file in kept])
    OUT.print(f"Older publications to go back to with `reservewatch rollback`: {len(older)}.")


@main.command()
@click.argument("query", required=False)
@click.option("-f", "--file", "file", type=click.File(), help="Read the query from a file; - is standard input.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a row.")
@click.option("--md", "as_markdown", is_flag=True, help="As a table in Markdown.")
def sql(query: str | None, file: Any, as_csv: bool, as_json: bool, as_markdown: bool) -> None:
    """Query the published file: only statements that read, without access to anything else.

    A query ends after a minute, 2 GB of memory or a million rows; your own DuckDB client has no such limits.
    """
    text = query or (file.read() if file else "")
    if not text.strip():
        raise click.UsageError('give a query, such as: reservewatch sql "from marts.totals limit 5"')
    with speaking_plainly(), render.opened(settings.home()) as con:
        names, rows = answer(con, text, settings.home() / publication.FILE)
    if as_csv:
        cells = [[kept_text(cell) for cell in row] for row in [names, *rows]]
        csv.writer(sys.stdout, lineterminator="\n").writerows(cells)
    elif as_json:
        click.echo(_json(names, rows))
    elif as_markdown:
        for line in (names, ["---"] * len(names), *rows):
            click.echo("| " + " | ".join("" if cell is None else str(cell) for cell in line) + " |")
    else:
        render.rows(names, rows)


@main.command("tables")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def tables_(name: str | None, as_json: bool) -> None:
    """List the marts, or the columns of one table with unit and meaning."""
    with speaking_plainly(), render.opened(settings.home()) as con:
        found = described(con, name)
    if as_json:
        OUT.print_json(data=found)
    else:
        render.rows([*found[0]], [tuple(row.values()) for row in found])


def _json(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str, indent=1)


@main.command("check")
def check_() -> None:
    """Check what people edit: every model and claim over empty tables, the reference files, the environment."""
    with speaking_plainly():
        project.check()
        found = project.tables()
    OUT.print(f"{len(found)} tables and {len(all_claims())} claims are well formed.", highlight=False)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--source", "name", required=True, type=click.Choice([s.name for s in SOURCES]), help="The source of the file."
)
@click.option(
    "--vintage", type=click.DateTime(["%Y-%m-%d"]), help="Date the data became public (market data: download date)."
)
def ingest(files: tuple[Path, ...], name: str, vintage: datetime | None) -> None:
    """Load a payload that someone saved; it is checked like any other. Then run `refresh`.

    A payload of several requests is given as several files, in the order of the requests. TIC tables need no
    --vintage: the release calendar dates them by their newest month. Nor does a file that states its own day.
    """
    source = next(s for s in SOURCES if s.name == name)
    day = vintage.date().isoformat() if vintage else None
    if day and day > settings.timestamp()[:10]:
        raise click.UsageError(f"--vintage {day} is a day to come")
    kept = Archive(settings.home() / "archive")
    with speaking_plainly(), workspace.opened(settings.home()) as to:
        contents = [saved(f) for f in files]
        bodies = [Body(f.resolve().as_uri(), kept.keep(c), 200, {}) for f, c in zip(files, contents, strict=True)]
        payload = raw.saved(source, bodies, day or source.stated_day(contents), is_dated=day is not None)
        kept.accept(payload)
        loaded = raw.load(to.con, source, kept, settings.SNAPSHOT, audit.arrival)
        is_accepted, fault = raw.verdict(to.con, payload)
        if not is_accepted:
            kept.refuse(payload, str(fault))  # for a file that was refused before: loading does not validate it again
        state = State.REFUSED if not is_accepted else State.PARTIAL if fault else State.NEW
        kept.log("ingest", source=name, state=state, detail=fault or f"{len(files)} saved files")
    if not is_accepted:
        raise click.ClickException(str(fault))
    if fault:
        ERR.print(fault, markup=False, highlight=False, soft_wrap=True)
    OUT.print(f"{name}: {loaded.new} new partitions; `reservewatch refresh --offline` publishes them.", soft_wrap=True)


@main.command()
@click.option(
    "--port", type=click.IntRange(1024, 65535), envvar="PORT", default=3000, show_default=True, help="Or PORT."
)
@click.option("--read-only", is_flag=True, help="A page on which nothing can be started or changed, without scheduler.")
def ui(port: int, read_only: bool) -> None:
    """Dagster's page and its scheduler, on this machine only, until TERM or Ctrl-C."""
    home = settings.home()
    with speaking_plainly(), listen(port) as listener, nullcontext() if read_only else only_scheduler(home):
        settings.make_home(home)
        if storage := settings.team.storage():
            database.team(storage).close()  # else Dagster says the same in a hundred lines
        OUT.print(f"Dagster opens at http://127.0.0.1:{port} in some seconds; Ctrl-C ends it.", highlight=False)
        fault = serve(listener, home, read_only)
    if fault:
        raise click.ClickException(fault)


@main.group("archive", cls=Whole, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def archive_(context: click.Context, as_json: bool) -> None:
    """What is kept, and how much space it takes; `export` and `import` take it elsewhere, `withdraw` takes back."""
    if context.invoked_subcommand:
        return
    with speaking_plainly():
        kept = Archive(settings.home() / "archive")
        entries, damaged = inventory(kept), kept.lost()
    if as_json:
        OUT.print_json(data=[asdict(entry) for entry in entries])
    else:
        render.show_inventory(entries)
    for source, lost in damaged.items():
        for what in lost:
            ERR.print(f"{source}: {what}", markup=False, highlight=False, soft_wrap=True)


@archive_.command("withdraw")
@click.argument("name", metavar="SOURCE", type=click.Choice([s.name for s in SOURCES]))
@click.option("--fetched", default="", help="When it came, or the beginning of that, such as 2026-11-29T03.")
@click.option("--because", default="by its user", show_default=True, help="Why, for the event log.")
def withdraw(name: str, fetched: str, because: str) -> None:
    """Take back a payload that was loaded by mistake. Its bytes stay in quarantine; `ingest` takes them again."""
    with speaking_plainly(), locked(settings.home()):
        kept = Archive(settings.home() / "archive")
        found = kept.named(name, fetched)
        for payload in found:
            kept.withdraw(payload, f"withdrawn on {settings.timestamp()[:10]}: {because}")
    said = f"{name}: withdrawn what came from {found[0].bodies[0].url}"
    OUT.print(f"{said}; `reservewatch refresh --offline` publishes without it.", highlight=False, soft_wrap=True)


@archive_.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the whole archive into one file: a tar with the hash of every member."""
    with speaking_plainly(), locked(settings.home()):
        sha = transfer.export(Archive(settings.home() / "archive"), file.resolve())
    OUT.print(f"Written: {file}, {file.stat().st_size:,} bytes, sha256 {sha}", highlight=False, soft_wrap=True)


@archive_.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Take over what an exported archive has and this one has not; a damaged one is refused whole."""
    with speaking_plainly(), locked(settings.home()):
        new = transfer.merge(Archive(settings.home() / "archive"), file, {s.name for s in SOURCES})
    said = "New: {bodies} bodies, {payloads} payloads, {quarantine} refused payloads, {ledger} lines of the event log."
    OUT.print(said.format(**new), highlight=False)
    if any(new.values()):
        OUT.print("`reservewatch refresh --offline` publishes them.")


@main.command("export")
@click.argument("marts", nargs=-1, metavar="[MART]...")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder.")
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="parquet", help="Format of the files.")
def export_(marts: tuple[str, ...], folder: Path, format_: str) -> None:
    """Write every mart, or those that are named, as a file, with datapackage.json that describes them.

    A workbook (xlsx) has a sheet on its sources, one on its columns, and the rows; 38 of them take half a minute.
    """
    names = {mart.removeprefix("marts.") for mart in marts}
    for name in sorted(names):
        _known(f"marts.{name}")
    file = settings.home() / publication.FILE
    if publication.stamp(file) is None:
        raise click.ClickException(f"nothing is published in {settings.home()} yet: run `reservewatch refresh`")
    with speaking_plainly(), duckdb.connect(str(file), read_only=True) as con:
        export_marts(con, project.tables(), folder, format_, names)
    files = [path for path in folder.iterdir() if path.suffix == f".{format_}"]
    OUT.print(f"{len(files)} files, {sum(f.stat().st_size for f in files):,} bytes, in {folder}", soft_wrap=True)


@main.command("build")
@click.argument("table", metavar="TABLE")
def build_(table: str) -> None:
    """Build one table and what it reads, and check them: for whoever writes SQL. Nothing is published."""
    _known(table)
    with speaking_plainly(), workspace.opened(settings.home()) as to:
        built = list(build(to, behind(to.tables, [table])))
    failed = [f"{b.table.key}: {r.name}: {r.detail}" for b in built for r in b.failures]
    for line in failed:
        ERR.print(line, markup=False, highlight=False, soft_wrap=True)
    again = ", ".join(b.table.key for b in built if b.is_new) or "nothing, it is current"
    passed = sum(r.success is True for b in built for r in b.results)
    OUT.print(f"Built: {again}. {passed} checks passed, {len(failed)} blocking checks failed.", highlight=False)
    sys.exit(1 if failed else 0)


def _known(table: str) -> None:
    """Raise UsageError for a table that the project does not have, with those of a similar name."""
    if table not in project.tables():
        close = get_close_matches(table, project.tables(), n=3)
        raise click.UsageError(f"no table {table}" + (f"; did you mean {', '.join(close)}?" if close else ""))


@main.command()
def snapshot() -> None:
    """Write the embedded snapshot from what is loaded: one Parquet file per source."""
    with speaking_plainly(), workspace.opened(settings.home()) as to:
        raw.export(to.con, SOURCES, settings.SNAPSHOT)
    files = sorted(settings.SNAPSHOT.glob("*.parquet"))
    OUT.print(f"{len(files)} files, {sum(f.stat().st_size for f in files):,} bytes, in {settings.SNAPSHOT}")


@main.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Rebuild as of this day: point-in-time.")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path), help="The file to write.")
def rebuild(as_of: datetime | None, target: Path) -> None:
    """Build the whole warehouse from archive and snapshot, into a file of its own."""
    if target.resolve() == settings.home() / publication.FILE:
        raise click.UsageError("--to names the published file, which only `refresh` and `rollback` write")
    if as_of and as_of.date() > settings.today():
        raise click.UsageError("--as-of names a day to come")
    with speaking_plainly():
        done = rebuild_file(settings.home(), target.resolve(), as_of.date() if as_of else None)
    for line in [f"not passed: {f}" for f in done.failed] + done.unknown:
        ERR.print(line, markup=False, highlight=False, soft_wrap=True)
    OUT.print(f"Written: {target}" + (f", as of {as_of.date()}" if as_of else ""), soft_wrap=True)
    sys.exit(1 if done.failed else 0)


@main.command()
def rollback() -> None:
    """Swap the publication before the present one back in."""
    with speaking_plainly(), locked(settings.home()):
        at, torn = publication.rollback(settings.home())
    for name in torn:
        ERR.print(f"{name} is damaged, and was passed over.", soft_wrap=True)
    OUT.print(f"Back to the publication of {at[:16].replace('T', ' ')} UTC. The next refresh publishes again.")


@main.command("alerts")
@click.option("--test", "is_test", is_flag=True, help="Send one test message to each receiver instead.")
def alerts_(is_test: bool) -> None:
    """Send the alerts that were not sent yet; exit with 1 where a receiver did not take them."""
    with speaking_plainly():
        if not dispatch.receivers():
            raise click.ClickException(
                f"no receiver is set: {', '.join(settings.alerts.RECEIVERS)}. See docs/operations.md"
            )
        done = dispatch.try_out() if is_test else dispatch.send(settings.home(), at_once=True)
    for line in [str(sent) for sent in done] or ["nothing to send"]:
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)
    sys.exit(1 if any(sent.fault for sent in done) else 0)


@main.command()
@click.option("--check", is_flag=True, help="Only check that the page matches the headers.")
def dictionary(check: bool) -> None:
    """Write docs/dictionary.md from the headers of the SQL files and the sources."""
    with speaking_plainly():
        same = page.write(check)
    if check and not same:
        raise click.ClickException("docs/dictionary.md does not match the headers: run `make dictionary`")


class ClaimOrCommand(Whole):
    """`claims`, `claims B04` and `claims check FILE`: what names no command names a claim."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A claim is shown by the command `show`."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])


@main.group(cls=ClaimOrCommand, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Every part of every claim, as JSON.")
@click.pass_context
def claims(ctx: click.Context, as_json: bool) -> None:
    """Verdicts on the claims of articles: point-in-time, revised, and for the newest period.

    `claims B04` shows one claim with its numbers, a chart and the evidence.
    """
    if ctx.invoked_subcommand:
        return
    with speaking_plainly(), render.opened(settings.home()) as con:
        if as_json:
            answer = con.execute("from marts.claims")
            click.echo(_json([d[0] for d in answer.description or []], answer.fetchall()))
        else:
            claim_tables.show_all(records(con, claim_tables.TABLE))


@claims.command()
@click.argument("name", metavar="ID")
@click.option("--sql", "with_sql", is_flag=True, help="Show the queries.")
def show(name: str, with_sql: bool) -> None:
    """One claim: quote, chart, numbers, verdicts."""
    with speaking_plainly(), render.opened(settings.home()) as con:
        claim = next((c for c in all_claims() if c.id == name.upper()), None)
        if claim is None:
            raise click.UsageError(f"no claim {name}: `reservewatch claims` lists them")
        claim_tables.show_one(con, claim, with_sql)


@claims.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", type=click.File(), help="Text of the article, to check that the quote is in its line.")
def check(file: Path, text: Any) -> None:
    """Check the file of a new claim and evaluate it with the published data."""
    with speaking_plainly(), render.opened(settings.home()) as con:
        claim = parse(file)
        Evaluation(con, project.tables()).dry_run(claim)
        if text:
            check_quote(claim, text.read())
        if taken := next((c.file for c in all_claims() if c.id == claim.id and c.file != file.resolve()), None):
            raise click.ClickException(f"{file}: {claim.id} is taken by {taken}")
        claim_tables.show_new(con, claim)
    if not text:
        OUT.print("The quote was not looked up in its article: `--text FILE` does that.", highlight=False)
    late = "" if claim.dated else ", `latest` only while no source is late"
    OUT.print(f"The file is well formed; `reservewatch refresh` evaluates it{late}.", highlight=False, soft_wrap=True)
