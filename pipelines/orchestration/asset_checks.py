"""Checks, as Dagster shows them: one per expectation, and one per source for its freshness."""

from collections.abc import Iterator, Mapping, Sequence

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
)

from pipelines.archive.attempts import answered, attempts
from pipelines.models.build import Built
from pipelines.models.table import Table
from pipelines.quality.expectations import Result
from pipelines.sources.base import Source
from pipelines.workspace import Workspace, record_sources

FRESHNESS = AssetKey(["marts", "freshness"])
ANSWERED_SPEC = AssetCheckSpec(
    "all_sources_answered", asset=AssetKey("build"), description="Every source that was asked answered as it should."
)
QUERY = "select source, state, newest_period, expected_period, days_late from marts.freshness"


def specs(tables: Mapping[AssetKey, Table]) -> list[AssetCheckSpec]:
    """One check per expectation of every table."""
    return [
        AssetCheckSpec(name, asset=key, blocking=name in table.blocking, description=text)
        for key, table in tables.items()
        for name, text in table.checks.items()
    ]


def results(context: AssetExecutionContext, built: Built) -> Iterator[AssetCheckResult]:
    """The results of a table, as far as they are selected."""
    key = AssetKey([built.table.schema, built.table.name])
    wanted = {check.name for check in context.selected_asset_check_keys if check.asset_key == key}
    for result in (r for r in built.results if r.name in wanted and r.success is not None):
        blocks = result.name in built.table.blocking
        yield _result(key, result, AssetCheckSeverity.ERROR if blocks else AssetCheckSeverity.WARN)


def freshness_specs(sources: Sequence[Source]) -> list[AssetCheckSpec]:
    """One check per source, from marts.freshness: late is reported, and stops nothing."""
    return [
        AssetCheckSpec(
            f"{s.name}_is_fresh", asset=FRESHNESS, description=f"{s.title}: the newest period that is out is here."
        )
        for s in sources
    ]


def freshness(context: AssetExecutionContext, workspace: Workspace) -> Iterator[AssetCheckResult]:
    """The freshness of every source that is selected, the attempts of this run included."""
    wanted = {check.name for check in context.selected_asset_check_keys if check.asset_key == FRESHNESS}
    if not any(name.endswith("_is_fresh") for name in wanted):
        return
    con = workspace.con
    con.execute("set variable now = ?", [workspace.now])
    record_sources(con, workspace.archive)
    for source, state, newest, expected, days in con.execute(QUERY).fetchall():
        found = f"{state or 'no values'}: newest {newest}, out {expected or 'whenever'}, {days or 0} days late"
        # A file that ended is not late; one that should go on and stands still is, and so is one that never came.
        result = Result(f"{source}_is_fresh", state is not None and (not days or state == "due"), 0, found)
        if result.name in wanted:
            yield _result(FRESHNESS, result, AssetCheckSeverity.WARN)


def answers(context: AssetExecutionContext, workspace: Workspace) -> Iterator[AssetCheckResult]:
    """Did the sources answer when they were last asked? A night on which most did not is not green."""
    came, asked = answered(attempts(workspace.archive.events()))
    if asked and ANSWERED_SPEC.key in context.selected_asset_check_keys:
        result = Result(ANSWERED_SPEC.name, came == asked, asked - came, f"{came} of {asked} sources answered")
        yield _result(ANSWERED_SPEC.asset_key, result, AssetCheckSeverity.WARN)


def _result(key: AssetKey, result: Result, severity: AssetCheckSeverity) -> AssetCheckResult:
    return AssetCheckResult(
        asset_key=key, check_name=result.name, passed=bool(result.success), severity=severity,
        metadata={"unexpected rows": result.unexpected, "found": result.detail or "nothing"},
    )  # fmt: skip
