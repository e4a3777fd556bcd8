"""Ratios of what a refresh costs: `python -m tests.benchmarks [W1 W2 ...] [--pairs N]` prints them in Markdown.

Nothing is asserted: seconds are those of the machine; ratios are of commands that ran one after the other, in turn.
Without names W1 to W5 are measured; W6, the tests, takes minutes and is measured when it is named.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import exponents, report
from tests.benchmarks.exponents import Grown
from tests.benchmarks.measure import ROOT, Cost
from tests.benchmarks.workloads import COMMANDS, Round

WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6")


def main() -> None:
    """Measure what is asked for and print it."""
    asked = _arguments()
    is_refresh = set(asked.workloads) != {"W6"}
    names = [n for n, c in COMMANDS.items() if c.workload in asked.workloads or (n == "refresh" and is_refresh)]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    notes: dict[str, str] = {}
    grown = None
    for number in range(asked.pairs):
        with tempfile.TemporaryDirectory() as folder:
            to = Round(Path(folder), asked.dbt_venv.resolve(), notes)
            measure(to, [n for n in names if n != "tests" or number == 0], costs)
            if "W4" in asked.workloads and number == 0:
                grown = exponents.measure(to)
    _show(costs, grown, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Ratios of what a refresh costs.")
    parser.add_argument("workloads", nargs="*", metavar="W1", help="what to measure; by default W1 to W5")
    parser.add_argument("--pairs", type=int, default=3, help="rounds, of which medians are shown; by default 3")
    parser.add_argument("--dbt-venv", type=Path, default=ROOT / ".venv-dbt", help="where dbt-duckdb is installed")
    asked = parser.parse_args()
    asked.workloads = asked.workloads or WORKLOADS[:-1]
    if strange := set(asked.workloads) - {*WORKLOADS}:
        parser.error(f"no workload {', '.join(sorted(strange))}: there are {', '.join(WORKLOADS)}")
    return asked


def measure(to: Round, names: Sequence[str], costs: dict[str, list[Cost]]) -> None:
    """One round: each command once."""
    for name in names:
        cost = COMMANDS[name].measure(to)
        if cost:
            costs[name].append(cost)
        print(f"{name}: {f'{cost.cpu:.1f} CPU s' if cost else 'not measured'}", file=sys.stderr)


def _show(costs: dict[str, list[Cost]], grown: Grown | None, notes: dict[str, str]) -> None:
    parts = [report.costs(costs), report.goals(costs, grown), *([report.growth(grown)] if grown else [])]
    print("\n\n".join([*parts, "\n".join(f"- {what}: {text}" for what, text in notes.items())]))


if __name__ == "__main__":
    main()
