"""A hundred refreshes in a row under readers, and eight starts at once."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import mirror as m
from tests.conftest import ROOT, environment
from tests.faults.harness import FILE, Warehouse, left_behind, news, publishers, whole
from tests.page import started

RUNS, READERS = 100, 2
pytestmark = pytest.mark.long
Record = Callable[[str, object], None]


@contextmanager
def reading(home: Path) -> Iterator[list[dict[str, Any]]]:
    """Readers at work for the time of a block; afterwards, what they found."""
    stop, found = home / "stop", list[dict[str, Any]]()
    command = [sys.executable, "-m", "tests.faults.reader", str(home / FILE), str(stop)]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
    try:
        yield found
    finally:
        stop.touch()
        found += [json.loads(reader.communicate()[0]) for reader in readers]
        stop.unlink()


def percentiles(readers: list[dict[str, Any]]) -> str:
    """Median and 99th percentile of all reads."""
    seconds = [s for reader in readers for s in reader["seconds"]]
    cuts = statistics.quantiles(seconds, n=100)
    return f"{len(seconds):,} reads, median {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"


def size(folder: Path) -> float:
    """MB of all files under a folder."""
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 1)


@pytest.mark.promise("readers.through_publications")
def test_readers_see_whole_publications_through_a_hundred_refreshes(tmp_path: Path, record_property: Record) -> None:
    offered, sizes, home = [], [], tmp_path / "home"
    with m.serving(publishers()) as mirror:
        warehouse = Warehouse(home, mirror, {"RESERVEWATCH_HISTORY_RUNS": "10"})  # a hundred by default
        assert warehouse.run("refresh").code == 0
        offered.append(whole(home)[0])
        with reading(home) as idle:
            time.sleep(30)
        with reading(home) as readers:
            for number in range(1, RUNS + 1):
                if number % 2:
                    value, bodies = news(number)
                    mirror.bodies |= bodies
                    offered.append(value)
                done = warehouse.run("refresh")
                assert done.code == 0, done.said
                sizes.append({f.name: size(f) for f in sorted(home.iterdir()) if f.is_dir()} | {"files": size(home)})
    seen = {value for reader in readers for value, _ in reader["found"]}
    assert seen <= set(offered) and len(seen) > RUNS // 4
    assert left_behind(home) == []
    assert sum(len(reader["seconds"]) for reader in readers) >= 1000
    kept = {"published", "parquet", ".dagster"}
    assert all(sizes[-1][name] <= sizes[19][name] * 1.02 for name in kept)
    record_property("Reads while nothing is refreshed", percentiles(idle))
    record_property(f"Reads through {len(offered) - 1} publications in {RUNS} refreshes", percentiles(readers))
    for name in sorted(kept | {"archive"}):
        record_property(f"MB in `{name}/` after 20 and after {RUNS} refreshes", f"{sizes[19][name]}, {sizes[-1][name]}")


@pytest.mark.promise("runs.at_once")
def test_of_eight_starts_one_works_at_a_time_and_all_are_answered(home: Path, record_property: Record) -> None:
    command = [str(Path(sys.executable).with_name("reservewatch")), "refresh", "--offline"]
    with started(home) as ui:
        ui.ask()
        for number in range(4):
            ui.launch(start=str(number))
        runs = [
            subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        ended = [(*run.communicate(timeout=600), run.returncode) for run in runs]
        until = time.monotonic() + 600
        while (states := {*ui.states()}) & {"QUEUED", "STARTING", "STARTED"} and time.monotonic() < until:
            time.sleep(2)
    refused = [err for _, err, code in ended if code]
    assert all("another refresh is at work: process" in err for err in refused)
    assert len(refused) < 4 or "SUCCESS" in states
    assert states <= {"SUCCESS", "FAILURE"}
    assert left_behind(home) == []
    assert whole(home)
    record_property(
        "Eight starts at once",
        f"terminal: {4 - len(refused)} worked, {len(refused)} told who works; page: {', '.join(sorted(states))}",
    )
