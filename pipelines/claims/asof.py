"""The marts as they were known on a day, for the claims made then: one schema for all days that knew the same."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection

from pipelines import database
from pipelines.claims.claim import Claim
from pipelines.models.build import behind
from pipelines.models.table import Build, RawTable, SqlTable, Table

LAYERS = {"staging", "marts"}


@dataclass(frozen=True)
class Room:
    """A schema of marts as of `day`; `days` are those that knew the same, `reads` what their claims read."""

    day: date
    days: Sequence[date]
    reads: Collection[str]

    @property
    def schema(self) -> str:
        """Its name, by its first day."""
        return f"asof_{self.day:%Y%m%d}"

    def moved(self, text: str) -> str:
        """A name or query over the marts of today, over those of the room."""
        staged = re.sub(r"\bstaging\.", f"{self.schema}_staging.", text)
        return re.sub(r"\bmarts\.", f"{self.schema}.", staged)

    @property
    def marts(self) -> list[str]:
        """The marts in it."""
        return sorted(read for read in self.reads if read.startswith("marts."))


def rooms(con: DuckDBPyConnection, tables: Mapping[str, Table], claims: Sequence[Claim]) -> list[Room]:
    """The rooms that claims need: a day shares that of the day before if nothing became known in between."""
    found: list[Room] = []
    for day in sorted({c.said_on for c in claims}):
        reads = {read for c in claims if c.said_on == day for read in c.reads}
        last = found[-1] if found else None
        if last and not _became_known(con, tables, reads | {*last.reads}, last.days[-1], day):
            found[-1] = Room(last.day, [*last.days, day], reads | {*last.reads})
        else:
            found.append(Room(day, [day], reads))
    return found


def _became_known(
    con: DuckDBPyConnection, tables: Mapping[str, Table], reads: Collection[str], after: date, until: date
) -> bool:
    """Did anything behind some tables become known after a day, up to another?"""
    sources = [t.source for t in behind(tables, [*reads]) if isinstance(t, RawTable)]
    days = [f"({s.known_by.known_days(s)})" for s in sources]
    query = f"select count(*) from ({' union all '.join(days)}) where day > ? and day <= ?"
    return bool(sources) and con.execute(query, [after, until]).fetchall() != [(0,)]


def fill(build: Build, room: Room) -> None:
    """Build the marts of a room: the same queries, over what was known on its day."""
    con, name = build.con, room.schema
    before = con.execute("select getvariable('as_of')").fetchall()[0][0]
    needed = [t for t in behind(build.tables, [*room.reads]) if isinstance(t, SqlTable) and t.schema in LAYERS]
    con.execute(f"create schema {name}; create schema {name}_staging")
    con.execute("set variable as_of = ?", [min(room.day, before or room.day)])
    try:
        for table in needed:
            con.execute(f"create table {room.moved(table.key)} as\n{room.moved(table.query)}")
    finally:
        con.execute("set variable as_of = ?", [before])
    con.execute(f"drop schema {name}_staging cascade")
    for table in (t for t in needed if t.schema == "marts" and t.key not in room.reads):
        con.execute(f"drop table {room.moved(table.key)}")


def clear(con: DuckDBPyConnection) -> None:
    """Drop the rooms of an earlier build."""
    for (name,) in con.execute("select schema_name from duckdb_schemas() where schema_name like 'asof_%'").fetchall():
        con.execute(f"drop schema {name} cascade")


def describe(con: DuckDBPyConnection, database_: str, tables: Mapping[str, Table], room: Room) -> None:
    """Comments on every mart of a room."""
    for key in room.marts:
        text = f"{key} as it was known on that day. {tables[key].description}"
        database.comment(con, f"{database_}{room.moved(key)}", text, tables[key].columns)
