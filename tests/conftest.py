"""Fixtures: the samples, the real files where they are at hand, and homes to write to."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import duckdb
import hypothesis
import pytest

from pipelines.archive.store import Archive, Body, Payload
from pipelines.models.build import connect
from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from tests.forks import Forks
from tests.watch import sitecustomize  # noqa: F401 - no test asks another machine

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples"
DATA = Path(os.environ.get("RESERVEWATCH_TEST_DATA", ROOT.parent / "shared" / "data"))
# Commands do not look at the clock of the machine: each starts a while after the one before it, on one day.
FORKS = Forks()
NOW, STEP, COMMANDS = datetime(2026, 11, 25, tzinfo=UTC), timedelta(minutes=2), count()
BY_NAME = {s.name: s for s in SOURCES}
real = pytest.mark.skipif(not (DATA / "urls.csv").exists(), reason=f"the real files are not at hand in {DATA}")
# Examples of a property that names no number of its own: `make reliability` tries the most.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=150)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=500)
hypothesis.settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that names a promise says so in its report too, for docs/reliability.md. A long one may take an hour."""
    for item in items:
        if item.get_closest_marker("long") or "team" in item.path.parts:
            item.add_marker(pytest.mark.timeout(3600))
        item.user_properties += [("promise", mark.args[0]) for mark in item.iter_markers("promise")]


def samples(source: Source) -> list[bytes]:
    """The sample of a source: small files in the publisher's layout, in the order in which they are fetched."""
    return [path.read_bytes() for path in sorted((SAMPLES / source.name).iterdir())]


def sample(source: Source) -> bytes:
    """The first file of a sample."""
    return samples(source)[0]


def keep(archive: Archive, source: str, at: str, body: bytes = b"x", url: str = "https://x") -> Payload:
    """Note a payload of one body, as if it had come then."""
    payload = Payload(source, at, [Body(url, archive.keep(body), 200, {})])
    archive.add(payload)
    return payload


def reservewatch(
    *arguments: str,
    home: Path,
    mirror: str | None = None,
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command with `more` of its environment; as a person would, from nothing, where that has a PYTHONPATH."""
    env = environment(home, mirror) | {**(more or {})}
    if "PYTHONPATH" not in env:
        return FORKS.run(arguments, env, cwd=str(cwd or Path.cwd()))
    command = [str(Path(sys.executable).with_name("reservewatch")), *arguments]
    return subprocess.run(command, env=env, cwd=cwd, text=True, capture_output=True, check=False)


def watching(notes: Path) -> dict[str, str]:
    """The environment of a process that notes every address it asks for, and asks none but this machine's."""
    return {"PYTHONPATH": str(ROOT / "tests" / "watch"), "WATCHED": str(notes)}


def environment(home: Path, mirror: str | None = None) -> dict[str, str]:
    """The environment of such a process: its home, and whom it asks."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RESERVEWATCH", "DAGSTER"))}
    asked = {"RESERVEWATCH_MIRROR": mirror} if mirror else {}
    asked["RESERVEWATCH_NOW"] = os.environ.get("RESERVEWATCH_NOW") or (NOW + next(COMMANDS) * STEP).isoformat()
    return {**kept, "RESERVEWATCH_HOME": str(home), "COLUMNS": "160", **asked}


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A build in memory."""
    with connect(":memory:") as connection:
        yield connection


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after one offline refresh from the embedded snapshot. Read it, do not write to it.

    One for the whole suite: the worker that comes first makes it, the others wait. Beside it lie the addresses that it
    asked for, in `asked`, and what it said, in `said_out` and `said_err`.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = shared / "refreshed"
    with (shared / "refreshed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "done").exists():
            result = reservewatch("refresh", "--offline", home=home, more=watching(shared / "asked"))
            assert result.returncode == 0, result.stdout + result.stderr
            (shared / "said_out").write_text(result.stdout)
            (shared / "said_err").write_text(result.stderr)
            (home / "done").touch()
    return home


@pytest.fixture
def home(refreshed: Path, tmp_path: Path) -> Path:
    """A copy of the refreshed home, to do anything to."""
    target = tmp_path / "home"
    shutil.copytree(refreshed, target)
    return target


@pytest.fixture(scope="session")
def published(refreshed: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file of that refresh, read only."""
    with duckdb.connect(str(refreshed / "reservewatch.duckdb"), read_only=True) as connection:
        yield connection
