"""Expectations: their vocabulary, and how they are validated.

The vocabulary is that of Great Expectations, and two kinds that SQL says best: `rows_where` and `no_rows` list rows
that must not exist. SQL counts, in one pass over a table, the rows that meet none of the simple ones; Great
Expectations validates the counts, one suite a table, and what SQL cannot count, and describes failures. It takes
seconds to import, so that is done only when something is validated.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines.database import listed, quoted
from pipelines.sources.base import Expectation

OURS = {"rows_where": "No row may meet this condition", "no_rows": "This query may return no row"}
# What an expectation is called, and how it is said, by its kind; any other goes by its own name.
PLAIN = {
    "expect_column_values_to_not_be_null": ("{}_is_known", "{column} is never NULL."),
    "expect_column_values_to_be_unique": ("one_row_per_{}", "No {column} comes twice."),
    "expect_compound_columns_to_be_unique": ("one_row_per_{}", "No combination of {column_list} comes twice."),
    "expect_column_values_to_be_between": ("{}_is_in_range", "{column} is {range}."),
    "expect_column_values_to_be_in_set": ("{}_is_one_of_few", "{column} is one of: {value_set}."),
}
KNOWN_KEYS = {"name", "warn", "todo"}


@dataclass(frozen=True)
class Result:
    """One expectation, validated. `success` is None where there was no row to evaluate it on."""

    name: str
    success: bool | None
    unexpected: int
    detail: str


def content(expectation: Expectation) -> tuple[str, Any]:
    """Its kind, and what it says."""
    found = [(kind, arguments) for kind, arguments in expectation.items() if kind not in KNOWN_KEYS]
    if len(found) != 1:
        raise ValueError(f"one expectation an item, its name, and warn; found {', '.join(expectation)}")
    return found[0]


def name_of(expectation: Expectation) -> str:
    """Its `name`, else one made of what it says: `one_row_per_month_and_holder_id`."""
    if "name" in expectation:
        return str(expectation["name"])
    kind, arguments = content(expectation)
    columns = arguments.get("column_list", [arguments.get("column", "")]) if isinstance(arguments, dict) else arguments
    subject = columns if isinstance(columns, str) else "_and_".join(map(str, columns))
    form = PLAIN[kind][0] if kind in PLAIN else "{}_" + kind.removeprefix("expect_").removeprefix("column_values_")
    text = form.format(subject)
    return re.sub(r"\W+", "_", text).strip("_")[:100]


def blocking(expectations: Sequence[Expectation]) -> set[str]:
    """Names of those whose failure stops the publication; with `warn: true` it is only reported."""
    return {name_of(e) for e in expectations if not e.get("warn", False)}


def description(expectation: Expectation) -> str:
    """An expectation as Dagster shows it: a sentence, and SQL as SQL."""
    kind, arguments = content(expectation)
    if kind in OURS:
        return f"{OURS[kind]}:\n\n```sql\n{dedent(arguments).strip()}\n```"
    said = {name: _listed(value) for name, value in arguments.items()}
    if kind in PLAIN:
        return PLAIN[kind][1].format(**said, range=_range(arguments))
    return f"{kind.removeprefix('expect_').replace('_', ' ')}: " + "; ".join(f"{k} {v}" for k, v in said.items())


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _range(arguments: Mapping[str, Any]) -> str:
    """What a value may be: 0 to 100, at least 0, at most 100."""
    low, high = arguments.get("min_value"), arguments.get("max_value")
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"from {low} to {high}"


def dry_run(con: DuckDBPyConnection, table: str, expectation: Expectation) -> None:
    """Run an expectation over an empty table: a column that is not there, or a kind that is none, fails here."""
    kind, arguments = content(expectation)
    if kind not in OURS and not _is_of_great_expectations(kind):
        raise ValueError(f"{kind} is no expectation of Great Expectations, nor rows_where or no_rows")
    count = _count(table, expectation)
    con.execute(count if count else f"select {', '.join(_columns(arguments)) or 1} from {table}")


def _is_of_great_expectations(kind: str) -> bool:
    spec = find_spec("great_expectations")
    return (Path(str(spec and spec.origin)).parent / "expectations" / "core" / f"{kind}.py").exists()


def _columns(arguments: Mapping[str, Any]) -> list[str]:
    return arguments.get("column_list") or [arguments[c] for c in ("column", "column_A", "column_B") if c in arguments]


# SQL of the condition that a row does not meet, by kind and the arguments that it takes.
ROW = {
    ("expect_column_values_to_not_be_null", "column"): "{column} is null",
    ("expect_column_values_to_be_between", "column max_value min_value"): (
        "not {column} between {min_value} and {max_value}"
    ),
    ("expect_column_values_to_be_between", "column min_value"): "{column} < {min_value}",
    ("expect_column_values_to_be_between", "column max_value"): "{column} > {max_value}",
    ("expect_column_values_to_be_in_set", "column value_set"): "{column} not in ({value_set})",
}


def _condition(expectation: Expectation) -> str | None:
    """SQL that is true of a row that an expectation forbids; None where it is not about single rows."""
    kind, arguments = content(expectation)
    if kind == "rows_where":
        return str(arguments)
    if kind == "no_rows":
        return None
    form = ROW.get((kind, " ".join(sorted(arguments))))
    return form.format_map({name: _sql(name, value) for name, value in arguments.items()}) if form else None


def _sql(name: str, value: Any) -> str:
    if name == "column":
        return f'"{value}"'
    if isinstance(value, list):
        return listed(value)
    return str(value) if isinstance(value, int | float) else quoted(value)


def _count(table: str, expectation: Expectation) -> str | None:
    """SQL that counts what an expectation forbids; None where only Great Expectations can tell."""
    kind, arguments = content(expectation)
    condition = _condition(expectation)
    if condition is not None:
        return f"select count(*) from {table} where {condition}"
    if kind == "no_rows":
        return f"select count(*) from ({arguments})"
    if kind in ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique") and len(arguments) == 1:
        key = ", ".join(f'"{c}"' for c in _columns(arguments))
        where = f"where {key} is not null" if "column" in arguments else ""
        return (
            f"select coalesce(sum(n), 0) from (select count(*) as n from {table} {where} group by {key} having n > 1)"
        )
    return None


def _counts(con: DuckDBPyConnection, table: str, expectations: Sequence[Expectation]) -> dict[str, int]:
    """How often each expectation is not met, by its name: those about single rows in one pass."""
    there = {row[0] for row in con.execute(f"describe {table}").fetchall()}
    countable = [e for e in expectations if content(e)[0] in OURS or there.issuperset(_columns(content(e)[1]))]
    conditions = {name_of(e): c for e in countable if (c := _condition(e)) is not None}
    columns = ", ".join(f"count(*) filter (where {c})" for c in conditions.values())
    passed = con.execute(f"select {columns} from {table}").fetchall()[0] if conditions else ()
    counts = dict(zip(conditions, passed, strict=True))
    for expectation in (e for e in countable if name_of(e) not in counts):
        if query := _count(table, expectation):
            [(counts[name_of(expectation)],)] = con.execute(query).fetchall()
    return {name: int(count) for name, count in counts.items()}


class _Engine:
    """A Great Expectations context that stores nothing, asks nothing and draws no bars."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no thread that looks after bars which nobody sees
        self.gx = gx
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = {"globally": False}
        asset = self.context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
        self.frames = asset.add_batch_definition_whole_dataframe("whole")

    def none_unexpected(self, counts: Mapping[str, int]) -> dict[str, bool]:
        """One suite over the counts of a table: whether each is zero."""
        expect = self.gx.expectations.ExpectColumnMaxToBeBetween
        suite = self.gx.ExpectationSuite("counts", [expect(column=name, min_value=0, max_value=0) for name in counts])
        batch = self.frames.get_batch({"dataframe": pd.DataFrame([dict(counts)])})
        outcome = batch.validate(suite, result_format="BOOLEAN_ONLY")
        return {r.expectation_config.kwargs["column"]: bool(r.success) for r in outcome.results}

    def validate(self, frame: pd.DataFrame, expectation: Expectation) -> Any:
        """One expectation over a frame, with what fails it."""
        kind, arguments = content(expectation)
        made = getattr(self.gx.expectations, "".join(word.capitalize() for word in kind.split("_")))
        form = {"result_format": "SUMMARY", "partial_unexpected_count": 5}
        return self.frames.get_batch({"dataframe": frame}).validate(made(**arguments), result_format=form)


@cache
def _engine() -> _Engine:
    return _Engine()


def validate(con: DuckDBPyConnection, table: str, expectations: Sequence[Expectation]) -> list[Result]:
    """Results of the expectations of a table, in their order."""
    if not expectations:
        return []
    counts = _counts(con, table, expectations)
    validated = _engine().none_unexpected(counts) if counts else {}
    results = [
        Result(name_of(e), True, 0, "") if validated.get(name_of(e)) else _described(con, table, e, counts)
        for e in expectations
    ]
    if con.execute(f"select count(*) from (from {table} limit 1)").fetchall() != [(0,)]:
        return results
    return [replace(r, success=None, detail="not evaluated: no rows") if r.success else r for r in results]


def _described(con: DuckDBPyConnection, table: str, expectation: Expectation, counts: Mapping[str, int]) -> Result:
    """The result of an expectation that is not met, or that SQL cannot count, with what was found."""
    kind, arguments = content(expectation)
    if kind in OURS:
        count, found = _rows(con, arguments if kind == "no_rows" else f"select * from {table} where {arguments}")
        return Result(name_of(expectation), False, count, found)
    outcome = _engine().validate(con.execute(f"select * from {table}").df(), expectation)
    success = bool(outcome.success) and not counts.get(name_of(expectation))
    unexpected = int(outcome.result.get("unexpected_count") or counts.get(name_of(expectation), 0))
    if success:
        return Result(name_of(expectation), True, unexpected, "")
    condition = _condition(expectation) if name_of(expectation) in counts else None  # its columns may not be there
    rows = _rows(con, f"select * from {table} where {condition}")[1] if condition else ""
    return Result(name_of(expectation), False, unexpected, "; ".join(filter(None, [_found(outcome, arguments), rows])))


def _rows(con: DuckDBPyConnection, query: str) -> tuple[int, str]:
    """How many rows a query has, and the first of them in words."""
    rows = con.execute(query).df()
    return len(rows), "; ".join(_row(r) for r in rows.head(3).to_dict("records"))


def _row(row: dict[Any, Any]) -> str:
    return ", ".join(f"{k} {v.date() if isinstance(v, pd.Timestamp) else v}" for k, v in row.items())[:300]


def _found(outcome: Any, arguments: Mapping[str, Any]) -> str:
    raised = [e["exception_message"] for e in _exceptions(outcome.exception_info)]
    seen = str(outcome.result.get("partial_unexpected_list", outcome.result))[:300]
    return "; ".join(raised) or f"{seen}; expected {', '.join(f'{k} {v}' for k, v in arguments.items())}"


def _exceptions(info: Any) -> Iterator[dict[str, Any]]:
    for part in [info, *info.values()] if isinstance(info, dict) else []:
        if isinstance(part, dict) and part.get("exception_message"):
            yield part
