"""Expectations, judged by Great Expectations; one blocking Dagster check each.

Great Expectations takes seconds to import, so it is imported only when something is judged. Its
pandas engine runs on frames read from DuckDB. Rows that must not exist (`rows_where`, `no_rows`) are
found by SQL; that there are none is then an expectation like any other.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import dedent
from typing import Any

import pandas as pd
from dagster import (
    AssetCheckExecutionContext,
    AssetCheckResult,
    AssetChecksDefinition,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    ResourceParam,
    multi_asset_check,
)
from duckdb import DuckDBPyConnection

from pipelines import meta, warehouse
from pipelines.archive import now
from pipelines.sources.base import Expectation, Source
from pipelines.warehouse import Table, Work, expectation_name


@dataclass(frozen=True)
class Result:
    """One expectation, judged."""

    name: str
    success: bool
    unexpected: int
    detail: str


class _Judge:
    """A Great Expectations context that stores nothing, asks nothing and draws no bars."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx

        self.gx = gx
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = {"globally": False}
        asset = self.context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
        self.frames = asset.add_batch_definition_whole_dataframe("whole")

    def validate(self, frame: pd.DataFrame, kind: str, arguments: dict[str, Any]) -> Any:
        expectation = getattr(self.gx.expectations, "".join(word.capitalize() for word in kind.split("_")))
        batch = self.frames.get_batch({"dataframe": frame})
        form = {"result_format": "SUMMARY", "partial_unexpected_count": 5}
        return batch.validate(expectation(**arguments), result_format=form)


@cache
def _judge() -> _Judge:
    return _Judge()


def validate(con: DuckDBPyConnection, table: str, expectations: Sequence[Expectation]) -> list[Result]:
    """Judge a table, or the registered frame `payload`, by its expectations, in their order."""
    judge = _judge()
    whole = None
    results = []
    for expectation in expectations:
        query = warehouse.offending(table, expectation)
        if query is not None:
            rows = con.execute(query).df()
            outcome = judge.validate(rows, "expect_table_row_count_to_equal", {"value": 0})
            found = "; ".join(_row(r) for r in rows.head(3).to_dict("records"))
            results.append(Result(expectation_name(expectation), bool(outcome.success), len(rows), found))
            continue
        whole = con.execute(f"select * from {table}").df() if whole is None else whole
        kind, arguments = next((k, v) for k, v in expectation.items() if k.startswith("expect_"))
        outcome = judge.validate(whole, kind, dict(arguments))
        count = int(outcome.result.get("unexpected_count") or 0)
        found = _found(outcome, arguments)
        results.append(Result(expectation_name(expectation), bool(outcome.success), count, found))
    return results


def _row(row: dict[Any, Any]) -> str:
    return ", ".join(f"{k} {v.date() if isinstance(v, pd.Timestamp) else v}" for k, v in row.items())[:300]


def _found(outcome: Any, said: Mapping[str, Any]) -> str:
    if outcome.success:
        return ""
    raised = [e["exception_message"] for e in _exceptions(outcome.exception_info)]
    seen = str(outcome.result.get("partial_unexpected_list", outcome.result))[:300]
    return "; ".join(raised) or f"{seen}; expected {', '.join(f'{k} {v}' for k, v in said.items())}"


def _exceptions(info: Any) -> Iterator[dict[str, Any]]:
    for part in [info, *info.values()] if isinstance(info, dict) else []:
        if isinstance(part, dict) and part.get("exception_message"):
            yield part


def arrival(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame) -> list[str]:
    """Judge a parsed payload before it may enter raw. Returns what is wrong with it."""
    con.register("payload", frame.rename_axis("line").reset_index())
    results = validate(con, "payload", source.expect)
    con.unregister("payload")
    keep(con, f"raw.{source.name}", "", results)
    return [f"{r.name} fails in {r.unexpected} rows, such as: {r.detail}" for r in results if not r.success]


def audit(con: DuckDBPyConnection, table: Table) -> list[Result]:
    """Judge a built model, unless it passed at this very fingerprint, and keep the results."""
    print_ = warehouse.fingerprints(con).get(table.key)
    if print_ is None:
        raise warehouse.BadModel(f"{table.key} is not built yet: materialize it first")
    if warehouse.passed(con, table, print_):
        judged = con.execute(
            "select expectation, success, unexpected_count, detail from meta.expectations"
            " where table_name = ? and fingerprint = ?",
            [table.key, print_],
        )
        return [Result(*row) for row in judged.fetchall()]
    results = validate(con, table.key, table.expect)
    keep(con, table.key, print_, results)
    return results


def keep(con: DuckDBPyConnection, table: str, print_: str, results: Iterable[Result]) -> None:
    """Keep the newest results of a table in `meta.expectations`."""
    con.execute("delete from meta.expectations where table_name = ?", [table])
    for r in results:
        meta.put(con, "expectations", [table, r.name, r.success, r.unexpected, r.detail, print_, now()])


def checks_of(table: Table) -> AssetChecksDefinition:
    """The checks of one model: a failed one stops everything that reads the table."""
    key = AssetKey([table.schema, table.name])
    stopping = warehouse.blocking(table)
    named = {expectation_name(e): says(e) for e in table.expect}
    specs = [AssetCheckSpec(n, asset=key, blocking=n in stopping, description=d) for n, d in named.items()]

    @multi_asset_check(name=f"{table.schema}__{table.name}__expectations", specs=specs, can_subset=True)
    def check(context: AssetCheckExecutionContext, build: ResourceParam[Work]) -> Iterator[AssetCheckResult]:
        wanted = {k.name for k in context.selected_asset_check_keys}
        for result in audit(build.con, table):
            if result.name in wanted:
                severity = AssetCheckSeverity.ERROR if result.name in stopping else AssetCheckSeverity.WARN
                yield check_result(key, result, severity)

    return check


FRESHNESS = "select source, state, newest_period, expected_period, days_late from marts.freshness"


def freshness(sources: Sequence[Source]) -> AssetChecksDefinition:
    """One check per source, from marts.freshness: late is said, and stops nothing."""
    key = AssetKey(["marts", "freshness"])
    specs = [
        AssetCheckSpec(
            f"{s.name}_is_fresh", asset=key, description=f"{s.title}: the newest period that is out is here."
        )
        for s in sources
    ]

    @multi_asset_check(name="freshness", specs=specs, can_subset=True)
    def check(context: AssetCheckExecutionContext, build: ResourceParam[Work]) -> Iterator[AssetCheckResult]:
        wanted = {k.name for k in context.selected_asset_check_keys}
        build.con.execute("set variable now = ?", [build.now])
        warehouse.introduce(build.con, build.archive)  # the tries of this run too
        for source, state, newest, expected, days in build.con.execute(FRESHNESS).fetchall():
            found = f"{state or 'no figures'}: newest {newest}, out {expected or 'whenever'}, {days or 0} days late"
            # A file that ended is not late; one that should go on and stands still is.
            result = Result(f"{source}_is_fresh", not days or state == "due", 0, found)
            if result.name in wanted:
                yield check_result(key, result, AssetCheckSeverity.WARN)

    return check


def says(expectation: Expectation) -> str:
    """An expectation as Dagster shows it: SQL as SQL, the rest as it stands in the header."""
    for kind in ("rows_where", "no_rows"):
        if kind in expectation:
            return f"{kind}:\n\n```sql\n{dedent(expectation[kind]).strip()}\n```"
    return "\n".join(f"{k}: {v}" for k, v in expectation.items() if k not in {"name", "warn"})


def check_result(key: AssetKey, result: Result, severity: AssetCheckSeverity) -> AssetCheckResult:
    """A result as Dagster shows it."""
    return AssetCheckResult(
        asset_key=key, check_name=result.name, passed=result.success, severity=severity,
        metadata={"unexpected rows": result.unexpected, "found": result.detail or "nothing"},
    )  # fmt: skip
