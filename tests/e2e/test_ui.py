"""The page and its scheduler as they are started: on loopback only, behind the guard, and ended as one."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.sources import SOURCES
from tests import mirror as m
from tests.conftest import NOW, environment, reservewatch

WEBSOCKET = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "graphql-ws",
}  # fmt: skip
START = """mutation { startSchedule(scheduleSelector: {repositoryLocationName: "reservewatch",
 repositoryName: "__repository__", scheduleName: "nightly_refresh"}) { __typename } }"""


class UI:
    """A page that was started, and how to speak to it."""

    def __init__(self, home: Path, *options: str, **env: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [str(Path(sys.executable).with_name("reservewatch")), "ui", *options]
        variables = environment(home) | {"PORT": str(self.port)} | env
        self.log = home / "ui.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        self.cookie = ""

    def ask(self, path: str = "/server_info", body: str = "", **headers: str) -> http.client.HTTPResponse:
        """The answer, waited for while the page starts: the port is open from the beginning."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        fields |= {"Content-Type": "application/json"} if body else {}
        connection.request("POST" if body else "GET", path, body or None, fields)
        return connection.getresponse()

    def mutate(self, query: str, **variables: object) -> str:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        return self.ask("/graphql", json.dumps({"query": query, "variables": variables}), **headers).read().decode()

    def members(self, number: int = 1) -> list[str]:
        """Its processes, at least so many, by the group of its children.

        A child that is just begun, or that only looks something up, is still in the group of these tests.
        """
        until, found = time.monotonic() + 60, list[str]()
        while len(found) < number and time.monotonic() < until:
            groups = _said("ps", "-o", "pgid=", "--ppid", str(self.process.pid))
            if own := [group for group in groups if group != str(os.getpgrp())]:
                self.group = int(own[0])
                found = self.left()
            time.sleep(0.1)
        assert len(found) >= number, f"{len(found)} of {number} processes came: {self.log.read_text()}"
        return found

    def left(self) -> list[str]:
        """Who of them runs: one that ended may wait a while to be collected."""
        return _said("pgrep", "-g", str(self.group), "-r", "D,R,S,T")


def _said(*command: str) -> list[str]:
    return subprocess.run(command, text=True, capture_output=True, check=False).stdout.split()


@contextmanager
def started(home: Path, *options: str, **env: str) -> Iterator[UI]:
    ui = UI(home, *options, **env)
    until = time.monotonic() + 30
    while "opens at" not in ui.log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    try:
        yield ui
    finally:
        ui.process.terminate()
        ui.process.wait(60)


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UI]:
    with started(tmp_path_factory.mktemp("ui"), RESERVEWATCH_UI_TOKEN="open") as found:
        yield found


@pytest.mark.promise("readers.page")
def test_the_page_is_served_behind_the_guard(ui: UI) -> None:
    answer = ui.ask("/?token=open")
    cookie = str(answer.headers["set-cookie"]).split(";")[0]
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert ui.ask("/", Cookie=cookie).status == 200
    refused = [ui.ask("/"), ui.ask("/", Cookie=cookie, Host="example.org"), ui.ask("/", Cookie=cookie, Origin="null")]
    for answer in refused:
        assert (answer.status, answer.read().count(b"\n")) == (403, 1)


@pytest.mark.promise("readers.page")
def test_the_report_is_served_beside_it_behind_the_same_guard(ui: UI) -> None:
    cookie = str(ui.ask("/?token=open").headers["set-cookie"]).split(";")[0]
    (ui.log.parent / "report").mkdir(exist_ok=True)
    (ui.log.parent / "report" / "index.html").write_text("the report")
    assert ui.ask("/report/", Cookie=cookie).read() == b"the report"
    assert [ui.ask("/report/").status, ui.ask("/report/../reservewatch.duckdb", Cookie=cookie).status] == [403, 404]


@pytest.mark.promise("readers.page")
def test_websockets_are_behind_it_too(ui: UI) -> None:
    cookie = str(ui.ask("/?token=open").headers["set-cookie"]).split(";")[0]
    own = WEBSOCKET | {"Cookie": cookie, "Origin": f"http://127.0.0.1:{ui.port}"}
    asked = [own, own | {"Origin": "http://example.org"}, own | {"Host": "example.org"}, own | {"Cookie": "a=b"}]
    assert [ui.ask("/graphql", **headers).status for headers in asked] == [101, 403, 403, 403]


@pytest.mark.promise("readers.page")
def test_a_taken_port_is_said_before_anything_starts(ui: UI, tmp_path: Path) -> None:
    result = reservewatch("ui", "--port", str(ui.port), home=tmp_path)
    assert (result.returncode, result.stdout, [*tmp_path.iterdir()]) == (1, "", [])
    assert result.stderr.startswith(f"Error: 127.0.0.1:{ui.port} cannot be used: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.promise("readers.page")
def test_term_ends_page_scheduler_and_their_helpers(ui: UI) -> None:
    ui.ask()
    assert len(ui.members(3)) == 3  # page, scheduler, and the one process of the definitions
    assert len(_said("pgrep", "-g", str(ui.group), "-f", "dagster api grpc")) == 1
    ui.process.send_signal(signal.SIGTERM)
    assert ui.process.wait(60) == 0
    assert ui.left() == []
    assert ui.log.read_text().splitlines() == [
        f"Dagster opens at http://127.0.0.1:{ui.port} in some seconds; Ctrl-C ends it."
    ]


@pytest.mark.promise("readers.page")
def test_a_page_that_is_only_read_changes_nothing_and_ends_by_int(tmp_path: Path) -> None:
    with started(tmp_path, "--read-only") as viewer:
        assert "UnauthorizedError" in viewer.mutate(START)
        viewer.members()
        viewer.process.send_signal(signal.SIGINT)
        assert viewer.process.wait(60) == 0
        assert viewer.left() == []


@pytest.mark.promise("readers.page")
def test_the_rest_ends_when_a_part_ended_by_itself(tmp_path: Path) -> None:
    with started(tmp_path) as broken:
        os.kill(int(broken.members()[0]), signal.SIGKILL)
        assert broken.process.wait(60) == 1
        assert broken.left() == []
        assert "ended by itself" in broken.log.read_text()


def kill(ui: UI) -> None:
    """As a power cut does to the process alone; the rest must end by itself."""
    ui.members(3)
    ui.process.kill()
    until = time.monotonic() + 60
    while ui.left() and time.monotonic() < until:
        time.sleep(0.2)
    assert ui.left() == []


@pytest.mark.promise("runs.killed")
@pytest.mark.promise("runs.files")
def test_everything_ends_when_it_is_killed_and_a_damaged_history_is_begun_anew(tmp_path: Path) -> None:
    damaged = tmp_path / ".dagster" / "history" / "runs.db"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"rust" * 999)
    with started(tmp_path) as killed:
        kill(killed)
        assert killed.log.read_text().count("Repaired: .dagster/history has a runs.db that cannot be read") == 1


LAUNCH = """mutation { launchRun(executionParams: {selector: {repositoryLocationName: "reservewatch",
 repositoryName: "__repository__", jobName: "refresh"},
 runConfigData: "{ops: {fetch: {config: {offline: true}}}}"}) { __typename ... on PythonError { message } } }"""
WHY = "{ runsOrError { ... on Runs { results { eventConnection { events { ... on MessageEvent { message } } } } } } }"
STATES = "query { runsOrError { ... on Runs { results { status } } } }"


def wait_for(ui: UI, wanted: list[str], seconds: float) -> float:
    """Wait until the newest runs have these states, the newest first. Returns the seconds that took."""
    begun = time.monotonic()
    found: list[str] = []
    while found != wanted and time.monotonic() < begun + seconds:
        time.sleep(1)
        runs = json.loads(ui.mutate(STATES))["data"]["runsOrError"]["results"]
        found = [run["status"] for run in runs[: len(wanted)]]
    assert found == wanted, ui.log.read_text()
    return time.monotonic() - begun


@pytest.mark.long
@pytest.mark.promise("runs.killed")
def test_killed_in_mid_run_and_started_again_the_next_run_works(
    home: Path, record_property: Callable[[str, object], None]
) -> None:
    with started(home) as first:
        assert "LaunchRunSuccess" in first.mutate(LAUNCH)
        wait_for(first, ["STARTED", "SUCCESS"], 120)
        kill(first)
    with started(home) as second:
        assert "LaunchRunSuccess" in second.mutate(LAUNCH)
        seconds = wait_for(second, ["SUCCESS", "FAILURE", "SUCCESS"], 400)
    record_property("a run asked for after a kill of the UI in mid-run", f"done {seconds:.0f} s after the restart")


HANG = """mutation { launchRun(executionParams: {selector: {repositoryLocationName: "reservewatch",
 repositoryName: "__repository__", jobName: "refresh"}, executionMetadata:
 {tags: [{key: "dagster/max_runtime", value: "5"}]}}) { __typename } }"""


@pytest.mark.long
@pytest.mark.promise("runs.dead")
def test_a_run_of_the_page_that_is_too_long_is_ended_and_the_next_one_works(home: Path) -> None:
    """Every publisher is silent; the run may take five seconds. Dagster looks every two minutes."""
    first = [next(source.plan(NOW.date())).url for source in SOURCES]
    with m.serving({}) as mirror:
        mirror.faults |= dict.fromkeys(first, m.hang(600))
        with started(home, RESERVEWATCH_MIRROR=mirror.url) as ui:
            assert "LaunchRunSuccess" in ui.mutate(HANG)
            wait_for(ui, ["STARTED"], 120)
            wait_for(ui, ["FAILURE"], 280)
            said = ui.mutate(WHY)
            assert "Exceeded maximum runtime of 5 seconds" in said
            assert "LaunchRunSuccess" in ui.mutate(LAUNCH)
            wait_for(ui, ["SUCCESS", "FAILURE"], 300)
