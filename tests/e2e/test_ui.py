"""The page and its scheduler as they are started: on loopback only, behind the guard, and ended as one."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.sources import SOURCES
from tests import mirror as m
from tests.conftest import NOW, free_port, reservewatch
from tests.page import UI, printed, started

WEBSOCKET = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "graphql-ws",
}  # fmt: skip
START = """mutation { startSchedule(scheduleSelector: {repositoryLocationName: "reservewatch",
 repositoryName: "__repository__", scheduleName: "nightly_refresh"}) { __typename } }"""


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
def test_a_second_scheduler_of_a_home_is_refused(ui: UI) -> None:
    result = reservewatch("ui", "--port", str(free_port()), home=ui.log.parent)
    said = f"Error: another page has the scheduler of {ui.log.parent}: stop it, or add --read-only\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.promise("readers.page")
def test_term_ends_page_scheduler_and_their_helpers(ui: UI) -> None:
    ui.ask()
    assert len(ui.members(3)) == 3  # page, scheduler, and the one process of the definitions
    assert len(printed("pgrep", "-g", str(ui.group), "-f", "dagster api grpc")) == 1
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


@pytest.mark.promise("runs.killed")
@pytest.mark.promise("runs.files")
def test_everything_ends_when_it_is_killed_and_a_damaged_history_is_begun_anew(tmp_path: Path) -> None:
    damaged = tmp_path / ".dagster" / "history" / "runs.db"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"rust" * 999)
    with started(tmp_path) as killed:
        killed.kill()
        assert killed.log.read_text().count("Repaired: .dagster/history has a runs.db that cannot be read") == 1


WHY = "{ runsOrError { ... on Runs { results { eventConnection { events { ... on MessageEvent { message } } } } } } }"


@pytest.mark.long
@pytest.mark.promise("runs.killed")
def test_killed_in_mid_run_and_started_again_the_next_run_works(
    home: Path, record_property: Callable[[str, object], None]
) -> None:
    with started(home) as first:
        first.launch()
        first.wait_for(["STARTED", "SUCCESS"], 120)
        first.kill()
    with started(home) as second:
        second.launch()
        seconds = second.wait_for(["SUCCESS", "FAILURE", "SUCCESS"], 400)
    record_property("a run asked for after a kill of the UI in mid-run", f"done {seconds:.0f} s after the restart")


@pytest.mark.long
@pytest.mark.promise("runs.dead")
def test_a_run_of_the_page_that_is_too_long_is_ended_and_the_next_one_works(home: Path) -> None:
    """Every publisher is silent; the run may take five seconds. Dagster looks every two minutes."""
    first = [next(source.plan(NOW.date())).url for source in SOURCES]
    with m.serving({}) as mirror:
        mirror.faults |= dict.fromkeys(first, m.hang(600))
        with started(home, RESERVEWATCH_MIRROR=mirror.url) as ui:
            ui.launch({}, **{"dagster/max_runtime": "5"})
            ui.wait_for(["STARTED"], 120)
            ui.wait_for(["FAILURE"], 280)
            said = ui.mutate(WHY)
            assert "Exceeded maximum runtime of 5 seconds" in said
            ui.launch()
            ui.wait_for(["SUCCESS", "FAILURE"], 300)
