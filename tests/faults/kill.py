"""Ends a command by SIGKILL at a step of its work or after some seconds, and leaves the line of ours that it was at.

A step is a file about to be written, renamed or deleted, a connection about to be opened, a table about to be built, or
the payloads of a source about to be looked for.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

STEPS = ("tests.step", "os.rename", "os.remove", "os.mkdir", "os.truncate", "socket.connect")
PACKAGE = Path(__file__).parents[2] / "pipelines"


def arm(order: dict[str, Any]) -> None:
    """`step` or `seconds` say when; `note` is the file that has the steps so far, and at the end the place.

    `places` is a file for the place of every step.
    """
    from pipelines import project
    from pipelines.archive.store import Archive
    from pipelines.models import build

    build.up_to_date = _a_step(build.up_to_date)
    Archive.payloads = _a_step(Archive.payloads)  # type: ignore[method-assign]
    # The charts of the report take half of a refresh; it is written and put in place by the code that writes Parquet.
    project.OUTPUTS = [output for output in project.OUTPUTS if output.name == "parquet"]
    steps, note = count(1), os.open(order["note"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    places = os.open(order.get("places", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def kill(frame: FrameType | None, what: str) -> None:
        os.pwrite(note, f"{_place(frame)} {what}".ljust(200).encode(), 0)
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+")
        if event in STEPS or writes:
            step = next(steps)
            os.pwrite(note, f"{step} steps".encode(), 0)
            os.write(places, f"{_place(sys._getframe(1))}\n".encode())
            if step == order.get("step"):
                kill(sys._getframe(1), event)

    sys.addaudithook(watch)
    if "seconds" in order:
        one = threading.main_thread().ident or 0
        timer = threading.Timer(order["seconds"], lambda: kill(sys._current_frames()[one], "time"))
        timer.daemon = True
        timer.start()


def _a_step(call: Callable[..., Any]) -> Callable[..., Any]:
    """A call that is a step: DuckDB's own files are no business of Python."""

    def told(*arguments: Any, **named: Any) -> Any:
        sys.audit("tests.step")
        return call(*arguments, **named)

    return told


def _place(frame: FrameType | None) -> str:
    """The innermost line of ours: `publish/seal.py:31 keep`."""
    while frame:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            return f"{path.relative_to(PACKAGE)}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return "libraries"
