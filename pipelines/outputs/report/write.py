"""The report of a publication: made of the published file alone, so that the same file gives the same bytes."""

from collections.abc import Mapping
from pathlib import Path

from duckdb import DuckDBPyConnection

from pipelines.database import records
from pipelines.models.table import Table
from pipelines.outputs.report.claims import QUERY
from pipelines.outputs.report.countries import chosen
from pipelines.outputs.report.figure import Figure, figures
from pipelines.outputs.report.kept import Kept
from pipelines.outputs.report.page import country, index, picture
from pipelines.outputs.report.svg import png


def write(con: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path, before: Path) -> None:
    """Write index.html, a page for each large holder and a picture of each chart."""
    kept = Kept(folder, before)
    drawn = figures(con, kept)
    found = records(con, QUERY)
    holders = chosen(con, found)
    (folder / "index.html").write_text(index(con, drawn, found, holders), encoding="utf-8")
    (folder / "countries").mkdir()
    for holder in holders:
        (folder / "countries" / f"{holder['holder_id']}.html").write_text(country(con, holder, kept), encoding="utf-8")
    (folder / "charts").mkdir()
    for figure in drawn:
        if figure.chart:
            _picture(figure, folder / "charts")


def _picture(figure: Figure, folder: Path) -> None:
    """The chart with its title and source, as SVG and as PNG."""
    svg = picture(figure)
    (folder / f"{figure.section.anchor}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{figure.section.anchor}.png").write_bytes(png(svg, figure.kept))
