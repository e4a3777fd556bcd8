"""Publication: audited or not at all, whole, and without hurting a reader."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines import workspace
from pipelines.archive.store import Archive
from pipelines.database import locked
from pipelines.models.build import build, obstacles, up_to_date
from pipelines.project import tables
from pipelines.publish import publication, seal
from pipelines.publish.publication import NotAudited
from pipelines.publish.rebuild import Rebuilt, rebuild
from pipelines.settings import timestamp
from tests.conftest import BY_NAME, environment, reservewatch, sample
from tests.e2e.test_refresh import newer

FILE = publication.FILE


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change(con: duckdb.DuckDBPyConnection, name: str = "tic_mfh") -> None:
    """A new payload of a source: everything that reads it is stale now."""
    con.execute(
        "insert into meta.partitions select * replace ('x' as payload) from meta.partitions where source = ? limit 1",
        [name],
    )


def republish(home: Path) -> publication.Publication:
    """Something new, of a source that few tables read, built and audited again by the real checks."""
    with workspace.opened(home) as to:
        to.con.execute(
            "update meta.partitions set payload = ? where source = 'tic_form_s' and period = '2023-01-31'",
            [timestamp()],
        )
        for built in build(to, to.tables.values()):
            assert not built.failures
        return publication.publish(to, home)


@pytest.mark.promise("published.killed")
def test_what_a_killed_refresh_left_is_cleared_away(home: Path) -> None:
    left = [
        home / name for name in (f"{FILE}.new-12345", ".compiled.json.part-5f3b", ".dagster/dagster.yaml.part-99aa")
    ]
    for path in left:
        path.write_bytes(b"half a file")
    assert republish(home).is_new
    assert [path for path in left if path.exists()] == []


def test_nothing_new_is_not_published_again(home: Path) -> None:
    before = digest(home / FILE)
    with workspace.opened(home) as to:
        assert not publication.publish(to, home).is_new
    assert digest(home / FILE) == before


@pytest.mark.promise("published.audited")
def test_a_table_older_than_what_it_reads_stops_the_publication(home: Path) -> None:
    before = digest(home / FILE)
    with workspace.opened(home) as to:
        con = to.con
        change(con)
        with pytest.raises(NotAudited, match=r"raw.tic_mfh is stale: an input changed after it was built"):
            publication.publish(to, home)
    assert digest(home / FILE) == before


@pytest.mark.promise("published.audited")
def test_a_single_mart_built_anew_cannot_publish_a_mixture(home: Path) -> None:
    with workspace.opened(home) as to:
        con = to.con
        change(con)
        up_to_date(to, to.tables["raw.tic_mfh"])
        up_to_date(to, to.tables["marts.totals"])
        with pytest.raises(NotAudited, match=r"staging.tic_mfh is stale.*marts.holders is stale"):
            publication.publish(to, home)


@pytest.mark.promise("published.audited")
def test_a_table_that_failed_an_expectation_stops_the_publication(home: Path) -> None:
    with workspace.opened(home) as to:
        con = to.con
        con.execute("update meta.expectations set success = false where table_name = 'marts.regions'")
        with pytest.raises(NotAudited, match=r"marts.regions has not passed its expectations"):
            publication.publish(to, home)


@pytest.mark.promise("readers.through_publications")
def test_a_reader_keeps_what_it_holds_and_the_next_one_sees_the_new(home: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c",
         "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); q = 'select published_at from meta.publication';"
         " print(c.execute(q).fetchone()[0], flush=True); input(); print(c.execute(q).fetchone()[0]);"
         " print(c.execute('select count(*) from marts.holders').fetchone()[0])", str(home / FILE)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert held.stdout is not None
    first = held.stdout.readline().strip()
    done = republish(home)
    out, _ = held.communicate("\n", timeout=60)
    assert done.is_new and done.published_at > first
    assert out.splitlines()[0] == first and int(out.splitlines()[1]) > 0
    assert publication.stamp(home / FILE) == (done.fingerprint, done.published_at)


@pytest.mark.promise("published.repaired")
def test_a_write_ahead_log_of_somebody_else_is_never_replayed(home: Path) -> None:
    (home / f"{FILE}.wal").write_bytes(b"left behind by a crash")
    done = republish(home)
    assert not (home / f"{FILE}.wal").exists()
    assert (home / f"{FILE}.wal.set-aside").exists()
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        assert con.execute("select published_at from meta.publication").fetchall() == [(done.published_at,)]


@pytest.mark.promise("published.rollback")
def test_the_last_three_are_kept_and_rollback_goes_back_one_by_one(home: Path) -> None:
    times = [republish(home).published_at for _ in range(3)]
    assert [at for at, _ in publication.publications(home)] == times
    assert publication.rollback(home) == (times[1], [])
    assert publication.stamp(home / FILE)[1] == times[1]  # type: ignore[index]
    assert json.loads((home / "parquet" / "datapackage.json").read_text())["created"] == times[1]
    assert publication.rollback(home) == (times[0], [])
    with pytest.raises(NotAudited, match="no older publication"):
        publication.rollback(home)
    with workspace.opened(home) as to:
        assert publication.publish(to, home).is_new  # the next refresh goes forward again
    assert publication.rollback(home) == (times[1], [])  # what was published at times[2] is the same once more


@pytest.mark.promise("published.rollback")
def test_after_a_clock_was_set_back_rollback_goes_to_what_was_published_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = [at for at, _ in publication.publications(home)]
    with monkeypatch.context() as patch:
        patch.setattr(publication.settings, "timestamp", lambda: "2026-11-23T00:00:00.000000+00:00")
        assert republish(home).published_at < first
    listed = reservewatch("status", home=home).stdout
    assert "Older publications to go back to with `reservewatch rollback`: 1." in listed
    assert publication.rollback(home) == (first, [])
    with pytest.raises(NotAudited, match="no older publication"):
        publication.rollback(home)


@pytest.mark.promise("published.full_disk")
@pytest.mark.parametrize("left_mb", [0, *(pytest.param(mb, marks=pytest.mark.long) for mb in (1, 12, 100))])
def test_a_disk_that_is_full_is_named_and_harms_nothing(left_mb: int, home: Path, tmp_path: Path) -> None:
    """On a small disk of its own, with news to publish; with room again it is published."""
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("a disk of its own takes root and unshare, of util-linux")
    news = tmp_path / "news.txt"
    news.write_bytes(newer(sample(BY_NAME["tic_mfh"])))
    assert reservewatch("ingest", str(news), "--source", "tic_mfh", home=home).returncode == 0
    disk, size = tmp_path / "disk", sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) // 10**6 + 300
    disk.mkdir()
    (tmp_path / "full.sh").write_text(FULL)
    given = map(str, (tmp_path / "full.sh", disk, size, home, left_mb))
    command = ["unshare", "--mount", "sh", "-e", *given]
    env = environment(disk / "home") | {"RUN": str(Path(sys.executable).with_name("reservewatch"))}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if "mount:" in done.stderr:
        pytest.skip(done.stderr.strip())
    said, healed = done.stderr.split("room again\n")
    assert said.startswith("Error: the disk of ") and "MB left; a refresh may need 180 MB. Make room" in said
    assert "Traceback" not in done.stderr and "set aside" not in healed
    assert done.stdout.splitlines() == ["1", "the same", "nothing left", "0"]


FULL = """
mount -t tmpfs -o size="$2"m tmpfs "$1"; cp -r "$3" "$1/home"; cd "$1"
before=$(sha256sum home/reservewatch.duckdb)
free=$(($(stat -f -c %a .) * $(stat -f -c %S .) / 1000000))
head -c "$((free - $4))"MB /dev/zero > filler || true
"$RUN" refresh --offline > said && code=0 || code=$?
echo "$code"
[ "$(sha256sum home/reservewatch.duckdb)" = "$before" ] && echo "the same"
[ -z "$(find home -name '*.set-aside' -o -name '*.new-*' -o -name '*.part-*')" ] && echo "nothing left"
echo "room again" >&2
rm filler
"$RUN" refresh --offline > said && code=0 || code=$?
echo "$code"
"""


@pytest.mark.promise("published.repaired")
def test_without_a_folder_of_copies_the_build_is_published_anew(home: Path) -> None:
    shutil.rmtree(home / "published")
    (home / "published").write_text("a file")
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0, result.stderr
    assert "published is no folder: set aside as published.set-aside, and begun anew" in result.stderr
    assert seal.fault(home / FILE) is None and len(publication.publications(home)) == 1


def forge(file: Path) -> None:
    """Another value in the file, by a client that writes."""
    with duckdb.connect(str(file)) as con:
        con.execute("update marts.totals set holdings_usd_bn = 1.23")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def instead(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "x").touch()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "garbage": (lambda file: file.write_bytes(b"garbage" * 999), "is not to the byte what was published"),
    "cut": (lambda file: os.truncate(file, 2_000_000), "is not to the byte what was published"),
    "empty": (lambda file: os.truncate(file, 0), "is not to the byte what was published"),
    "a damaged block": (flip, "is not to the byte what was published"),
    "another value": (forge, "is not to the byte what was published"),
    "a folder": (instead, "is no file"),
}


@pytest.mark.promise("published.repaired")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_published_file_is_set_aside_and_put_right(damage: str, home: Path) -> None:
    file, before, archive = home / FILE, digest(home / FILE), Archive(home / "archive")
    change_file, says = DAMAGES[damage]
    for _ in range(2):  # what was set aside before makes room
        change_file(file)
        seal.repair(file, archive)
        said = [e["detail"] for e in archive.events() if e["event"] == "repaired"][-2:]
        assert said[0] == f"{FILE} {says}: set aside as {FILE}.set-aside" and "is the kept copy" in said[1]
        assert digest(file) == before and (home / f"{FILE}.set-aside").exists()
    seal.repair(file, archive)
    assert len([e for e in archive.events() if e["event"] == "repaired"]) == 4


@pytest.mark.promise("published.repaired")
def test_after_a_rollback_the_file_and_its_outputs_are_those_rolled_back_to(home: Path) -> None:
    first = republish(home).published_at
    republish(home)
    publication.rollback(home)
    (home / FILE).write_bytes(b"damaged")
    assert seal.repair(home / FILE, Archive(home / "archive"))
    assert publication.stamp(home / FILE)[1] == first  # type: ignore[index]
    assert json.loads((home / "parquet" / "datapackage.json").read_text())["created"] == first


@pytest.mark.promise("published.repaired")
def test_without_a_whole_copy_the_build_is_published_anew(home: Path) -> None:
    for file in [home / FILE, *(home / "published").glob("*.duckdb")]:
        file.write_bytes(b"garbage")
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0 and "Repaired" in result.stderr
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        assert con.execute("select count(*) from marts.holders").fetchall() == [(20541,)]


@pytest.mark.promise("published.repaired")
def test_a_log_of_changes_beside_the_published_file_is_set_aside(home: Path) -> None:
    before, forged = digest(home / FILE), home / "forged.duckdb"
    shutil.copyfile(home / FILE, forged)
    with duckdb.connect(str(forged)) as con:
        con.execute("pragma disable_checkpoint_on_shutdown")
        con.execute("update marts.totals set holdings_usd_bn = 1.23")
    shutil.move(f"{forged}.wal", home / f"{FILE}.wal")
    result = reservewatch("refresh", "--offline", home=home)
    assert f"Repaired: {FILE}.wal was beside the published file: set aside as {FILE}.wal.set-aside" in result.stderr
    assert digest(home / FILE) == before and not (home / f"{FILE}.wal").exists()
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        assert con.execute("select count(*) from marts.totals where holdings_usd_bn = 1.23").fetchall() == [(0,)]


@pytest.mark.promise("published.rollback")
def test_a_kept_copy_has_its_name_only_once_it_is_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [f.name for f in (home / "published").glob("*.duckdb")]

    def torn(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:1_000_000])
        raise KeyboardInterrupt  # as if killed

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(seal.shutil, "copyfile", torn)
        republish(home)
    assert [f.name for f in (home / "published").glob("*.duckdb")] == before
    republish(home)
    assert not [*(home / "published").glob("*.part-*")]


@pytest.mark.promise("published.rollback")
def test_what_was_never_published_is_nothing_to_go_back_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = republish(home).published_at

    def killed(part: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(publication, "put", killed)
        republish(home)
    republish(home)
    assert publication.rollback(home) == (first, [])


@pytest.mark.promise("published.rollback")
def test_rollback_passes_over_a_torn_copy_and_names_it(home: Path) -> None:
    first, second = (republish(home).published_at for _ in range(2))
    third = republish(home).published_at
    torn = f"published/{second.replace(':', '')}.duckdb"
    os.truncate(home / torn, 30_000_000)
    assert publication.rollback(home) == (first, [torn])
    os.truncate(home / f"published/{first.replace(':', '')}.duckdb", 4096)
    with pytest.raises(
        NotAudited, match=rf"no older publication to go back to; damaged, and passed over: .*{torn[10:30]}"
    ):
        publication.rollback(home)
    (home / FILE).write_bytes(b"garbage")
    assert publication.rollback(home)[0] == third  # the newest that is whole


def test_the_file_opens_in_any_client_since_1_2(refreshed: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{refreshed / FILE}' as p (read_only)")
        [(tags,)] = con.execute("select tags from duckdb_databases() where database_name = 'p'").fetchall()
    assert "1.2" in str(tags), tags


@pytest.mark.promise("published.rebuilt")
def test_a_rebuild_from_archive_and_snapshot_equals_the_running_warehouse(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "rebuilt.duckdb"
    assert rebuild(home, target, None) == Rebuilt([], [])
    with duckdb.connect(str(target), read_only=True) as con:
        con.execute(f"attach '{home / FILE}' as running (read_only)")
        for table in (t.key for t in tables().values()):
            difference = con.execute(
                f"(from {table} except all from running.{table}) union all (from running.{table} except all from {table})"
            )
            assert difference.fetchall() == [], table


def test_rebuild_says_of_what_nothing_was_known_and_spares_other_files(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    refused = reservewatch("rebuild", "--to", str(notes), home=home)
    assert refused.returncode == 1 and "no file of ours" in refused.stderr and notes.read_text() == "mine"
    result = reservewatch("rebuild", "--as-of", "2026-04-01", "--to", str(tmp_path / "a.duckdb"), home=home)
    assert result.returncode == 0 and "tic_slt3: nothing known; its oldest vintage here is 2026-06-18" in result.stderr


@pytest.mark.parametrize("name", ["build.duckdb", "published/x.duckdb"])
def test_rebuild_does_not_write_what_refreshes_write(name: str, home: Path) -> None:
    result = reservewatch("rebuild", "--to", str(home / name), home=home)
    assert result.returncode == 1 and "written by refreshes only" in result.stderr


def test_a_table_whose_model_is_gone_is_forgotten(home: Path) -> None:
    with workspace.opened(home) as to:
        con = to.con
        con.execute("create table marts.old as select 1 as x; create table raw.old_source as select 1 as x")
        con.execute("create view known.old_source as from raw.old_source")
        con.execute("create view marts.old_view as select 1 as x")
        con.execute("insert into meta.tables (table_name, fingerprint) values ('marts.old', 'x')")
    with workspace.opened(home) as to:
        con = to.con
        assert con.execute("select table_name from duckdb_tables() where table_name like 'old%'").fetchall() == []
        assert con.execute("select view_name from duckdb_views() where view_name like 'old%'").fetchall() == []
        assert not publication.publish(to, home).is_new


def test_a_table_whose_model_became_a_view_is_built_anew(home: Path) -> None:
    with workspace.opened(home) as to:
        con = to.con
        con.execute("drop view marts.freshness; create table marts.freshness as select 1 as x")
    assert reservewatch("refresh", "--offline", home=home).returncode == 0
    with duckdb.connect(str(home / FILE), read_only=True) as con:
        assert con.execute("select count(*) > 20 from marts.freshness").fetchall() == [(True,)]


def test_rebuild_does_not_write_the_published_file(home: Path) -> None:
    result = reservewatch("rebuild", "--to", str(home / FILE), home=home)
    assert result.returncode != 0 and "only `refresh` and `rollback` write" in result.stderr


def test_a_home_with_odd_characters_in_its_name_works(refreshed: Path, tmp_path: Path) -> None:
    home = tmp_path / "it's a home"
    home.mkdir()
    target = home / "my file.duckdb"
    assert rebuild(home, target, None) == Rebuilt([], [])
    assert publication.stamp(target) is not None


@pytest.mark.promise("runs.at_once")
def test_two_writers_exclude_each_other_and_the_second_says_who(home: Path) -> None:
    with locked(home):
        result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 1
    assert f"another refresh is at work: process {os.getpid()}, since" in result.stderr


@pytest.mark.promise("published.killed")
def test_a_refresh_killed_at_any_moment_leaves_a_whole_file_and_the_next_one_heals(home: Path) -> None:
    with workspace.opened(home) as to:
        con = to.con
        change(con)
    for seconds in (3, 6, 8, 10):
        run = subprocess.Popen(
            [str(Path(sys.executable).with_name("reservewatch")), "refresh", "--offline"],
            env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        run.wait()
        with duckdb.connect(str(home / FILE), read_only=True) as con:
            assert con.execute("select count(*) from marts.holders").fetchall() == [(20541,)]
    result = reservewatch("refresh", "--offline", "--json", home=home)
    assert result.returncode == 0, result.stderr
    with workspace.opened(home) as to:
        con = to.con
        assert obstacles(to) == []
        assert publication.stamp(home / FILE)[0] == publication.fingerprint(con)  # type: ignore[index]
