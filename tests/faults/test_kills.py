"""A refresh is killed at any step: readers find one whole publication, rollback works, the next refresh heals."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import mirror as m
from tests.faults.harness import FILE, Ended, Warehouse, left_behind, news, publishers, whole

KILLS, AT_STEPS = 200, 130
PHASES = {
    "archive/": "fetch", "acceptance": "raw", "raw": "raw", "sources/": "raw", "continuity": "raw", "models/": "build",
    "claims/": "build", "quality/": "audit", "publish/seal": "swap", "publish/publication": "copy", "outputs/": "outputs",
}  # fmt: skip
# A run that was killed before it wrote its process down may still be about to start, for three minutes.
OPEN = """select run_id from runs where status not in ('SUCCESS', 'FAILURE', 'CANCELED')
  and update_timestamp < datetime('now', '-200 seconds')"""
pytestmark = [pytest.mark.long, pytest.mark.promise("published.killed")]


@dataclass
class Tried:
    """A home, its publishers, and what the kills before this one showed."""

    warehouse: Warehouse
    mirror: m.Mirror
    steps: list[int] = field(default_factory=list)
    seconds: float = 0
    number: int = 0
    healed: list[float] = field(default_factory=list)
    phases: Counter[str] = field(default_factory=Counter)

    @property
    def home(self) -> Path:
        return self.warehouse.home

    def change(self) -> float:
        """The publisher revises the amount of one auction."""
        self.number += 1
        value, bodies = news(self.number)
        self.mirror.bodies |= bodies
        return value

    def refresh(self, **notes: str) -> Ended:
        done = self.warehouse.run("refresh", **notes)
        assert done.code == 0, done.said
        return done


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """A home after three publications, of which the last one tells the steps of a refresh and their places."""
    with m.serving(publishers()) as mirror:
        found = Tried(Warehouse(tmp_path_factory.mktemp("kills") / "home", mirror), mirror)
        places = tmp_path_factory.mktemp("places") / "places"
        for _ in range(3):
            found.change()
            places.write_text("")
            last = found.refresh(places=str(places))
        found.steps, found.seconds = chosen(places.read_text().splitlines()), last.seconds
        yield found


def chosen(places: list[str]) -> list[int]:
    """As many steps of each phase, from its first to its last: most of all are those of the fetch."""
    by_phase: dict[str, list[int]] = {}
    for step, place in enumerate(places, 1):
        by_phase.setdefault(phase(place), []).append(step)
    each = AT_STEPS // len(by_phase)
    return sorted(steps[len(steps) * n // each] for steps in by_phase.values() for n in range(each))


def phase(place: str) -> str:
    """Where a line of ours belongs to."""
    return next((name for start, name in PHASES.items() if place.startswith(start)), "start and end")


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_refresh_changes_nothing_that_is_read(
    kill: int, tried: Tried, record_property: Callable[[str, object], None]
) -> None:
    before, value = whole(tried.home), tried.change()
    if kill < len(tried.steps):
        ended = tried.warehouse.run("refresh", step=tried.steps[kill])
    else:
        ended = tried.warehouse.run("refresh", seconds=random.Random(kill).uniform(0.2, tried.seconds))
    assert ended.code in (-9, 0), ended.said
    tried.phases[phase(ended.place) if ended.code else "not reached"] += 1
    after = whole(tried.home)
    assert after == before or after[0] == value
    gone_back = tried.warehouse.run("rollback")
    if gone_back.code:  # the second of a pair may find none: three are kept, and a copy counts before it is swapped in
        assert kill % 2 and "no older publication" in gone_back.said
    else:
        assert whole(tried.home) != after
    if kill % 2:  # every other refresh is killed over what the one before it left
        tried.healed.append(tried.refresh().seconds)
        assert whole(tried.home)[0] == value
        assert left_behind(tried.home) == []
        with closing(sqlite3.connect(tried.home / ".dagster" / "history" / "runs.db")) as runs:
            assert runs.execute(OPEN).fetchall() == []
    if kill == KILLS - 1:
        killed = ", ".join(f"{name} {count}" for name, count in tried.phases.most_common())
        record_property("Refreshes killed, by what they were at", killed)
        record_property("Seconds until the next refresh had healed a kill, at most", max(tried.healed))
        record_property("Size of the published file after all kills, MB", (tried.home / FILE).stat().st_size // 10**6)
        assert tried.phases.keys() >= {*PHASES.values()}
