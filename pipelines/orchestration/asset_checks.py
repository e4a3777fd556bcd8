"""Checks, as Dagster shows them: one per expectation, and one per source for its freshness."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
HAS_ROWS, MAY_BE_EMPTY = "has_rows", ("raw", "marts")
QUERY = "select source, state, newest_period, expected_period, days_late from marts.freshness"
LATENESS = """
select count(*) filter (days_late > 0), coalesce(max(days_late), 0), count(*) filter (state is null)
from marts.freshness
"""


def specs(tables: Mapping[AssetKey, Table]) -> list[AssetCheckSpec]:
    """One check per expectation of every table, and one that it is not empty of every raw table and mart."""
    return [
        AssetCheckSpec(HAS_ROWS, asset=key, description="The table is not empty. Some are until a first fetch.")
        for key, table in tables.items()
        if table.schema in MAY_BE_EMPTY
    ] + [
        AssetCheckSpec(name, asset=key, blocking=name in table.blocking, description=text)
        for key, table in tables.items()
        for name, text in table.checks.items()
    ]


def results(context: AssetExecutionContext, built: Built, rows: int) -> Iterator[AssetCheckResult]:
    """The results of a table, as far as they are selected."""
    key = AssetKey([built.table.schema, built.table.name])
    wanted = {check.name for check in context.selected_asset_check_keys if check.asset_key == key}
    for result in (r for r in built.results if r.name in wanted and r.success is not None):
        blocks = result.name in built.table.blocking
        yield _result(key, result, AssetCheckSeverity.ERROR if blocks else AssetCheckSeverity.WARN)
    if HAS_ROWS in wanted:
        yield _said(key, HAS_ROWS, rows > 0, {"rows": rows})


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
        periods = {"newest period": newest, "period that is out": expected}
        facts: dict[str, int | str] = {
            "days late": days or 0,
            "state": state or "no values yet",
            **{k: str(day) for k, day in periods.items() if day},
        }
        if (name := f"{source}_is_fresh") in wanted:
            # A file that ended is not late; one that should go on and stands still is, and so is one that never came.
            is_fresh = state is not None and (not days or state == "due")
            yield _said(FRESHNESS, name, is_fresh, facts)


def lateness(workspace: Workspace) -> dict[str, int]:
    """How many sources are late, by how many days the latest, and how many have no values."""
    [found] = workspace.con.execute(LATENESS).fetchall()
    return dict(zip(("sources late", "days late at most", "sources without values"), found, strict=True))


def answers(context: AssetExecutionContext, workspace: Workspace) -> Iterator[AssetCheckResult]:
    """Did the sources answer when they were last asked? A night on which most did not is not green."""
    came, asked = answered(attempts(workspace.archive.events()))
    if asked and ANSWERED_SPEC.key in context.selected_asset_check_keys:
        facts = {"sources answered": f"{came} of {asked}", "answered": came, "asked": asked}
        yield _said(ANSWERED_SPEC.asset_key, ANSWERED_SPEC.name, came == asked, facts)


def _result(key: AssetKey, result: Result, severity: AssetCheckSeverity) -> AssetCheckResult:
    found = {} if result.success else {"found": result.detail or "nothing"}
    return AssetCheckResult(
        asset_key=key, check_name=result.name, passed=bool(result.success), severity=severity,
        metadata={"unexpected rows": result.unexpected, **found},
    )  # fmt: skip


def _said(key: AssetKey, name: str, passed: bool, facts: Mapping[str, Any]) -> AssetCheckResult:
    """A result that stops nothing."""
    return AssetCheckResult(
        asset_key=key, check_name=name, passed=passed, severity=AssetCheckSeverity.WARN, metadata=facts
    )
