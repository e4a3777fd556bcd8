"""A worker and a builder make what one machine makes, whoever is killed or gone for a while in the middle of a run."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import mirror as m
from tests.compare import differences
from tests.conftest import NOW, ROOT, environment, reservewatch
from tests.publishers import world
from tests.team import servers

FILE = "reservewatch.duckdb"
BIN = Path(sys.executable).parent


@pytest.fixture
def team(postgres: servers.Postgres, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a team: its home, its publishers, PostgreSQL and Redis."""
    if not shutil.which("redis-server"):
        pytest.skip("needs Redis: apt install redis-server")
    postgres.create(tmp_path.name)
    home = tmp_path / "home"
    with m.serving(world.bodies(NOW.date())) as mirror, servers.redis(tmp_path / "redis") as broker:
        shared = {
            "RESERVEWATCH_TEAM_STORAGE": f"postgresql://{servers.WRITER}@127.0.0.1:{postgres.port}/{tmp_path.name}",
            "RESERVEWATCH_TEAM_BROKER": broker, "RESERVEWATCH_NOW": NOW.isoformat(), "DAGSTER_HOME": str(home / ".dagster"),
        }  # fmt: skip
        yield environment(home, mirror.url) | shared


@contextmanager
def worker(env: dict[str, str], log: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process group of its own."""
    command = [str(BIN / "reservewatch"), "worker", "--redelivery", "10", *options]
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        until(lambda: " ready." in log.read_text(errors="replace"))
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def until(happened: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def started(env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A run of the job, whose steps workers take."""
    opened = "from pipelines.cli.run import instance\nwith instance(home()): pass"
    subprocess.run([BIN / "python", "-c", f"from pipelines.settings import home\n{opened}"], env=env, check=True)
    command = [str(BIN / "dagster"), "job", "execute", "-m", "pipelines.definitions", "-j", "refresh"]
    with log.open("ab") as out:
        return subprocess.Popen(command, env=env, cwd=ROOT, stdout=out, stderr=out)


def alone(team: dict[str, str], home: Path) -> Path:
    """What one machine publishes of the same publishers."""
    now = {"RESERVEWATCH_NOW": NOW.isoformat()}
    done = reservewatch("refresh", home=home, mirror=team["RESERVEWATCH_MIRROR"], more=now)
    assert done.returncode == 0, done.stderr
    return home / FILE


def test_workers_make_what_one_machine_makes_though_one_is_killed_in_mid_step(
    team: dict[str, str], postgres: servers.Postgres, tmp_path: Path
) -> None:
    home, logs = Path(team["RESERVEWATCH_HOME"]), [tmp_path / f"{n}.log" for n in ("first", "second", "builder", "run")]
    first, second, builder, run = logs
    with worker(team, first) as killed:
        running = started(team, run)
        until(lambda: "received" in first.read_text(errors="replace"))
        os.killpg(killed.pid, signal.SIGKILL)
        said = first.read_text(errors="replace")
        assert said.count("received") > said.count("succeeded")  # a step that it took and did not end
        assert (code := reservewatch("workers", home=home, more=team)).returncode == 1
        assert code.stdout == "0 read sources: a run waits until one does\n0 build: a run waits until one does\n"
        with worker(team, second), worker(team, builder, "--builder"):
            until(lambda: reservewatch("workers", home=home, more=team).returncode == 0)
            said = reservewatch("workers", home=home, more=team).stdout
            assert re.fullmatch(r"1 read sources: reader-\w{6}@\S+\n1 build: builder-\w{6}@\S+\n", said)
            assert running.wait(400) == 0, run.read_text(errors="replace")[-3000:]
    assert second.read_text(errors="replace").count("succeeded") > 5
    assert list(differences(alone(team, tmp_path / "alone"), home / FILE)) == []
    history = postgres.dump(tmp_path.name)
    packed = [zlib.decompress(bytes.fromhex(found)) for found in re.findall(r"x(789c[0-9a-f]+)", history)]
    assert any(b"fiscal_auctions" in text for text in packed)  # the run's steps: what is packed was read
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(servers.SECRET.encode() in text for text in [history.encode(), *packed, *files])


def test_a_minute_without_postgresql_fails_the_run_and_the_next_one_heals(
    team: dict[str, str], postgres: servers.Postgres, tmp_path: Path
) -> None:
    home, logs = Path(team["RESERVEWATCH_HOME"]), [tmp_path / f"{name}.log" for name in ("reader", "builder", "run")]
    reader, builder, run = logs
    with worker(team, reader), worker(team, builder, "--builder"):
        running = started(team, run)
        until(lambda: "succeeded" in reader.read_text(errors="replace"))
        postgres.stop()
        try:
            time.sleep(60)
        finally:
            postgres.start()
        assert running.wait(400) == 1
        assert "Connection refused" in run.read_text(errors="replace")
        assert not (home / FILE).exists()
        assert started(team, run).wait(400) == 0, run.read_text(errors="replace")[-3000:]
    assert list(differences(alone(team, tmp_path / "alone"), home / FILE)) == []


def test_a_run_outside_of_the_teams_history_is_refused(team: dict[str, str], tmp_path: Path) -> None:
    """As `dg launch` begins one where no `dagster.yaml` is: Dagster keeps it in files of its own, and says so once."""
    reader, run, away = tmp_path / "reader.log", tmp_path / "run.log", tmp_path / "away"
    away.mkdir()
    command = [str(BIN / "dagster"), "job", "execute", "-m", "pipelines.definitions", "-j", "refresh"]
    with worker(team, reader), run.open("wb") as out:
        env = team | {"DAGSTER_HOME": str(away)}
        assert subprocess.run(command, env=env, cwd=ROOT, stdout=out, stderr=out, check=False).returncode == 1
    assert "this run is not in the team's PostgreSQL: it was started with another DAGSTER_HOME" in run.read_text()
    assert (Path(team["RESERVEWATCH_HOME"]) / ".dagster" / "dagster.yaml").is_file()  # the worker wrote it


def test_a_second_builder_is_told_who_builds(team: dict[str, str], tmp_path: Path) -> None:
    """Its home is another one, so only the lock of PostgreSQL keeps it out."""
    hold = """
import sys
from pathlib import Path
from pipelines.database import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""
    command = [BIN / "python", "-c", hold, str(tmp_path / "other")]
    with subprocess.Popen(command, env=team, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        refused = subprocess.run(
            [BIN / "reservewatch", "build", "marts.holders"], env=team, capture_output=True, text=True, check=False
        )
        other.communicate(b"\n")
    assert refused.returncode == 1
    assert (
        f"Error: a machine of the team is at work: reservewatch on {os.uname().nodename}, process {other.pid}."
        in refused.stderr
    )


def test_a_worker_without_a_team_says_what_is_missing(home: Path) -> None:
    said = reservewatch("worker", home=home)
    assert said.returncode == 2
    assert said.stderr.startswith("Error: RESERVEWATCH_TEAM_BROKER: expected the address of a Redis; found nothing.")


@pytest.mark.parametrize("command", [["worker"], ["workers"], ["refresh", "--offline"], ["ui", "--port", "3999"]])
def test_the_packages_that_a_team_needs_are_named(command: list[str], home: Path) -> None:
    if find_spec("psycopg2"):
        pytest.skip("the extra `team` is installed")
    more = {"RESERVEWATCH_TEAM_STORAGE": "postgresql://somebody@127.0.0.1:9/dagster"}
    said = reservewatch(*command, home=home, more={**more, "RESERVEWATCH_TEAM_BROKER": "redis://127.0.0.1:9/0"})
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert "RESERVEWATCH_TEAM_STORAGE: expected the packages of the extra `team`; found an environment" in said.stderr


@pytest.mark.parametrize("command", [["worker"], ["ui", "--port", "3999"]])
def test_what_is_shared_and_missing_is_said_before_anything_starts(command: list[str], home: Path) -> None:
    pytest.importorskip("psycopg2")
    nowhere = "postgresql://somebody@127.0.0.1:9/dagster"
    more = {"RESERVEWATCH_TEAM_STORAGE": nowhere, "RESERVEWATCH_TEAM_BROKER": "redis://:canary@127.0.0.1:9/0"}
    said = reservewatch(*command, home=home, more=more)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: the team's PostgreSQL, RESERVEWATCH_TEAM_STORAGE, cannot be used: connection")
    assert "Traceback" not in said.stderr and "canary" not in said.stderr


def test_a_redis_that_cannot_be_used_is_said_without_its_password(
    postgres: servers.Postgres, home: Path, tmp_path: Path
) -> None:
    postgres.create(tmp_path.name)
    storage = f"postgresql://{servers.WRITER}@127.0.0.1:{postgres.port}/{tmp_path.name}"
    more = {"RESERVEWATCH_TEAM_STORAGE": storage, "RESERVEWATCH_TEAM_BROKER": "redis://:canary@127.0.0.1:9/0"}
    said = reservewatch("worker", home=home, more=more)
    assert said.returncode == 1 and "canary" not in said.stderr
    assert said.stderr.startswith("Error: the team's Redis, RESERVEWATCH_TEAM_BROKER, cannot be used: ")
