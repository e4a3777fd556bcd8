"""Dagster's own files: what cannot be read is set aside, and its history begins anew."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.archive.store import Archive
from pipelines.cli.own_files import mend
from pipelines.cli.run import instance as opened
from pipelines.database import Busy, locked
from tests.conftest import reservewatch
from tests.kernel.test_history import run_of

RUNS, INDEX = Path(".dagster/history/runs.db"), Path(".dagster/history/runs/index.db")
SCHEDULES = Path(".dagster/schedules/schedules.db")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def damage_pages(file: Path) -> None:
    """All but the first page, which is all that is read at a start."""
    file.write_bytes(file.read_bytes()[:4096] + b"\xab" * (file.stat().st_size - 4096))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "garbage": lambda file: file.write_bytes(b"garbage" * 999),
    "cut": lambda file: os.truncate(file, 5000),
    "a folder": folder,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run in its history."""
    home = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")  # as it was, after the test
        with opened(home) as instance:
            run_of(instance, "table")
    for file in home.rglob("*.db"):
        with closing(sqlite3.connect(file)) as con:
            con.execute("pragma wal_checkpoint(truncate)")
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to do anything to."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    return shutil.copytree(made, tmp_path / "home")


def repaired(home: Path) -> list[str]:
    return [e["detail"] for e in Archive(home / "archive").events() if e["event"] == "repaired"]


def goes_on(home: Path) -> int:
    """How many runs there are after another one."""
    with opened(home) as instance:
        run_of(instance, "table")
        assert instance.all_instigator_state() == []
        return len(instance.get_runs())


@pytest.mark.promise("runs.files")
@pytest.mark.parametrize(
    ("name", "damage", "runs"),
    [(RUNS, "garbage", 1), (RUNS, "cut", 1), (RUNS, "a folder", 1), (INDEX, "cut", 1), (SCHEDULES, "garbage", 2)],
)
def test_what_cannot_be_read_is_set_aside_and_said(name: Path, damage: str, runs: int, home: Path) -> None:
    DAMAGES[damage](home / name)
    assert goes_on(home) == runs
    [said] = repaired(home)
    assert name.name in said and said.endswith(".set-aside, and begun anew") and "\n" not in said
    assert mend(home, thoroughly=True) == []


@pytest.mark.promise("runs.files")
@pytest.mark.parametrize("damage", DAMAGES)
def test_of_one_run_only_its_own_file_is_set_aside(damage: str, home: Path) -> None:
    [file] = set((home / INDEX).parent.glob("*-*.db"))
    DAMAGES[damage](file)
    [said] = mend(home)
    assert file.name in said and (home / RUNS).exists() and not file.exists()


@pytest.mark.promise("runs.files")
@pytest.mark.parametrize("name", [RUNS, INDEX, SCHEDULES])
def test_a_damaged_page_is_found_where_every_page_is_read(name: Path, home: Path) -> None:
    damage_pages(home / name)
    assert len(mend(home, thoroughly=True)) == 1 and len(repaired(home)) == 1
    assert not (home / name).exists()


@pytest.mark.promise("runs.files")
@pytest.mark.parametrize("name", [".dagster", ".dagster/history/runs"])
def test_a_file_in_the_place_of_a_folder_is_set_aside(name: str, home: Path) -> None:
    (home / name).rename(home / "away")
    (home / name).write_text("no folder")
    assert goes_on(home) > 0 and repaired(home)[0].startswith(f"{name} is no folder: set aside as ")


@pytest.mark.promise("runs.files")
def test_settings_that_are_damaged_are_written_again(home: Path) -> None:
    (home / ".dagster/dagster.yaml").write_bytes(b"\xff{")
    with opened(home):
        assert repaired(home) == []
    folder(home / ".dagster/dagster.yaml")
    with opened(home):
        assert len(repaired(home)) == 1


@pytest.mark.promise("runs.files")
def test_the_home_of_a_team_is_not_taken_over_without_its_address(tmp_path: Path) -> None:
    file = tmp_path / ".dagster" / "dagster.yaml"
    file.parent.mkdir()
    file.write_text(
        "storage: {postgres: {postgres_url: 'postgresql+psycopg2://reservewatch@db.example.org/dagster'}}\n"
    )
    before = file.read_bytes()
    said = reservewatch("refresh", "--offline", home=tmp_path)
    assert (said.returncode, file.read_bytes()) == (2, before)
    assert said.stderr.splitlines()[-1] == (
        f"Error: RESERVEWATCH_TEAM_STORAGE: expected that of the team to which {tmp_path} belongs; found nothing. "
        f"Set it, or delete {file} to leave the team."
    )


def test_a_file_that_another_process_writes_is_left_alone(home: Path) -> None:
    with closing(sqlite3.connect(home / RUNS, isolation_level=None)) as con:
        con.execute("begin exclusive")
        assert mend(home) == []


@pytest.mark.promise("runs.lock")
def test_a_lock_that_cannot_be_opened_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".lock").mkdir()
    with (
        pytest.raises(Busy, match=r"the lock .*/\.lock cannot be opened: Is a directory\. It must be a file"),
        locked(tmp_path),
    ):
        pass
    result = reservewatch("refresh", "--offline", home=tmp_path)
    assert result.returncode == 1 and result.stderr.startswith("Error: the lock ") and result.stderr.count("\n") == 1
