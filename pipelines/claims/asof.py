"""The marts as they were known on a day, for the claims made then: one schema for all days that knew the same."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection

from pipelines import database, raw
from pipelines.claims.claim import Claim
from pipelines.models.build import behind
from pipelines.models.table import Build, RawTable, SqlTable, Table, called, fingerprint, fingerprints

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
        return f"vintage_{self.day:%Y%m%d}"

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
    for day in sorted({c.claim_date for c in claims}):
        reads = {read for c in claims if c.claim_date == day for read in c.reads}
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


def bring(build: Build, room: Room) -> None:
    """Build the marts of a room, unless they are there and nothing that decides them changed."""
    needed = [t for t in behind(build.tables, [*room.reads]) if isinstance(t, SqlTable) and t.schema in LAYERS]
    wanted = _fingerprint(build, room, needed)
    # Every mart of a room bears it as its comment: in the build file only, a reader sees what describe() says.
    noted = "select table_name, comment from duckdb_tables() where schema_name = ?"
    if sorted(build.con.execute(noted, [room.schema]).fetchall()) == [(m.split(".")[1], wanted) for m in room.marts]:
        return
    _fill(build.con, room, needed)
    for mart in room.marts:
        build.con.execute(f"comment on table {room.moved(mart)} is {database.quoted(wanted)}")


def _fingerprint(build: Build, room: Room, needed: Sequence[SqlTable]) -> str:
    """Hash of the queries of a room, of the reference tables that they read, and of what was known on its day."""
    con, built = build.con, fingerprints(build.con)
    sources = [t.source for t in behind(build.tables, [*room.reads]) if isinstance(t, RawTable)]
    known = [raw.reader(s) for s in sources]
    for source in sources:
        partitions = source.known_by.known_partitions(source, room.day)
        hashed = f"select sha256(string_agg(s::varchar, '' order by s::varchar)) from ({partitions}) as s"
        known.append(str(con.execute(hashed).fetchall()))
    texts = [text for t in needed for text in (t.rounded, *called(t.query))]
    reference = sorted({read for t in needed for read in t.reads if read.startswith("reference.")})
    return fingerprint(con, [*room.marts, *texts, *known], [], [built[key] for key in reference])


def _fill(con: DuckDBPyConnection, room: Room, needed: Sequence[SqlTable]) -> None:
    """Build the marts of a room: the same queries, over what was known on its day."""
    name = room.schema
    before = con.execute("select getvariable('as_of')").fetchall()[0][0]
    con.execute(f"drop schema if exists {name} cascade; create schema {name}; create schema {name}_staging")
    con.execute("set variable as_of = ?", [min(room.day, before or room.day)])
    try:
        for table in needed:
            con.execute(f"create table {room.moved(table.key)} as\n{room.moved(table.rounded)}")
    finally:
        con.execute("set variable as_of = ?", [before])
    con.execute(f"drop schema {name}_staging cascade")
    for table in (t for t in needed if t.schema == "marts" and t.key not in room.reads):
        con.execute(f"drop table {room.moved(table.key)}")


def clear(con: DuckDBPyConnection, kept: Collection[str] = ()) -> None:
    """Drop the rooms of an earlier build, and what an interrupted one left."""
    for (name,) in con.execute(
        "select schema_name from duckdb_schemas() where schema_name like 'vintage_%'"
    ).fetchall():
        if name not in kept:
            con.execute(f"drop schema {name} cascade")


def describe(con: DuckDBPyConnection, database_: str, tables: Mapping[str, Table], room: Room) -> None:
    """Comments on every mart of a room."""
    for key in room.marts:
        text = f"{key} as it was known on that day. {tables[key].description}"
        database.comment(con, f"{database_}{room.moved(key)}", text, tables[key].columns)
