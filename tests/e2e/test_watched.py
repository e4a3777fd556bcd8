"""What leaves the machine, and where a secret goes: commands and the page, with every socket watched.

Each command has secrets in its environment; afterwards every file, every output and every page is searched for them.
"""

import base64
import gzip
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from pipelines.sources import SOURCES
from tests import mirror as m
from tests.conftest import BY_NAME, NOW, ROOT, environment, reservewatch, samples, watching
from tests.page import started

Property = Callable[[str, object], None]
CANARY = "canary-7f3a9c"
SECRETS = {
    "AWS_SECRET_ACCESS_KEY": CANARY,
    "PASSWORD": CANARY,
    "HTTPS_PROXY": f"http://reader:{CANARY}@127.0.0.1:9",  # nobody listens there
    "RESERVEWATCH_UI_TOKEN": CANARY,
    "RESERVEWATCH_ALERT_WEBHOOK": f"http://127.0.0.1:9/{CANARY}",
    "RESERVEWATCH_ALERT_MAIL": "desk@example.org",
    "RESERVEWATCH_ALERT_SMTP": "smtp://127.0.0.1:9",
    "RESERVEWATCH_ALERT_SMTP_USER": "desk",
    "RESERVEWATCH_ALERT_SMTP_PASSWORD": CANARY,
    "RESERVEWATCH_ALERT_COMMAND": f"false {CANARY}",
}
NO_ALERTS = {name: "" for name in SECRETS if "ALERT" in name}
LOCAL = {"127.0.0.1", "localhost"}
SAMPLE = BY_NAME["treasury_gold"]
URL = next(SAMPLE.plan(NOW.date())).url


@dataclass
class Watched:
    """A home, the commands that ran in it, and what they asked for and said."""

    home: Path
    notes: Path
    outputs: list[str] = field(default_factory=list)

    def env(self, **more: str) -> dict[str, str]:
        return {**watching(self.notes), **SECRETS, **more}

    def run(self, *arguments: str, mirror: str | None = None, **more: str) -> set[str]:
        """Run a command. Returns the hosts that were asked for."""
        self.notes.write_text("")
        done = reservewatch(*arguments, home=self.home, mirror=mirror, more=self.env(**more))
        assert done.returncode == 0, done.stdout + done.stderr
        self.outputs += [done.stdout, done.stderr]
        return self.asked()

    def asked(self) -> set[str]:
        return set(self.notes.read_text().split())


@pytest.fixture(scope="module")
def watched(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("watched")
    shutil.copytree(refreshed, folder / "home")
    return Watched(folder / "home", folder / "notes")


@pytest.mark.promise("publishers.only_they_are_asked")
def test_no_test_asks_another_machine_nor_does_its_command(home: Path) -> None:
    with pytest.raises(OSError, match=r"a test does not ask 192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    done = reservewatch("refresh", home=home)
    assert done.returncode == 0 and "a test does not ask ticdata.treasury.gov" in done.stdout


@pytest.mark.promise("publishers.only_they_are_asked")
def test_a_first_refresh_offline_asks_nobody(refreshed: Path) -> None:
    """Dagster runs it, and Great Expectations checks every table: neither reports anything."""
    assert not refreshed.with_name("asked").exists()


@pytest.mark.promise("publishers.only_they_are_asked")
def test_a_refresh_through_a_mirror_asks_this_machine_alone(watched: Watched) -> None:
    """One file comes, and is kept though it is cut; the others do not come."""
    with m.serving({URL: samples(SAMPLE)[0][:-30]}) as mirror:
        assert watched.run("refresh", mirror=mirror.url) == {"127.0.0.1"}
    assert (URL, 200) in mirror.asked
    for receiver in ("webhook", "mail", "command"):
        assert f"alerts not sent by {receiver}: " in watched.outputs[1]
    assert watched.run("export", "--to", str(watched.home / "exported"), "--format", "csv") == set()


@pytest.mark.long
@pytest.mark.promise("publishers.only_they_are_asked")
def test_a_refresh_asks_the_hosts_of_the_open_sources_alone(watched: Watched, record_property: Property) -> None:
    asked = watched.run("refresh", HTTPS_PROXY="", **NO_ALERTS)
    hosts = {s.name: s.allowed_hosts for s in SOURCES if s.access == "open"}
    assert asked <= set().union(*hosts.values())
    assert all(asked & names for names in hosts.values())
    record_property("hosts that a refresh asks", f"{len(asked)}, all of them of its sources")


@pytest.mark.long
@pytest.mark.promise("publishers.proxy")
@pytest.mark.promise("secrets.kept_out")
def test_a_refresh_behind_a_proxy_asks_the_proxy_alone(watched: Watched, record_property: Property) -> None:
    assert watched.run("refresh") == {"127.0.0.1"}
    assert "could not be refreshed" in watched.outputs[-2]
    searched(watched)
    record_property("hosts that a refresh asks behind a proxy", "the proxy alone")


@pytest.mark.long
@pytest.mark.promise("publishers.only_they_are_asked")
@pytest.mark.promise("secrets.kept_out")
def test_the_page_and_its_scheduler_ask_this_machine_alone(watched: Watched, record_property: Property) -> None:
    """The page is read with its token, as are the definitions, the runs, their events and the environment; one is run."""
    watched.notes.write_text("")
    with started(watched.home, **watched.env()) as ui:
        ui.cookie = str(ui.ask(f"/?token={CANARY}").headers["set-cookie"]).split(";")[0]
        ui.launch()
        ui.wait_for(["SUCCESS"], 300)
        for query in QUERIES:
            body = ui.mutate(query)
            assert "errors" not in json.loads(body), body
            watched.outputs.append(body)
        watched.outputs += [ui.ask(path, Cookie=ui.cookie).read().decode() for path in ("/", "/runs", "/server_info")]
        watched.outputs.append(ui.cookie)
    assert watched.asked() <= LOCAL
    record_property("files searched for a secret after a start of the page", searched(watched))


QUERIES = [
    "{ version instance { info hasInfo } }",
    "{ workspaceOrError { __typename ... on Workspace { locationEntries { name loadStatus locationOrLoadError"
    " { __typename ... on RepositoryLocation { environmentPath } } } } } }",
    "{ runsOrError { __typename ... on Runs { results { runId status runConfigYaml tags { key value }"
    " eventConnection { events { __typename ... on MessageEvent { message } } } } } } }",
    "{ repositoriesOrError { __typename ... on RepositoryConnection { nodes { name schedules { name }"
    " allTopLevelResourceDetails { name configFields { name } configuredValues { key value } } } } } }",
]


@pytest.mark.promise("secrets.kept_out")
def test_no_secret_is_in_any_file_or_output(watched: Watched) -> None:
    """After a refresh through a mirror and an export."""
    suffixes = {path.suffix for path in watched.home.rglob("*") if path.is_file()}
    assert {".duckdb", ".db", ".gz", ".jsonl", ".html", ".parquet", ".csv"} <= suffixes
    searched(watched)


def searched(watched: Watched) -> int:
    """The canary is nowhere in what was said or written. Returns the number of files."""
    assert [text for text in watched.outputs if is_in(text.encode())] == []
    files = [path for path in watched.home.rglob("*") if path.is_file()]
    assert [path for path in files if is_held(path)] == []
    return len(files)


def is_in(data: bytes) -> bool:
    """Is the canary there, as it is or within base64, where it begins at any of three places?"""
    within = (base64.b64encode(bytes(before) + CANARY.encode())[4:-4] for before in range(3))
    return any(needle in data for needle in (CANARY.encode(), *within))


def is_held(path: Path) -> bool:
    """Is the canary in a file, or in what it holds where that is packed?"""
    if is_in(path.read_bytes()):
        return True
    if path.suffix == ".gz":
        return is_in(gzip.decompress(path.read_bytes()))
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as con:
            return is_in("\n".join(con.iterdump()).encode())
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute("select format('{}.{}', schema_name, table_name) from duckdb_tables()").fetchall()
            return any(is_in_rows(con, table) for (table,) in tables)
    return path.suffix == ".parquet" and is_in_rows(duckdb.connect(), f"'{path}'")


def is_in_rows(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f"from {table} as t where contains(t::varchar, '{CANARY}') limit 1").fetchall())


@pytest.mark.promise("secrets.kept_out")
def test_a_secret_that_was_written_would_be_found(tmp_path: Path) -> None:
    """As it is, in base64, and in files that pack what they store: the search itself works."""
    (tmp_path / "a.txt").write_text(
        f"Proxy-Authorization: Basic {base64.b64encode(f'reader:{CANARY}'.encode()).decode()}"
    )
    (tmp_path / "a.gz").write_bytes(gzip.compress(CANARY.encode() * 9))
    rows = f"select '{CANARY}' || i % 2 as x from range(9999) as t (i)"
    with duckdb.connect(str(tmp_path / "a.duckdb")) as con:
        con.execute(f"create schema marts; create table marts.a as {rows}; copy ({rows}) to '{tmp_path}/a.parquet'")
    with closing(sqlite3.connect(tmp_path / "a.db")) as log:
        log.executescript(f"create table a (x); insert into a values ('{CANARY}')")
    assert {path.suffix for path in tmp_path.iterdir() if is_held(path)} == {
        ".txt",
        ".gz",
        ".duckdb",
        ".parquet",
        ".db",
    }
    (tmp_path / "a.txt").write_text("canary")
    assert not is_held(tmp_path / "a.txt")


@pytest.mark.long
@pytest.mark.promise("publishers.only_they_are_asked")
@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare, of util-linux, is not there")
def test_the_kernel_counts_no_packet_to_elsewhere(watched: Watched, record_property: Property) -> None:
    """In a network of its own, which has nothing but loopback, with a file that is new: its tables are built and checked.

    Parts that are no Python are counted too.
    """
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    alone = ["unshare", *rights, "--net"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let a user make a network of its own")
    command = [*alone, sys.executable, str(ROOT / "tests" / "watch" / "alone.py")]
    done = subprocess.run(command, cwd=ROOT, env=environment(watched.home), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"refused": 1, "in_commands": [0, 0]}
    record_property(
        "packets to elsewhere in a refresh through a mirror and nine other commands, by the kernel's count", 0
    )
