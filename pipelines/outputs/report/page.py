"""From the published file to the page: what the templates are filled with."""

import base64
import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duckdb import DuckDBPyConnection
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.database import records
from pipelines.outputs.report import claims, countries, facts, text
from pipelines.outputs.report.colours import COLOURS, light, themed
from pipelines.outputs.report.draw import NARROW, WIDE
from pipelines.outputs.report.section import Chart, Row, Rows, Section
from pipelines.outputs.report.sections import SECTIONS
from pipelines.outputs.report.svg import Drawing, drawn, wrapped

HERE = Path(__file__).parent
SOURCES = """
select
  s.title, s.publisher, s.url, s.licence, s.cadence, f.newest_period, f.days_late, f.state,
  t.newest_vintage as vintage
from meta.sources as s
join marts.freshness as f using (source)
left join meta.tables as t on t.table_name = 'raw.' || s.source
order by f.newest_period is null, s.publisher, s.title
"""
PUBLICATION = "select published_at, fingerprint, project_version, duckdb_version from meta.publication"


@dataclass(frozen=True)
class Figure:
    """A section with the rows of its query."""

    section: Section
    rows: Rows

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
        return {name: drawn(self.chart.draw(width)) for name, width in widths.items()} if self.chart else {}

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
        writer.writerows(row.values() for row in self.rows)
        return "data:text/csv;charset=utf-8," + quote(out.getvalue(), safe=",.:-+/ ()'").replace(" ", "%20")


def figures(con: DuckDBPyConnection) -> list[Figure]:
    """Every section with its rows."""
    return [Figure(section, records(con, section.query)) for section in SECTIONS]


@cache
def environment() -> Environment:
    """The templates; what is put into them is escaped."""
    found = Environment(
        loader=PackageLoader("pipelines.outputs.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters |= {
        "cell": text.cell,
        "wrapped": wrapped,
        "light": light,
        "themed": themed,
        "day": text.full_day,
        "plural": text.plural,
        "numeric": text.numeric,
    }
    found.globals |= {"colours": COLOURS, "style": _style(), "script": _script(), "script_hash": script_hash()}
    found.globals["verdicts"] = claims.VERDICTS
    return found


def _style() -> Markup:
    return Markup((HERE / "style.css").read_text())


def _script() -> Markup:
    return Markup((HERE / "filter.js").read_text())


def script_hash() -> str:
    """Hash by which the page allows its one script and no other."""
    return base64.b64encode(hashlib.sha256((HERE / "filter.js").read_bytes()).digest()).decode()


def index(con: DuckDBPyConnection, drawn: Sequence[Figure], found: Rows, holders: Rows) -> str:
    """The page, of its charts, the claims, and the countries that have a page of their own."""
    [publication] = records(con, PUBLICATION)
    return environment().get_template("index.html.j2").render(
        figures=drawn, publication=publication, late=facts.late(con), numbers=list(facts.numbers(con)),
        new=list(facts.new(con)), unknown=list(facts.unknown(con)), sources=records(con, SOURCES),
        claims=found, claims_title=claims.title(found), reasons=claims.reasons, countries=holders,
    )  # fmt: skip


def country(con: DuckDBPyConnection, holder: Row) -> str:
    """The page of one holder."""
    return environment().get_template("country.html.j2").render(
        country=holder, heading=countries.title(holder), drawing=countries.drawing(con, holder["holder_id"]),
        tables=countries.tables(con, holder["holder_id"]), numbers=countries.numbers(holder),
    )  # fmt: skip


def picture(figure: Figure) -> str:
    """A chart with its title, legend and source, as a picture that stands alone."""
    return environment().get_template("chart.svg.j2").render(figure=figure, drawing=figure.drawings["wide"])
