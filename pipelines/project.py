"""The whole project, put together: every source, every table, every output."""

from collections.abc import Mapping, Sequence
from functools import cache

from pipelines import reference, settings
from pipelines.claims.evaluation import evaluations
from pipelines.models.catalog import compiled
from pipelines.models.table import Table
from pipelines.outputs import lake, parquet, report
from pipelines.outputs.base import Output
from pipelines.sources import SOURCES

__all__ = ["OUTPUTS", "SOURCES", "check", "licensed", "tables"]

# What is written beside the published file. A new output is one file in `outputs/` and one line here.
OUTPUTS: Sequence[Output] = [
    parquet.OUTPUT,
    report.OUTPUT,
    *lake.OUTPUTS,
]


def check() -> None:
    """Validate what users edit: the environment and the reference files; raises BadSetting or BadReference."""
    settings.check()
    licensed()
    reference.check()


def licensed() -> list[str]:
    """The sources that need a licence and that the user has one for."""
    return settings.licensed(s.name for s in SOURCES if s.access == "licensed")


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its key, in the order in which it can be built, compiled over empty tables."""
    return compiled(SOURCES, [evaluations()], cache=settings.home() / ".compiled.json")
