"""How models grow with the rows of Table 3: seconds over ten and a hundred times, and the exponent."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.workloads import Round, module

AXES = ("holders", "vintages")
SHOWN = 0.2  # seconds over a hundred times the rows: what takes less is not shown


@dataclass(frozen=True)
class Growth:
    """A table along one axis: seconds of CPU, NULL if it was stopped, and log(seconds ratio) / log(rows ratio)."""

    axis: str
    table: str
    ten: float | None
    hundred: float | None
    exponent: float | None


@dataclass(frozen=True)
class Grown:
    """All tables that are shown; rows by axis, and the peak of memory in MB over a hundred times."""

    tables: list[Growth]
    rows: dict[str, tuple[int, int]]
    memory: float


def measure(to: Round) -> Grown:
    """Build all models along both axes, each time in a process and a home of its own."""
    tables, rows, peak = list[Growth](), {}, 0.0
    for axis in AXES:
        (_, ten), (cost, hundred) = (
            module("growth", to.copy(f"{axis}_{times}"), axis, times) for times in (10, 100)
        )  # fmt: skip
        few, many = json.loads(ten), json.loads(hundred)
        tables += _exponents(axis, few, many)
        rows[axis] = few["rows"], many["rows"]
        peak = max(peak, cost.memory)
    return Grown(tables, rows, peak)


def _exponents(axis: str, few: Mapping[str, Any], many: Mapping[str, Any]) -> Iterator[Growth]:
    ratio = math.log(many["rows"] / few["rows"])
    for table, late in many["seconds"].items():
        early = few["seconds"][table]
        if late is None or late > SHOWN:
            yield Growth(axis, table, early, late, math.log(late / early) / ratio if early and late else None)
