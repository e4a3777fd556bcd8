"""The makers: what is fetched, what is read into raw, what is built, what is published."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
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
    asset,
    multi_asset,
)
from duckdb import DuckDBPyConnection

from pipelines import changes, clock, publish, slices, warehouse
from pipelines.checks import Result, arrival, check_result, keep, says
from pipelines.fetch import Fetcher, Outcome
from pipelines.sources.base import Source
from pipelines.warehouse import Table, expectation_name

OWNER = "team:reservewatch"
log = logging.getLogger("reservewatch")


class WarehouseResource(ConfigurableResource[warehouse.Work]):
    """The build file, opened by one run at a time; `home` is where runs write."""

    home: str
    mirror: str | None = None
    licensed: list[str] = []  # noqa: RUF012 - a field of a pydantic model

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[warehouse.Work]:
        """Open the build for one run."""
        with warehouse.build(Path(self.home)) as con:
            yield warehouse.Work(con, Path(self.home), self.mirror, self.licensed, clock.now())


Build = ResourceParam[warehouse.Work]


class FetchConfig(Config):
    """`offline`: ask nobody, work with what is archived or embedded."""

    offline: bool = False


def fetch(sources: Sequence[Source]) -> AssetsDefinition:
    """One asset per source, all fetched in one step: hosts in parallel, each politely."""
    keys = {s.name: AssetKey(["fetch", s.name]) for s in sources}
    specs = [
        AssetSpec(
            keys[s.name], group_name="fetch", kinds={"python", "file"}, owners=[OWNER],
            description=f"The bytes of {s.url}, kept by hash. {s.publisher}.",
            metadata={"url": s.url, "licence": s.licence, "cadence": s.cadence, "vintage known by": s.known_by.kind},
        )
        for s in sources
    ]  # fmt: skip
    answers = [
        AssetCheckSpec(
            "answered", asset=key, description="The publisher answered with something new, or that nothing is."
        )
        for key in keys.values()
    ]

    @multi_asset(name="fetch", specs=specs, check_specs=answers, can_subset=True)
    def _fetch(context: AssetExecutionContext, config: FetchConfig, build: Build) -> Iterator[Any]:
        wanted = context.selected_asset_keys | {check.asset_key for check in context.selected_asset_check_keys}
        asked = [s for s in sources if keys[s.name] in wanted]
        outcomes = {s.name: Outcome(s.name, "offline") for s in asked}
        if not config.offline:
            outcomes |= _outcomes(build, asked)
        for source in asked:
            yield from _fetched(context, build, keys[source.name], outcomes[source.name])

    return _fetch


def _outcomes(build: warehouse.Work, asked: Sequence[Source]) -> dict[str, Outcome]:
    """What came of asking those that are to be asked."""
    may_ask = [s for s in asked if s.access == "open" or s.name in build.licensed]
    fetcher = Fetcher(build.archive, build.mirror, pace=0 if build.mirror else 1, today=build.now.date())
    return {s.name: Outcome(s.name, "not asked") for s in asked} | fetcher.fetch(may_ask)


def _fetched(
    context: AssetExecutionContext, build: warehouse.Work, key: AssetKey, outcome: Outcome
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """What came of one source, for the asset, for its check, or for both, as selected."""
    kept = build.archive.payloads(outcome.source)
    age = f"last good payload of {kept[-1].fetched_at[:10]}" if kept else "no payload yet: the snapshot stands in"
    failed = outcome.state in {"failed", "refused", "partial"}
    log.info("%s %s%s", outcome.source, outcome.state, f": {outcome.detail}; {age}" if failed else "")
    facts = {"state": outcome.state, "detail": outcome.detail or "-", "kept": age}
    if key in context.selected_asset_keys:
        yield MaterializeResult(asset_key=key, metadata={**facts, "payload": kept[-1].id if kept else "-"})
    if any(check.asset_key == key for check in context.selected_asset_check_keys):
        yield AssetCheckResult(
            asset_key=key, check_name="answered", passed=not failed, severity=AssetCheckSeverity.WARN, metadata=facts
        )  # fmt: skip


ARRIVAL = {
    "newest_payload_accepted": "The newest payload is what the source declares; a refused one is in quarantine.",
}


def raw(table: Table) -> AssetsDefinition:
    """Read what was fetched into slices; a doubtful payload is quarantined and blocks nobody."""
    source = table.source
    assert source is not None
    key = AssetKey(["raw", source.name])
    names = {**{expectation_name(e): f"On arrival, {says(e)}" for e in source.expect}, **ARRIVAL}
    specs = [AssetCheckSpec(n, asset=key, description=d) for n, d in names.items()]

    spec = _spec(table, [AssetKey(["fetch", source.name])], {"python", "duckdb"})

    @multi_asset(name=f"raw__{source.name}", specs=[spec], check_specs=specs)
    def _raw(build: Build) -> MaterializeResult:
        loaded = slices.load(build.con, source, build.archive, warehouse.SNAPSHOT, arrival)
        warehouse.record(build.con, table, warehouse.fingerprint(build.con, table, {}))
        results = _arrivals(build, source, loaded)
        log.info(
            "raw.%s %s", source.name, f"refused: {loaded.refused}" if loaded.refused else f"{loaded.new} new slices"
        )
        checks = [check_result(key, r, AssetCheckSeverity.WARN) for r in results if r.name in names]
        return MaterializeResult(metadata={**_facts(build.con, table), "new slices": loaded.new}, check_results=checks)

    return _raw


def _arrivals(build: warehouse.Work, source: Source, loaded: slices.Loaded) -> list[Result]:
    """Results of the newest judgement; kept with all others."""
    rows = build.con.execute(
        "select expectation, success, unexpected_count, detail from meta.expectations where table_name = ?",
        [f"raw.{source.name}"],
    ).fetchall()
    judged = [Result(*row) for row in rows if row[0] not in ARRIVAL]
    missing = {expectation_name(e) for e in source.expect} - {r.name for r in judged}
    judged += [Result(name, loaded.refused is None, 0, "not reached") for name in missing]
    judged.append(Result("newest_payload_accepted", loaded.refused is None, 0, loaded.refused or ""))
    keep(build.con, f"raw.{source.name}", warehouse.fingerprints(build.con)[f"raw.{source.name}"], judged)
    return judged


def model(table: Table) -> AssetsDefinition:
    """Build one table from its SQL, unless it stands as it would be built."""

    spec = _spec(table, [AssetKey(read.split(".")) for read in table.reads], {"sql", "duckdb"})

    @multi_asset(name=f"{table.schema}__{table.name}", specs=[spec])
    def _model(build: Build) -> MaterializeResult:
        if not warehouse.stands(build.con, table):
            warehouse.write(build.con, table)
        log.info("%s", table.key)
        return MaterializeResult(metadata=_facts(build.con, table))

    return _model


def published(tables: Sequence[Table]) -> AssetsDefinition:
    """The file that people open, swapped in whole once everything in it is audited."""

    @asset(
        key=["published"], group_name="published", kinds={"duckdb", "file"}, owners=[OWNER],
        # The night's run begins at 02:30 and ends within minutes.
        freshness_policy=FreshnessPolicy.cron("0 4 * * *", timedelta(minutes=90), timezone="America/New_York"),
        deps=[AssetKey(t.key.split(".")) for t in tables],
        description="warehouse/reservewatch.duckdb: every table, audited at one fingerprint, swapped in whole.",
    )  # fmt: skip
    def _published(build: Build) -> MaterializeResult:
        try:
            warehouse.introduce(build.con, build.archive)  # the tries of this run too
            done = publish.publish(build.con, build.home)
        except publish.NotAudited as error:
            raise Failure(str(error)) from None
        log.info("published" if done.is_new else "nothing new: every table is already published")
        facts = {"path": str(done.path), "fingerprint": done.fingerprint, "published at": done.published_at}
        news = MetadataValue.md("\n".join(f"- {changes.said(c)}" for c in done.changes) or "-")
        return MaterializeResult(
            metadata={**facts, "new": done.is_new, "what changed": news, "bytes": done.path.stat().st_size}
        )

    return _published


def _spec(table: Table, deps: Sequence[AssetKey], kinds: set[str]) -> AssetSpec:
    """What Dagster shows of a table before it was ever built."""
    query = f"\n\n```sql\n{table.query}\n```" if table.query else ""
    columns = [TableColumn(c.name, c.type, f"[{c.unit}] {c.description}") for c in table.columns]
    return AssetSpec(
        AssetKey([table.schema, table.name]),
        deps=deps,
        group_name=table.group,
        owners=[OWNER],
        kinds=kinds,
        code_version=sha256(table.query.encode()).hexdigest()[:12],
        description=table.description + query,
        metadata={"dagster/table_name": table.key, "dagster/column_schema": TableSchema(columns)},
    )


def _facts(con: DuckDBPyConnection, table: Table) -> dict[str, Any]:
    """Row count and newest month of a table as it stands."""
    rows, newest = con.execute(
        "select row_count, newest_period from meta.tables where table_name = ?", [table.key]
    ).fetchall()[0]
    return {"dagster/row_count": rows, "newest month": str(newest)}
