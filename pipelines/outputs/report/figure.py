"""A section with its rows: its finding, its drawings, its file of values."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from duckdb import DuckDBPyConnection

from pipelines.database import records
from pipelines.outputs.formulas import kept_text
from pipelines.outputs.report.draw import NARROW, WIDE
from pipelines.outputs.report.kept import Kept
from pipelines.outputs.report.section import Chart, Rows, Section
from pipelines.outputs.report.sections import SECTIONS
from pipelines.outputs.report.svg import Drawing, drawn


@dataclass(frozen=True)
class Figure:
    """A section with the rows of its query."""

    section: Section
    rows: Rows
    kept: Kept

    @property
    def title(self) -> str:
        """The finding, made from the rows; without rows, what would have to be fetched."""
        if self.rows:
            return self.section.title(self.rows)
        return f"Not known here: this needs {self.section.needs}"

    @cached_property
    def chart(self) -> Chart | None:
        """The chart; None without rows."""
        return self.section.chart(self.rows) if self.rows else None

    @cached_property
    def drawings(self) -> Mapping[str, Drawing]:
        """The chart at both widths, one of which the page shows."""
        widths = {"wide": WIDE, "narrow": NARROW}
        return {name: drawn(self.chart.draw(width), self.kept) for name, width in widths.items()} if self.chart else {}

    @property
    def vintage(self) -> Any:
        """The newest day on which a value of it became public."""
        return max((row["vintage"] for row in self.rows if row["vintage"]), default=None)

    @property
    def csv(self) -> str:
        """All rows as an address that holds them, to be saved as a file."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.rows[0])
        writer.writerows(map(kept_text, row.values()) for row in self.rows)
        return "data:text/csv;charset=utf-8," + quote(out.getvalue(), safe=",.:-+/ ()'").replace(" ", "%20")


def figures(con: DuckDBPyConnection, kept: Kept) -> list[Figure]:
    """Every section with its rows."""
    return [Figure(section, records(con, section.query), kept) for section in SECTIONS]
