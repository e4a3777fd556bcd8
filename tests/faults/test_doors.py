"""Commands of people are killed at any step: what is read stays whole, and the command repeated does its work."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.archive.store import Archive
from tests import mirror as m
from tests.compare import differences
from tests.curves import CURVE, saved, ten_years
from tests.faults.harness import FILE, Warehouse, left_behind, whole

KILLS = 8
Record = Callable[[str, object], None]
pytestmark = [pytest.mark.long, pytest.mark.promise("doors.killed")]


@dataclass(frozen=True)
class Place:
    """Two homes, of which the later one published a file that the earlier one has not, and how that file comes."""

    mirror: m.Mirror
    earlier: Path
    later: Path
    export: Path
    ingest: list[str]


@pytest.fixture(scope="module")
def place(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("doors")
    export = folder / "export.tar"
    ingest = ["ingest", *saved(folder), "--source", CURVE.name, "--vintage", "2026-01-20"]
    shutil.copytree(refreshed, folder / "later")
    with m.serving({}) as mirror:
        for command in (ingest, ["refresh", "--offline"], ["archive", "export", str(export)]):
            done = Warehouse(folder / "later", mirror).run(*command)
            assert done.code == 0, done.said
        yield Place(mirror, refreshed, folder / "later", export, ingest)


def kill_everywhere(place: Place, start: Path, command: list[str], is_done: Callable[[Path], bool], work: Path) -> str:
    """Kill a command from its first step to its last, each time in a new copy of a home, and repeat it there."""
    warehouse, places = Warehouse(work / "home", place.mirror), []
    warehouse.home.rmdir()
    shutil.copytree(start, warehouse.home)
    done = warehouse.run(*command)
    assert done.code == 0 and is_done(warehouse.home), done.said
    steps = int(done.place.split()[0])
    for step in sorted({1 + (steps - 1) * number // (KILLS - 1) for number in range(KILLS)}):
        shutil.rmtree(warehouse.home)
        shutil.copytree(start, warehouse.home)
        before = whole(warehouse.home)
        killed = warehouse.run(*command, step=step)
        assert killed.code == -9, killed
        places.append(killed.place)
        assert whole(warehouse.home) == before or is_done(warehouse.home), killed
        again = warehouse.run(*command)
        assert is_done(warehouse.home), (killed, again.said)
        if len(places) % 2:
            continue
        healed = warehouse.run("refresh", "--offline")
        assert (healed.code, left_behind(warehouse.home)) == (0, []), (killed, healed.said)
    return f"{len(places)} of {steps} steps"


def test_an_ingest(place: Place, tmp_path: Path, record_property: Record) -> None:
    def is_done(home: Path) -> bool:
        return ten_years(home, "2026-01-15") == [(4.44, "2026-01-15")] and payloads(home) == payloads(place.later)

    said = kill_everywhere(place, place.earlier, place.ingest, is_done, tmp_path)
    record_property("`ingest` killed and repeated", said)


def test_an_import(place: Place, tmp_path: Path, record_property: Record) -> None:
    def is_done(home: Path) -> bool:
        return payloads(home) == payloads(place.later) and not Archive(home / "archive").lost()

    command = ["archive", "import", str(place.export)]
    record_property(
        "`archive import` killed and repeated", kill_everywhere(place, place.earlier, command, is_done, tmp_path)
    )


def test_a_rollback(place: Place, tmp_path: Path, record_property: Record) -> None:
    def is_done(home: Path) -> bool:
        return whole(home) == whole(place.earlier)

    said = kill_everywhere(place, place.later, ["rollback"], is_done, tmp_path)
    record_property("`rollback` killed and repeated", said)


def test_a_rebuild(place: Place, tmp_path: Path, record_property: Record) -> None:
    file = tmp_path / "rebuilt.duckdb"

    def is_done(home: Path) -> bool:
        return list(differences(home / FILE, file)) == []

    said = kill_everywhere(place, place.later, ["rebuild", "--to", str(file)], is_done, tmp_path)
    record_property("`rebuild` killed and repeated", said)


def payloads(home: Path) -> set[tuple[str, str]]:
    archive = Archive(home / "archive")
    return {(source, payload.id) for source in archive.sources() for payload in archive.payloads(source)}
