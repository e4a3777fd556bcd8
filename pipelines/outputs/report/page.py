"""From the published file to the pages: what the templates are filled with."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from pipelines.database import records
from pipelines.outputs.report import claims, countries, facts
from pipelines.outputs.report.figure import Figure
from pipelines.outputs.report.kept import Kept
from pipelines.outputs.report.section import Row, Rows
from pipelines.outputs.report.templates import template

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


def index(con: DuckDBPyConnection, drawn: Sequence[Figure], found: Rows, holders: Rows) -> str:
    """The page, of its charts, the claims, and the countries that have a page of their own."""
    [publication] = records(con, PUBLICATION)
    return template("index.html.j2").render(
        figures=drawn, publication=publication, late=facts.late(con), numbers=facts.numbers(con),
        new=list(facts.new(con)), unknown=list(facts.unknown(con)), sources=records(con, SOURCES),
        claims=found, claims_title=claims.title(found), reasons=claims.reasons, countries=holders,
    )  # fmt: skip


def country(con: DuckDBPyConnection, holder: Row, kept: Kept) -> str:
    """The page of one holder."""
    return template("country.html.j2").render(
        country=holder, heading=countries.title(holder), drawing=countries.drawing(con, holder["holder_id"], kept),
        tables=countries.tables(con, holder["holder_id"]), numbers=countries.numbers(holder),
        year=countries.year(holder),
    )  # fmt: skip


def picture(figure: Figure) -> str:
    """A chart with its title, legend and source, as a picture that stands alone."""
    return template("chart.svg.j2").render(figure=figure, drawing=figure.drawings["wide"])
