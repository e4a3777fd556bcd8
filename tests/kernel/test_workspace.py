"""The build file is disposable: a damaged one is set aside and begun anew, and that is said."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines import raw, workspace
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.project import SOURCES
from pipelines.settings import SNAPSHOT
from pipelines.sources.errors import Refused


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def instead(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "garbage": lambda file: file.write_bytes(b"garbage" * 9999),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "empty": lambda file: os.truncate(file, 0),
    "a damaged block": flip,
    "a folder": instead,
    "gone": lambda file: file.unlink(),
}


def marked(home: Path) -> bool:
    """Is the build the one that was marked? Marks one that is not."""
    with workspace.opened(home) as to:
        found = to.con.execute("select count(*) from duckdb_tables() where table_name = 'mark'").fetchall() == [(1,)]
        to.con.execute("create table if not exists main.mark as select range from range(100000)")
    return found


def repaired(home: Path) -> list[str]:
    return [e["detail"] for e in Archive(home / "archive").events() if e["event"] == "repaired"]


@pytest.mark.promise("archive.build")
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "left by a kill"])
def test_a_damaged_build_is_set_aside_and_begun_anew(damage: str, is_closed: bool, tmp_path: Path) -> None:
    file = tmp_path / workspace.BUILD
    assert not marked(tmp_path) and marked(tmp_path) and repaired(tmp_path) == []
    if not is_closed:
        (tmp_path / "build.duckdb.sha256").unlink()
    DAMAGES[damage](file)
    assert not marked(tmp_path)
    said = repaired(tmp_path)
    assert len(said) == (damage != "gone")
    assert all(line.endswith("set aside as build.duckdb.set-aside, and begun anew") for line in said)
    assert marked(tmp_path)


def test_a_build_that_somebody_reads_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not marked(tmp_path)

    def busy(_: object) -> None:
        raise duckdb.IOException("Could not set lock on file")

    with monkeypatch.context() as patch, pytest.raises(duckdb.IOException), pytest.MonkeyPatch.context():
        patch.setattr(workspace, "connect", busy)
        marked(tmp_path)
    assert workspace.connect is connect and marked(tmp_path) and repaired(tmp_path) == []


def block(home: Path) -> int:
    """Where the first block of the mark begins: three headers of 4 KiB lie before the blocks, of 256 KiB each."""
    with workspace.opened(home) as to:
        blocks = "select min(block_id) from pragma_storage_info('main.mark') where block_id >= 0"
        [(number,)] = to.con.execute(blocks).fetchall()
    return 3 * 4096 + int(number) * 2**18


def flip_at(place: int, file: Path) -> None:
    with file.open("r+b") as whole:
        whole.seek(place)
        byte = whole.read(1)
        whole.seek(-1, os.SEEK_CUR)
        whole.write(bytes([byte[0] ^ 1]))


@pytest.mark.promise("archive.build")
@pytest.mark.parametrize("is_read", [True, False], ids=["read before", "not read before"])
def test_a_block_that_goes_bad_under_an_open_build_stops_a_run_and_the_next_begins_anew(
    is_read: bool, tmp_path: Path
) -> None:
    """A block in memory hides the damage for as long as the build is open: then the run after is stopped."""
    rows, answers = "select count(*), sum(range) from main.mark", []
    assert not marked(tmp_path) and marked(tmp_path)
    place = block(tmp_path) + 500
    with pytest.raises(duckdb.IOException, match="Corrupt database file"):
        for run in range(2):
            with workspace.opened(tmp_path) as to:
                to.con.execute(rows).fetchall() if is_read and not run else None
                flip_at(place, tmp_path / workspace.BUILD) if not run else None
                answers += to.con.execute(rows).fetchall()
    assert answers == [(100_000, 99_999 * 100_000 // 2)] * is_read
    assert not marked(tmp_path) and marked(tmp_path)
    assert [line.split(":")[0] for line in repaired(tmp_path)] == ["build.duckdb has a damaged block"]


def test_the_snapshot_of_what_came_from_it_says_the_same(refreshed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(refreshed / workspace.BUILD), read_only=True) as con:
        raw.export(con, SOURCES, tmp_path)
    files = sorted(file.name for file in SNAPSHOT.glob("*.parquet"))
    assert files == sorted(file.name for file in tmp_path.iterdir())
    for name in files:
        one, other = f"from '{SNAPSHOT / name}'", f"from '{tmp_path / name}'"
        for a, b in ((one, other), (other, one)):
            assert duckdb.sql(f"select count(*) from ({a} except all {b})").fetchall() == [(0,)], name


def test_a_snapshot_keeps_the_file_of_a_source_that_has_nothing_loaded(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    with workspace.opened(home) as to:
        raw.export(to.con, SOURCES, folder)
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        to.con.execute("delete from raw.shiller_sp500")
        with pytest.raises(
            Refused, match=r"the loaded rows of shiller_sp500; expected .* found none: what reads .* refresh --offline"
        ):
            raw.export(to.con, SOURCES, folder)
    assert len(before) > 15 and {file.name: file.read_bytes() for file in folder.iterdir()} == before
