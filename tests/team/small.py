"""Publications of a few small tables, each marked with its number; and processes that lay or read them.

python -m tests.team.small lay CATALOG DATA FOLDER FIRST COUNT
python -m tests.team.small read CATALOG DATA STOP
"""

import json
import sys
from pathlib import Path

import duckdb

from pipelines.database import quoted
from pipelines.outputs.lake.address import Address, attached
from pipelines.outputs.lake.lay import lay
from pipelines.settings import timestamp

TABLES, ROWS = 12, 2000


def publication(path: Path, number: int) -> Path:
    """A file as it is published: every table new but the last one, with a view and a macro over them."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as con:
        con.execute("create schema meta; create schema marts")
        con.execute("create table meta.publication (fingerprint text, published_at text, project_version text)")
        con.execute("insert into meta.publication values (?, ?, '0')", [f"print {number}", timestamp()])
        con.execute("create table meta.tables (table_name text, fingerprint text)")
        for n in range(TABLES):
            mark = 0 if n == TABLES - 1 else number
            con.execute(f"create table marts.t{n} as select {mark} as number, range as row_id from range({ROWS})")
            con.execute(
                f"comment on table marts.t{n} is 'Table {n}'; comment on column marts.t{n}.number is '[n] Mark'"
            )
            con.execute("insert into meta.tables values (?, ?)", [f"marts.t{n}", f"{n} {mark}"])
        con.execute("create view marts.all_of_it as from marts.t0; create view main.t1 as from marts.t1")
        con.execute(
            "create macro twice(x) as 2 * x; create macro rows_of(x) as table select twice(number) from marts.t2"
        )
    return path


def marks(con: duckdb.DuckDBPyConnection, database: str) -> set[tuple[int, int, int]]:
    """What each table holds that is new in every publication: one mark, if it is whole."""
    tables = [f"marts.t{n}" for n in range(TABLES - 1)] + ["marts.all_of_it", "main.t1"]
    found = [con.execute(f"select min(number), max(number), count(*) from {database}.{t}").fetchone() for t in tables]
    return {row for row in found if row}


def _lay(catalog: str, data: str, folder: str, first: str, count: str) -> None:
    said = []
    for number in range(int(first), int(first) + int(count)):
        with attached(Address(catalog, data)) as con:
            con.execute(
                f"attach {quoted(publication(Path(folder) / f'{first}.duckdb', number))} as published (read_only)"
            )
            laid = lay(con)
            con.execute("detach published")
            said.append([number, laid.tables, laid.kept])
            print(json.dumps(said[-1]), flush=True)


def _read(catalog: str, data: str, stop: str) -> None:
    reads, mixed, seen = 0, 0, set[int]()
    with attached(Address(catalog, data), "read_only") as con:
        while not Path(stop).exists():
            con.execute("begin")
            found = marks(con, "lake")
            con.execute("commit")
            reads, mixed = reads + 1, mixed + (len(found) != 1)
            seen |= {number for number, _, _ in found}
    print(json.dumps({"reads": reads, "mixed": mixed, "seen": sorted(seen)}))


if __name__ == "__main__":
    {"lay": _lay, "read": _read}[sys.argv[1]](*sys.argv[2:])
