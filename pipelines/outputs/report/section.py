"""What a section of the report is: a question, its query, and how its rows become a finding, a chart and a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Rows = Sequence[Row]
Spec = dict[str, Any]
TABLE_ROWS = 24


@dataclass(frozen=True)
class Series:
    """A line, a band or a part of a bar: its column, its name, its colour; `high` ends a band."""

    column: str
    name: str
    colour: str
    high: str | None = None


@dataclass(frozen=True)
class Chart:
    """What is drawn in a given width and colours, and the series of its legend."""

    draw: Callable[[int], Spec]
    legend: Sequence[Series] = ()


@dataclass(frozen=True)
class Section:
    """One chart of the page. Its query needs no parameter, so that a reader can paste it.

    The rows hold `vintage`; `columns` names those that the table shows, with their heads.
    """

    anchor: str
    question: str
    unit: str
    source: str
    note: str
    needs: str
    query: str
    columns: Mapping[str, str]
    title: Callable[[Rows], str]
    chart: Callable[[Rows], Chart]
    newest_first: bool = False
    digits: int = 1

    def table(self, rows: Rows) -> Rows:
        """The rows that the page shows: of a long series the newest, the newest first."""
        return list(reversed(rows))[:TABLE_ROWS] if self.newest_first else rows
