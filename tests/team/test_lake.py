"""Each publication is one snapshot of the lake: whole for every reader, through kills, conflicts and a catalog that is gone."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipelines.database import quoted
from pipelines.outputs.base import NotWritten
from pipelines.outputs.lake import snapshots
from pipelines.outputs.lake.address import Address, attached
from pipelines.outputs.lake.lay import Laid, lay
from pipelines.outputs.lake.output import Lake
from tests.conftest import ROOT
from tests.team.servers import Postgres
from tests.team.small import TABLES, marks, publication

PUBLISHERS, READERS, PUBLICATIONS, KILLS = 4, 8, 50, 20
OBJECTS = """
select schema_name, table_name as name, 'table' as kind from duckdb_tables() where database_name = $1
union all
select schema_name, view_name, 'view' from duckdb_views() where database_name = $1 and not internal
order by all
"""
COLUMNS = """
select column_name, data_type, comment
from duckdb_columns()
where database_name = ? and schema_name = ? and table_name = ?
order by column_index
"""


@contextmanager
def laying(catalog: tuple[str, str], file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with attached(Address(*catalog)) as con:
        con.execute(f"attach {quoted(file)} as published (read_only)")
        yield con


def laid(catalog: tuple[str, str], file: Path) -> Laid:
    with laying(catalog, file) as con:
        return lay(con)


def differences(con: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """Tables and views that are compared, and what differs between them."""
    published, lake = (con.execute(OBJECTS, [database]).fetchall() for database in ("published", "lake"))
    found = [] if published == lake else [f"objects: {set(published) ^ set(lake)}"]
    for schema, name, kind in published:
        columns = [con.execute(COLUMNS, [d, schema, name]).fetchall() for d in ("published", "lake")]
        if kind == "view":  # DuckLake has no comments on columns of views
            columns = [[row[:2] for row in rows] for rows in columns]
        found += [f"columns of {schema}.{name}"] * (columns[0] != columns[1])
        one, other = (f'(from {d}."{schema}"."{name}")' for d in ("published", "lake"))
        [(rows,)] = con.execute(
            f"select count(*) from ({one} except all {other} union all {other} except all {one})"
        ).fetchall()
        found += [f"{rows} rows of {schema}.{name}"] * bool(rows)
    return len(published), found


def test_the_lake_is_the_published_file_table_by_table(
    home: Path, catalog: tuple[str, str], record_property: Callable[[str, object], None]
) -> None:
    output, start = Lake("lake", "", Address(*catalog)), time.monotonic()
    with duckdb.connect(str(home / "reservewatch.duckdb"), read_only=True) as con:
        assert output.bring(con, {}, home, "") is True
        first, start = time.monotonic() - start, time.monotonic()
        assert output.bring(con, {}, home, "") is False
        again = time.monotonic() - start
    with laying(catalog, home / "reservewatch.duckdb") as con:
        compared, found = differences(con)
        assert found == [] and compared > 200
        con.execute("use lake")
        [(country,)] = con.execute("select country from top_holders('2025-11') limit 1").fetchall()
        assert country == "Japan"
    size = sum(f.stat().st_size for f in Path(catalog[1]).rglob("*.parquet")) / 1e6
    record_property("Tables and views equal in file and lake", compared)
    record_property("Seconds of a first publication, of none", f"{first:.1f}, {again:.1f}")
    record_property(
        "MB of the file, of the lake", f"{(home / 'reservewatch.duckdb').stat().st_size / 1e6:.1f}, {size:.1f}"
    )


def test_only_what_changed_is_written_and_one_can_go_back(catalog: tuple[str, str], tmp_path: Path) -> None:
    assert laid(catalog, publication(tmp_path / "1", 1)).tables == TABLES + 2
    assert laid(catalog, publication(tmp_path / "2", 2)).tables == TABLES + 1  # the last table did not change
    assert laid(catalog, tmp_path / "2") == Laid(0, "it has this publication")
    older = laid(catalog, tmp_path / "1")
    assert older.tables == 0 and older.kept.startswith("it has a later publication, of 20")
    address = Address(*catalog)
    with attached(address) as con:
        one, two = snapshots.history(con)
        assert con.execute(f"select distinct number from lake.marts.t0 at (version => {one.number})").fetchall() == [
            (1,)
        ]
        assert snapshots.roll_back(con, address) == one
        assert marks(con, "lake") == {(1, 1, 2000)}
        assert [s.fingerprint for s in snapshots.history(con)] == ["print 1", "print 2", "print 1"]
    with attached(address) as con, pytest.raises(NotWritten, match="no older publication"):
        snapshots.roll_back(con, address)
    assert laid(catalog, tmp_path / "2").tables == TABLES + 1  # the next refresh goes forward again
    with laying(catalog, tmp_path / "2") as con:
        assert differences(con)[1] == []
        assert two.number < snapshots.history(con)[-1].number


def test_what_a_publication_no_longer_has_leaves_the_lake(catalog: tuple[str, str], tmp_path: Path) -> None:
    laid(catalog, publication(tmp_path / "1", 1))
    publication(tmp_path / "2", 2)
    with duckdb.connect(str(tmp_path / "2")) as con:
        con.execute("drop view main.t1; drop macro table rows_of; drop table marts.t3")
        con.execute("create view marts.t3 as select 'a view now' as t")
        con.execute("delete from meta.tables where table_name = 'marts.t3'")
    laid(catalog, tmp_path / "2")
    with laying(catalog, tmp_path / "2") as con:
        assert differences(con)[1] == []
        with pytest.raises(duckdb.CatalogException, match="rows_of"):
            con.execute("use lake").execute("from rows_of(1)")


def test_a_rollback_here_is_followed_and_a_later_publication_of_others_stays(
    catalog: tuple[str, str], tmp_path: Path
) -> None:
    laid(catalog, publication(tmp_path / "1", 1))
    laid(catalog, publication(tmp_path / "2", 2))
    with duckdb.connect(str(tmp_path / "2"), read_only=True) as con:
        [(at,)] = con.execute("select published_at from meta.publication").fetchall()
    with laying(catalog, tmp_path / "1") as con:
        assert lay(con, known=["another"]).tables == 0
        assert lay(con, known=[at]).tables == TABLES + 1  # this home made the later one, and went back from it


def test_a_role_that_can_only_read_reads_from_another_process(
    catalog: tuple[str, str], postgres: Postgres, tmp_path: Path
) -> None:
    laid(catalog, publication(tmp_path / "1", 1))
    name = tmp_path.name
    postgres.run(f'create role "{name}" login; grant usage on schema public to "{name}"', name)
    postgres.run(f'grant select on all tables in schema public to "{name}"', name)
    reader = (f"postgres:{postgres.address(name, name)}", catalog[1])
    query = f"""
        from pipelines.outputs.lake.address import Address, attached
        with attached(Address(*{reader!r}), "read_only") as con:
            print(con.execute("select distinct number from lake.marts.all_of_it").fetchall())
            con.execute("use lake"); print(con.execute("from rows_of(0) limit 1").fetchall())
        """
    command = [sys.executable, "-c", "\n".join(line[8:] for line in query.splitlines())]
    assert subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout == "[(1,)]\n[(2,)]\n"
    publication(tmp_path / "2", 2)
    with pytest.raises(duckdb.Error, match="permission denied"), laying(reader, tmp_path / "2") as con:
        lay(con)
    with attached(Address(*catalog)) as con:
        assert marks(con, "lake") == {(1, 1, 2000)}


def test_a_publication_that_is_killed_leaves_a_whole_one(
    catalog: tuple[str, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    laid(catalog, publication(tmp_path / "0", 0))
    chance, killed = random.Random(1), 0
    for number in range(1, KILLS + 1):
        command = [sys.executable, "-m", "tests.team.small", "lay", *catalog, str(tmp_path), str(number), "1"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            time.sleep(chance.uniform(0.3, 1.5))
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        with attached(Address(*catalog), "read_only") as con:
            assert len(marks(con, "lake")) == 1
    assert killed > KILLS // 4
    assert laid(catalog, publication(tmp_path / "last", KILLS + 1)).tables == TABLES + 1
    with attached(Address(*catalog)) as con:
        named = con.execute("select count(*) from __ducklake_metadata_lake.ducklake_data_file").fetchall()[0][0]
        orphans = len([*Path(catalog[1]).rglob("*.parquet")]) - named
        gone = con.execute("call ducklake_delete_orphaned_files('lake', cleanup_all => true)").fetchall()
        assert len(gone) == orphans
        expired = snapshots.expire(con, 1)
        assert expired == 0 and marks(con, "lake") == {(KILLS + 1, KILLS + 1, 2000)}
    record_property("Kills of a publication into the lake", f"{killed} of {KILLS}, orphan files {orphans}, all found")


def test_snapshots_that_expire_take_their_files_and_leave_the_present_one(
    catalog: tuple[str, str], tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        laid(catalog, publication(tmp_path / str(number), number))
    with attached(Address(*catalog)) as con:
        con.execute(
            "update __ducklake_metadata_lake.ducklake_snapshot set snapshot_time = snapshot_time - interval 9 day"
        )
        assert snapshots.expire(con, 0) == 0
        assert snapshots.expire(con, 8) == 3  # the empty lake, and two publications
        assert [s.fingerprint for s in snapshots.history(con)] == ["print 3"]
        con.execute("call ducklake_cleanup_old_files('lake', cleanup_all => true)")
        assert marks(con, "lake") == {(3, 3, 2000)}
    assert len([*Path(catalog[1]).rglob("*.parquet")]) == TABLES + 2


def test_four_publishers_at_once_lose_and_mix_nothing_under_eight_readers(
    catalog: tuple[str, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    laid(catalog, publication(tmp_path / "0", 0))
    command, stop = [sys.executable, "-m", "tests.team.small"], tmp_path / "stop"
    pipe = {"cwd": ROOT, "stdout": subprocess.PIPE, "text": True}
    readers = [subprocess.Popen([*command, "read", *catalog, str(stop)], **pipe) for _ in range(READERS)]  # type: ignore[call-overload]
    shares = [(1 + n * 100, PUBLICATIONS // PUBLISHERS + (n < PUBLICATIONS % PUBLISHERS)) for n in range(PUBLISHERS)]
    publishers = [
        subprocess.Popen([*command, "lay", *catalog, str(tmp_path), str(first), str(count)], **pipe)  # type: ignore[call-overload]
        for first, count in shares
    ]
    told = [json.loads(line) for p in publishers for line in p.communicate()[0].splitlines()]
    stop.touch()
    found = [json.loads(reader.communicate()[0]) for reader in readers]
    assert all(process.returncode == 0 for process in [*publishers, *readers])
    new = {number for number, tables, _ in told if tables}
    assert len(told) == PUBLICATIONS
    assert all(kept.startswith("it has a later publication") for _, tables, kept in told if not tables)
    with attached(Address(*catalog)) as con:
        kept = [s.fingerprint for s in snapshots.history(con)]
        times = [s.published_at for s in snapshots.history(con)]
    assert sorted(kept) == sorted(f"print {number}" for number in new | {0}) and times == sorted(times)
    assert sum(reader["mixed"] for reader in found) == 0
    assert {number for reader in found for number in reader["seen"]} <= new | {0}
    reads = sum(reader["reads"] for reader in found)
    record_property(
        "Publications by four at once, and reads by eight",
        f"{len(new)} laid, {len(told) - len(new)} told that a later one is there, {reads} reads, none mixed",
    )
