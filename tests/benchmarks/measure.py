"""What a command costs: a process of its own, and all that it started.

This module and those that import it stay small: a process that starts another lends it its own peak of memory.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = 512  # bytes, in which the kernel counts what was written
# Commands do not look at the clock of the machine: each starts a while after the one before it, on one day.
NOW, STEP, COMMANDS = datetime(2026, 11, 25, tzinfo=UTC), timedelta(minutes=2), count()


class Failed(Exception):
    """A command that did not end well; the message ends in what it said last."""


@dataclass(frozen=True)
class Cost:
    """CPU and wall time in seconds, peak memory of the largest process and bytes written in MB."""

    cpu: float
    wall: float
    memory: float
    written: float


def run(command: Sequence[str | Path], home: Path | None, at: Path = ROOT) -> tuple[Cost, str]:
    """Run a command in a folder, with a home or as things are. Returns what it cost and said; raises Failed."""
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=at, env=_environment(home), stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}: {text[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1e3, used.ru_oublock * BLOCK / 1e6), text


def _environment(home: Path | None) -> dict[str, str]:
    if home is None:
        return dict(os.environ)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RESERVEWATCH", "DAGSTER"))}
    now = (NOW + next(COMMANDS) * STEP).isoformat()
    return {**kept, "RESERVEWATCH_HOME": str(home), "RESERVEWATCH_NOW": now}
