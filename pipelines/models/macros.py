"""The macros of `warehouse/macros/`, one file each.

Scalar macros read no table, so that a query that calls one hides nothing: models and claims may use them. The others
are for readers of the published file, and are made after the tables that they read.
"""

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import settings
from pipelines.database import quoted
from pipelines.models.sql import BadModel


@dataclass(frozen=True)
class Macro:
    """One macro: its file and text."""

    file: Path
    text: str

    @property
    def reads_tables(self) -> bool:
        """Does it read tables, those of today?"""
        return bool(re.search(r"\b(marts|staging|reference|raw|known|history|meta)\.", self.text))

    def is_called(self, query: str) -> bool:
        """Does a query call it?"""
        return re.search(rf"\b{self.file.stem}\(", query) is not None

    @property
    def description(self) -> str:
        """What it returns, and a call of it: the comment above it."""
        above = takewhile(lambda line: line.startswith("-- "), self.text.splitlines())
        return " ".join(line.removeprefix("-- ") for line in above)

    @property
    def signature(self) -> str:
        """Its name with its arguments."""
        return re.findall(r"\bmacro (\w+\([^)]*\))", self.text)[0]  # type: ignore[no-any-return]

    @property
    def rows_of(self) -> str | None:
        """The mart whose rows it returns."""
        found = re.search(r"\bfrom (marts\.\w+)", self.text)
        return found[1] if found else None

    def describe(self, con: DuckDBPyConnection) -> None:
        """Give a macro for readers its comment in the file."""
        con.execute(f"comment on macro table {self.file.stem} is {quoted(self.description)}")

    def make(self, con: DuckDBPyConnection) -> None:
        """Create it; raises BadModel with the file."""
        try:
            con.execute(self.text)
        except duckdb.Error as error:
            raise BadModel(f"{self.file}: {error}") from None


@cache
def macros() -> tuple[Macro, ...]:
    """Every macro, each after those that it calls."""
    found = [Macro(path, path.read_text()) for path in sorted((settings.WAREHOUSE / "macros").glob("*.sql"))]
    calls = {m: [o for o in found if o != m and o.is_called(m.text)] for m in found}
    return tuple(TopologicalSorter(calls).static_order())


def scalars() -> list[Macro]:
    """Those that read no table."""
    return [m for m in macros() if not m.reads_tables]


def readers() -> list[Macro]:
    """Those that read tables."""
    return [m for m in macros() if m.reads_tables]


def texts_called(query: str) -> list[str]:
    """The text of every macro that a query calls, directly or not: it decides what the query returns."""
    called, queue = set[Macro](), [query]
    while queue:
        text = queue.pop()
        new = {m for m in macros() if m not in called and m.is_called(text)}
        called |= new
        queue += [m.text for m in new]
    return [m.text for m in macros() if m in called]
