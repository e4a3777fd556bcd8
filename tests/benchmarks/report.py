"""Costs, ratios against goals, and growth, as tables in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import median

from tests.benchmarks.exponents import Grown
from tests.benchmarks.measure import Cost
from tests.benchmarks.workloads import COMMANDS

Costs = Mapping[str, Sequence[Cost]]


@dataclass(frozen=True)
class Goal:
    """The CPU time of one command over that of another, and what it should be at most."""

    over: str
    under: str
    at_most: float


GOALS = [
    Goal("refresh", "floor", 1.6),
    Goal("refresh", "dbt", 0.9),
    Goal("again", "refresh", 0.10),
    Goal("release", "refresh", 0.35),
    Goal("claim", "refresh", 0.3),
    Goal("source", "refresh", 0.3),
]
EXPONENT, MEMORY = 1.1, 4000  # MB
SUITE = 450  # seconds: half of the fifteen minutes that it took


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """One table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def costs(measured: Costs) -> str:
    """Medians of every command."""
    rows = [[COMMANDS[name].workload, COMMANDS[name].words, *_medians(found)] for name, found in measured.items()]
    return table(["workload", "command", "CPU s", "wall s", "peak MB", "MB written"], rows)


def _medians(found: Sequence[Cost]) -> list[str]:
    if not found:
        return ["not installed", "", "", ""]
    middle = Cost(*(median(getattr(cost, field.name) for cost in found) for field in fields(Cost)))
    return [f"{middle.cpu:,.1f}", f"{middle.wall:,.1f}", f"{middle.memory:,.0f}", f"{middle.written:,.0f}"]


def goals(measured: Costs, grown: Grown | None) -> str:
    """What was aimed at, beside what was measured."""
    rows = [*_ratios(measured), *(_grown(grown) if grown else [])]
    if measured.get("tests"):
        seconds = measured["tests"][0].wall
        rows.append(["W6", "wall seconds", f"{seconds:.0f}", f"{SUITE}", _verdict(seconds, SUITE)])
    return table(["workload", "what", "measured", "at most", ""], rows)


def _ratios(measured: Costs) -> Iterator[list[str]]:
    """CPU seconds of each pair of commands that ran in one round, and the median of the ratios."""
    for goal in GOALS:
        pairs = list(zip(measured.get(goal.over, []), measured.get(goal.under, []), strict=False))
        if pairs:
            ratio = median(over.cpu / under.cpu for over, under in pairs)
            name = goal.over if goal.over != "refresh" else goal.under
            what = f"CPU, {COMMANDS[goal.over].words} / {COMMANDS[goal.under].words}"
            yield [COMMANDS[name].workload, what, f"{ratio:.2f}", f"{goal.at_most:.2f}", _verdict(ratio, goal.at_most)]


def _grown(grown: Grown) -> Iterator[list[str]]:
    known = [(g.exponent, f"{g.table}, {g.axis}") for g in grown.tables if g.exponent is not None]
    worst, where = max(known)
    yield ["W4", f"largest exponent: {where}", f"{worst:.2f}", f"{EXPONENT:.2f}", _verdict(worst, EXPONENT)]
    what, found = "peak MB over a hundred times the rows", f"{grown.memory:,.0f}"
    yield ["W4", what, found, f"{MEMORY:,}", _verdict(grown.memory, MEMORY)]


def _verdict(value: float, at_most: float) -> str:
    return "met" if value <= at_most else "missed"


def growth(grown: Grown) -> str:
    """Models that take long over a hundred times the rows of Table 3, the fastest growing first."""
    rows = [
        [g.axis, g.table, _seconds(g.ten), _seconds(g.hundred), "" if g.exponent is None else f"{g.exponent:.2f}"]
        for g in sorted(grown.tables, key=lambda g: -(g.exponent if g.exponent is not None else 9))
    ]
    sizes = "; ".join(f"{axis}: {ten:,} and {hundred:,} rows" for axis, (ten, hundred) in grown.rows.items())
    return f"{sizes}\n\n{table(['more', 'table', 'x10 CPU s', 'x100 CPU s', 'exponent'], rows)}"


def _seconds(value: float | None) -> str:
    return "stopped" if value is None else f"{value:.2f}"
