"""How claims and their verdicts look on the terminal."""

from collections import Counter
from math import isfinite
from typing import Any

from duckdb import DuckDBPyConnection
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from pipelines import project
from pipelines.claims.claim import Claim
from pipelines.claims.evaluation import FIELDS, WAYS, Evaluation
from pipelines.cli.chart import chart
from pipelines.cli.render import OUT
from pipelines.database import records

COLOURS = {
    "SUPPORTED": "green", "SUPPORTED_ROUNDED": "green", "CONSISTENT": "green", "CONTRADICTED": "red",
    "NOT_CONSISTENT": "red", "MIXED": "yellow", "INCONCLUSIVE": "yellow",
}  # fmt: skip
SHORT = {"SUPPORTED_ROUNDED": "rounded"}
FETCH = "Not known until it is fetched: {}"
NOTHING = "No row meets the conditions of the query, or its value is NULL: check names, such as holder_id. Held: {}."
WIDE = 110  # columns in which the words of a claim have room beside three verdicts
TABLE = """
select claim, any_value(statement) as statement,
  max(claim_verdict) filter (evaluation = 'point_in_time') as "point_in_time",
  max(claim_verdict) filter (evaluation = 'revised') as revised,
  max(claim_verdict) filter (evaluation = 'latest') as latest,
  coalesce(
    list(distinct evaluation) filter (parts_unknown > 0 and claim_verdict not in ('NO_DATA', 'NO_VINTAGE')), []
  ) as in_part,
  bool_or(is_stale) as is_stale
from marts.claims
group by claim
order by claim
"""
ONE = """
select
  part, evaluation, period, age_days, observed, observed_low, observed_high, claimed, unit, rule, because, verdict,
  claim_verdict, reason, evidence_sql
from marts.claims
"""


def show_all(rows: list[dict[Any, Any]]) -> None:
    """Every claim, its words whole: a row each, or a block where the line is short; and the counts of the verdicts."""
    _show_table(rows) if OUT.width >= WIDE else _show_blocks(rows)
    OUT.print(
        "rounded: supported within rounding   ? some parts not evaluated   * supported point-in-time, not any more\n"
        "no latest: the words fix the period",
        style="dim",
    )
    OUT.print(_counts(rows))
    OUT.print("One claim with its evidence: reservewatch claims B04", highlight=False)


def _show_table(rows: list[dict[Any, Any]]) -> None:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    grid.add_column("", width=4)
    grid.add_column("claim", width=OUT.width - 57)
    for way in WAYS:
        grid.add_column(way, no_wrap=True, width=15)
    for row in rows:
        grid.add_row(row["claim"], Text(row["statement"]), *_verdicts(row))
    OUT.print(grid)


def _show_blocks(rows: list[dict[Any, Any]]) -> None:
    for row in rows:
        grid = Grid(box=None, pad_edge=False, show_header=False)
        grid.add_column("", width=4)
        grid.add_column("claim")
        said = zip(WAYS, _verdicts(row), strict=True)
        grid.add_row(row["claim"], Text(row["statement"]))
        grid.add_row("", "   ".join(f"[dim]{way.replace('_', '-')}[/] {verdict}" for way, verdict in said if verdict))
        OUT.print(grid, highlight=False)


def _verdicts(row: dict[Any, Any]) -> list[str]:
    """The three verdicts of a claim with their marks; empty where there is none."""
    cells = [(_coloured(row[j]) if row[j] else "") + ("?" if j in row["in_part"] else "") for j in WAYS]
    return [*cells[:2], cells[2] + ("*" if row["is_stale"] else "")]


def _counts(rows: list[dict[Any, Any]]) -> Grid:
    """How many claims have each verdict, three ways."""
    counts = {way: Counter(row[way] for row in rows if row[way]) for way in WAYS}
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    grid.add_column("", width=16)
    for way in WAYS:
        grid.add_column(way, justify="right")
    for verdict, _ in sum(counts.values(), Counter()).most_common():
        grid.add_row(_coloured(verdict), *(str(counts[j][verdict] or "") for j in WAYS))
    return grid


def show_one(con: DuckDBPyConnection, claim: Claim, with_sql: bool) -> None:
    """The quote, the verdict of the whole, a chart of the series, and each part with its numbers, three ways."""
    OUT.print(f"[bold]{claim.id}[/]  {claim.claim}", highlight=False)
    OUT.print(f"  “{claim.quote}”", style="italic", markup=False, highlight=False, soft_wrap=True)
    OUT.print(f"  {claim.claimant}, {claim.claim_date}, article {claim.article}, line {claim.line}", highlight=False)
    if claim.note:
        OUT.print(f"  {claim.note}", markup=False, highlight=False)
    parts = f"{ONE} where claim = ? order by part_number, evaluation = 'latest', evaluation = 'revised'"
    rows = records(con, parts, [claim.id])
    OUT.print(f"  {_whole(rows)}", highlight=False)
    if claim.series:
        points = [
            (day, value) for day, value in con.execute(claim.series).fetchall() if value is not None and isfinite(value)
        ]
        OUT.print("\n".join(["", *chart(points)] if len(points) > 1 else []), markup=False, highlight=False)
    _show_parts(rows, with_sql)


def _whole(rows: list[dict[str, Any]]) -> str:
    """The verdicts of the whole claim."""
    found = {row["evaluation"]: row["claim_verdict"] for row in rows}
    said = [f"{way.replace('_', '-')}: {_coloured(found[way])}" for way in WAYS if way in found]
    return "   ".join(said) or "not published yet: `reservewatch refresh` evaluates it"


def show_new(con: DuckDBPyConnection, claim: Claim) -> None:
    """The evaluation of a claim that is not yet published."""
    evaluation = Evaluation(con, project.tables())
    for way in claim.ways[1:]:  # what was known on its day, a refresh finds out
        for row in evaluation.evaluate(claim, way):
            part = dict(zip(FIELDS, row, strict=True))
            seen = "not known" if part["observed"] is None else f"{part['observed']:,.4g} {part['unit']}"
            why = part["reason"] or (FETCH.format(claim.needs) if claim.needs else NOTHING.format(part["coverage"]))
            said = f"{way} {part['part']}: {seen}, {part['verdict'] or 'NO_DATA'}. {why}"
            OUT.print(said, markup=False, highlight=False, soft_wrap=True)


def _show_parts(rows: list[dict[str, Any]], with_sql: bool) -> None:
    part_before = None
    for row in rows:
        if row["part"] == part_before and row["verdict"] == "UNTESTABLE":
            continue
        if row["part"] != part_before:
            held = (
                "" if row["claimed"] is None else f" {row['rule'].replace('_', ' ')} {row['claimed']:,g} {row['unit']}"
            )
            OUT.print(f"\n[bold]{row['part']}[/]{held} [dim]({row['because']})[/]", highlight=False)
        part_before = row["part"]
        way = "" if row["verdict"] == "UNTESTABLE" else row["evaluation"]
        period = str(row["period"] or "")[:7]
        OUT.print(f"  {way:8} {period:8} {_seen(row):>9}  {_coloured(row['verdict'])}{_age(row)}", highlight=False)
        OUT.print(Padding(Text(row["reason"]), (0, 0, 0, 11)), style="dim")
        if with_sql and row["evidence_sql"]:
            OUT.print(row["evidence_sql"], markup=False, highlight=False, soft_wrap=True)


def _seen(row: dict[str, Any]) -> str:
    """The observed value, with its interval where it is an estimate."""
    if row["observed"] is None:
        return ""
    interval = "" if row["observed_low"] is None else f" ({row['observed_low']:,.3g} to {row['observed_high']:,.3g})"
    return f"{row['observed']:,.4g}{interval}"


def _age(row: dict[str, Any]) -> str:
    """How old the newest period is."""
    return (
        f" [dim]{row['age_days']} days old[/]" if row["evaluation"] == "latest" and row["age_days"] is not None else ""
    )


def _coloured(verdict: str) -> str:
    word = SHORT.get(verdict, verdict).lower().replace("_", " ")
    return f"[{COLOURS.get(verdict, 'dim')}]{word}[/]"
