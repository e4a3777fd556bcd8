"""The report: one page that a person reads without SQL, its charts as pictures, and a page for each large holder."""

from pipelines.outputs.base import Folder
from pipelines.outputs.report.write import write

OUTPUT = Folder(
    name="report",
    description="index.html: who holds the debt, what changed and which claims hold: charts, tables, queries.",
    write=write,
    kinds=frozenset({"html"}),
)
