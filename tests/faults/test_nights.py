"""The page is ended and killed while it runs what is scheduled: the nights after that come, and one makes up for all."""

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests import mirror as m
from tests.conftest import ROOT
from tests.faults.harness import Warehouse, left_behind, news, publishers, whole
from tests.page import UI, started

NIGHT_S = 120
NIGHTS = """select value, status from runs join run_tags using (run_id)
  where key = '.dagster/scheduled_execution_time' order by value"""
pytestmark = [pytest.mark.long, pytest.mark.promise("runs.killed"), pytest.mark.promise("runs.nights")]


def nights(home: Path) -> list[tuple[str, str]]:
    """The runs of the schedule, the oldest first: the night that each is for, and its state."""
    with closing(sqlite3.connect(home / ".dagster" / "history" / "runs.db")) as con:
        return con.execute(NIGHTS).fetchall()


def until(ui: UI, reached: Callable[[list[str]], bool], seconds: float) -> list[str]:
    """Wait until the nights have come so far. Returns their states."""
    end = time.monotonic() + seconds
    while not reached(states := [state for _, state in nights(ui.log.parent)]) and time.monotonic() < end:
        time.sleep(0.5)
    assert reached(states), f"{states}\n{ui.log.read_text()}"
    return states


def test_nights_go_on_after_the_page_was_ended_and_killed_in_mid_run(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    home = tmp_path / "home"
    with m.serving(publishers()) as mirror:
        warehouse = Warehouse(home, mirror)
        assert warehouse.run("refresh").code == 0
        (before, _), (value, bodies) = whole(home), news(1)
        mirror.bodies |= bodies
        env = {"NIGHT_S": str(NIGHT_S), "PYTHONPATH": str(ROOT / "tests" / "faults" / "nights")}
        env |= {"RESERVEWATCH_MIRROR": mirror.url}
        with started(home, **env) as ended:
            until(ended, lambda states: states[-1:] == ["STARTED"], NIGHT_S + 60)
            ended.members(4)  # the run too
            ended.process.send_signal(signal.SIGTERM)
            assert ended.process.wait(60) == 0 and ended.left() == []
        assert whole(home)[0] in (before, value)
        time.sleep(2.5 * NIGHT_S)  # two nights pass, or three
        with started(home, **env) as killed:
            states = until(killed, lambda states: len(states) == 2 and states[-1] == "STARTED", NIGHT_S + 60)
            killed.kill()
        assert states[0] in {"FAILURE", "CANCELED"} and whole(home)[0] in (before, value)
        assert warehouse.run("rollback").code in (0, 1) and whole(home)
        with started(home, **env) as last:
            begun = time.monotonic()
            states = until(last, lambda states: states[-1] == "SUCCESS", 3 * NIGHT_S)
            seconds = time.monotonic() - begun
    (first, _), (second, _) = nights(home)[:2]
    assert (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds() >= 2 * NIGHT_S
    assert states[1] == "FAILURE" and {*states[2:]} == {"SUCCESS"}
    assert whole(home)[0] == value and left_behind(home) == []
    record_property("a scheduled run after a kill of the UI in mid-run", f"done {seconds:.0f} s after the restart")
