"""The makers, as Dagster shows them: fetch, build, publish. One step each; what need not be done is decided inside.

Only what was built again is materialized again, unless somebody asks for it by name. So a night on which nothing is
new leaves one attempt for each source, and that it was published already.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Config,
    ConfigurableResource,
    Failure,
    FreshnessPolicy,
    InitResourceContext,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    TableColumn,
    TableSchema,
    multi_asset,
)

from pipelines import project, settings, workspace
from pipelines.archive.attempts import PROBLEMS, Outcome, State
from pipelines.archive.fetch import Fetcher
from pipelines.models.build import Built, build
from pipelines.models.table import RawTable, Table
from pipelines.orchestration import asset_checks, history
from pipelines.orchestration.content import content, escaped
from pipelines.outputs.base import NotWritten, Output
from pipelines.publish import changes, publication, seal
from pipelines.sources.base import Source
from pipelines.workspace import Workspace

OWNER = "team:reservewatch"
BUILD, PUBLISHED = AssetKey("build"), AssetKey("published")
REPORT = "/report/"  # on the address of Dagster's page
MAX_TAG = 63  # letters of the value of a tag
log = logging.getLogger("reservewatch")
Events = Iterator[MaterializeResult | AssetCheckResult]


class WorkspaceResource(ConfigurableResource[Workspace]):
    """The build file, opened by one run at a time; `home` is where runs write."""

    home: str
    mirror: str | None = None
    licensed: list[str] = []  # noqa: RUF012 - a field of a pydantic model

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Workspace]:
        """Open the build for one run."""
        with workspace.opened(Path(self.home), self.mirror, self.licensed) as opened:
            if seal.repair(opened.home / publication.FILE, opened.archive):
                with suppress(NotWritten):  # this run brings them once more when it publishes, and says so
                    publication.bring_outputs(opened.home, [output.name for output in project.OUTPUTS])
            opened.archive.verify(opened.now.date())
            yield opened


class FetchConfig(Config):
    """`offline`: do not use the network; work with what is archived or embedded."""

    offline: bool = False


def selected(context: AssetExecutionContext) -> set[AssetKey]:
    """Assets that a run is asked for, or for a check of them."""
    return set(context.selected_asset_keys) | {key.asset_key for key in context.selected_asset_check_keys}


def fetch(
    sources: Sequence[Source],
    name: str = "fetch",
    resource: str = "workspace",
    then: Callable[[Workspace, Source], object] = lambda *_: None,
) -> AssetsDefinition:
    """One asset per source, all fetched in one step: hosts in parallel, each politely. `then` is done of each."""
    specs = [
        AssetSpec(
            ["fetch", s.name], group_name="fetch", kinds={"python", "file"}, owners=[OWNER],
            tags=_tags("fetch", s), description=_about(s),
            metadata={
                "address": MetadataValue.url(s.url), "licence": s.licence, "cadence": s.cadence,
                "vintage known by": s.known_by.kind,
            },
        )
        for s in sources
    ]  # fmt: skip
    text = "The publisher answered with something new, or that nothing is."
    answered = [AssetCheckSpec("answered", asset=spec.key, description=text) for spec in specs]

    @multi_asset(name=name, specs=specs, check_specs=answered, can_subset=True, required_resource_keys={resource})
    def _fetch(context: AssetExecutionContext, config: FetchConfig) -> Iterator[Any]:
        workspace = getattr(context.resources, resource)
        asked = [s for s in sources if AssetKey(["fetch", s.name]) in selected(context)]
        outcomes = {s.name: Outcome(s.name, State.OFFLINE) for s in asked}
        if not config.offline:
            outcomes |= ask(workspace, asked)
        for source in asked:
            then(workspace, source)
            yield from _fetched(context, workspace, outcomes[source.name])

    return _fetch


def _about(source: Source) -> str:
    """What a source is, from whom, and where: the catalog shows the first words only."""
    kept = "Every download is archived as it came." if source.access != "embedded" else "Embedded; nothing is fetched."
    return f"{source.title}.\n\n{source.publisher}. {kept}"


def _tags(layer: str, source: Source | None = None) -> dict[str, str]:
    """Tags to filter by in the catalog: the layer; of a source also its publisher and how it may be had."""
    if source is None:
        return {"layer": layer}
    publisher = re.sub(r"[^A-Za-z0-9]+", "_", source.publisher)[:MAX_TAG].strip("_")
    return {"layer": layer, "publisher": publisher, "access": source.access}


def ask(workspace: Workspace, sources: Sequence[Source]) -> dict[str, Outcome]:
    """What came of asking those that are to be asked."""
    may_ask = [s for s in sources if s.access == "open" or s.name in workspace.licensed]
    mirror = workspace.mirror
    fetcher = Fetcher(workspace.archive, mirror, pace=0 if mirror else 1, today=workspace.now.date())
    return {s.name: Outcome(s.name, State.NOT_ASKED) for s in sources} | fetcher.fetch(may_ask)


def _fetched(context: AssetExecutionContext, workspace: Workspace, outcome: Outcome) -> Events:
    """What came of one source, for the asset, for its check, or for both, as selected."""
    key = AssetKey(["fetch", outcome.source])
    kept = workspace.archive.payloads(outcome.source)
    age = f"last good payload of {kept[-1].fetched_at[:10]}" if kept else "no payload yet: the snapshot is used"
    failed = outcome.state in PROBLEMS
    facts = {"state": outcome.state.value, "kept": age, **({"detail": outcome.detail} if outcome.detail else {})}
    if key in context.selected_asset_keys:
        newest = {"newest payload": kept[-1].id} if kept else {}
        yield MaterializeResult(asset_key=key, metadata={**facts, **newest, "payloads kept": len(kept)})
    if any(check.asset_key == key for check in context.selected_asset_check_keys):
        yield AssetCheckResult(
            asset_key=key, check_name="answered", passed=not failed, severity=AssetCheckSeverity.WARN, metadata=facts
        )  # fmt: skip


def tables(
    all_tables: Mapping[str, Table], sources: Sequence[Source], op_tags: Mapping[str, str] | None = None
) -> AssetsDefinition:
    """One asset per table, raw ones and models, built in one step in their order, each check as soon as it can be."""
    keys = {asset_key(table): table for table in all_tables.values()}
    whole = AssetSpec(
        BUILD, deps=list(keys), group_name="published", kinds={"duckdb", "file"}, owners=[OWNER], skippable=True,
        tags=_tags("published"),
        description="Every table, up to date with its inputs, in build.duckdb. What is published is a copy of it.",
    )  # fmt: skip
    specs = [*map(_spec, keys.values()), whole]
    checks = [*asset_checks.specs(keys), *asset_checks.freshness_specs(sources), asset_checks.ANSWERED_SPEC]

    @multi_asset(name="build", specs=specs, check_specs=checks, can_subset=True, op_tags=op_tags)
    def _build(context: AssetExecutionContext, workspace: ResourceParam[Workspace]) -> Iterator[Any]:
        context.log.addFilter(_is_news)
        wanted = [table for key, table in keys.items() if key in selected(context)]
        is_whole = BUILD in context.selected_asset_keys
        found = []
        for built in _told(wanted, build(workspace, wanted)):
            found.append(built)
            yield from _built(context, workspace, built, is_whole)
        yield from asset_checks.freshness(context, workspace)
        yield from asset_checks.answers(context, workspace)
        if is_whole and not any(built.failures for built in found):
            yield MaterializeResult(asset_key=BUILD, metadata={**_summary(found), **asset_checks.lateness(workspace)})

    return _build


def _is_news(record: logging.LogRecord) -> bool:
    """Not Dagster's list of all checks of tables that are current, 30 kB in every run."""
    return "did not yield or return expected outputs" not in record.getMessage()


def _told(wanted: Sequence[Table], tables: Iterator[Built]) -> Iterator[Built]:
    """The tables as they are built, each that is worked on told, and each layer that ended."""
    left, new = Counter(table.schema for table in wanted), Counter[str]()
    for built in tables:
        layer = built.table.schema
        left[layer] -= 1
        new[layer] += built.is_new
        if built.is_validated:
            log.getChild("tables").info("%s %s", built.table.key, built.note)
        yield built
        if not left[layer]:
            every = sum(table.schema == layer for table in wanted)
            log.info("%s: %d built again, %d current", layer, new[layer], every - new[layer])


def asset_key(table: Table) -> AssetKey:
    """The asset of a table."""
    return AssetKey([table.schema, table.name])


def _built(context: AssetExecutionContext, workspace: Workspace, built: Built, is_whole: bool) -> Events:
    """A table and its checks: as far as they are new, or were asked for by name."""
    key = asset_key(built.table)
    if key in context.selected_asset_keys and (built.is_new or not is_whole):
        yield MaterializeResult(asset_key=key, metadata=_facts(workspace, built))
    if built.is_validated or not is_whole:
        yield from asset_checks.results(context, built, _rows(workspace, built.table)[0])


def _facts(workspace: Workspace, built: Built) -> dict[str, Any]:
    """Row count and newest period of a table; of a mart also what it shows."""
    rows, newest = _rows(workspace, built.table)
    period = {"newest period": str(newest)} if newest else {}
    shown = content(workspace.con, built.table) if rows and built.table.schema == "marts" else {}
    return {"dagster/row_count": rows, **period, **shown, "done": built.note}


def _rows(workspace: Workspace, table: Table) -> tuple[int, date | None]:
    """Row count and newest period, as they were noted when it was built."""
    query = "select row_count, newest_period from meta.tables where table_name = ?"
    [(rows, newest)] = workspace.con.execute(query, [table.key]).fetchall()
    return rows, newest


def _summary(found: Sequence[Built]) -> dict[str, Any]:
    results = [result for built in found for result in built.results]
    return {
        "tables": len(found), "built again": sum(b.is_new for b in found),
        "checks passed": sum(r.success is True for r in results),
        "checks failed": sum(r.success is False for r in results),
        "not evaluated": sum(r.success is None for r in results),
    }  # fmt: skip


def _spec(table: Table) -> AssetSpec:
    """What Dagster shows of a table before it was ever built."""
    query = f"\n\n```sql\n{table.query}\n```" if table.query else ""
    columns = [TableColumn(c.name, c.type, f"[{c.unit}] {c.description}") for c in table.columns]
    source = table.source if isinstance(table, RawTable) else None
    upstream = [AssetKey(["fetch", table.name])] if source else []
    return AssetSpec(
        asset_key(table), deps=[*upstream, *(AssetKey(read.split(".")) for read in table.reads)],
        group_name=table.group, owners=[OWNER], kinds=set(table.kinds), code_version=table.version, skippable=True,
        description=table.description + query, tags=_tags(table.schema, source),
        metadata={"dagster/table_name": table.key, "dagster/column_schema": TableSchema(columns)},
    )  # fmt: skip


def publish(outputs: Sequence[Output], op_tags: Mapping[str, str] | None = None) -> AssetsDefinition:
    """The file that people open, swapped in whole once everything in it is audited, and what is written beside it."""
    file = AssetSpec(
        PUBLISHED, deps=[BUILD], group_name="published", kinds={"duckdb", "file"}, owners=[OWNER], skippable=True,
        # The night's run begins at 02:30 and ends within minutes.
        freshness_policy=FreshnessPolicy.cron("0 4 * * *", timedelta(minutes=90), timezone=settings.NEW_YORK),
        tags=_tags("published"),
        description="Every table in one file, reservewatch.duckdb, audited at one fingerprint and swapped in whole.",
    )  # fmt: skip
    keys = {AssetKey(["output", o.name]): o for o in outputs}
    specs = [
        AssetSpec(
            key, deps=[PUBLISHED], group_name="published", kinds=set(o.kinds), owners=[OWNER], skippable=True,
            tags=_tags("published"), description=o.description,
        )
        for key, o in keys.items()
    ]  # fmt: skip

    @multi_asset(name="publish", specs=[file, *specs], can_subset=True, op_tags=op_tags)
    def _publish(context: AssetExecutionContext, workspace: ResourceParam[Workspace]) -> Iterator[Any]:
        asked = context.selected_asset_keys
        if PUBLISHED in asked:
            yield _published(workspace)
        # A file that is published anew brings all its outputs, those too that nobody asked for.
        wanted = {o.name: o for key, o in keys.items() if key in asked or PUBLISHED in asked}
        for name in _brought(workspace.home, wanted):
            log.info("%s written", name)
            if (key := AssetKey(["output", name])) in asked:
                yield MaterializeResult(asset_key=key, metadata=_written(workspace.home, wanted[name]))
        history.drop_old_runs(context.instance, settings.history_days(), settings.history_runs())

    return _publish


def _published(workspace: Workspace) -> MaterializeResult:
    try:
        done = publication.publish(workspace, workspace.home)
    except publication.NotAudited as error:
        raise Failure(str(error)) from None
    log.info("published" if done.is_new else "nothing new: every table is already published")
    news = "\n".join(f"- {escaped(changes.said(c))}" for c in done.changes) or "Nothing that was published before."
    facts: dict[str, Any] = {
        "report": MetadataValue.url(REPORT), "what changed": MetadataValue.md(news), "new": done.is_new,
        "published at": done.published_at, "bytes": done.path.stat().st_size,
        "path": MetadataValue.path(str(done.path)), "fingerprint": done.fingerprint[:12],
    }  # fmt: skip
    return MaterializeResult(asset_key=PUBLISHED, metadata=facts)


def _brought(home: Path, wanted: Collection[str]) -> list[str]:
    """The outputs that were written."""
    try:
        return publication.bring_outputs(home, wanted)
    except NotWritten as fault:
        raise Failure(str(fault)) from None


def _written(home: Path, output: Output) -> dict[str, MetadataValue]:
    """Where an output is; the report is also a page beside Dagster's own."""
    page = {"open": MetadataValue.url(REPORT)} if output.name == "report" else {}
    return {**page, "path": MetadataValue.path(output.place(home))}
