"""A process that has imported everything and forks one child per command, which may be killed on its way.

`python -m tests.faults.forks`: a line of JSON in, `{"args": [...], "env": {...}, "step": 40}` or `"seconds": 2.5`,
and a line out, `{"code": ..., "seconds": ..., "place": ...}`. A step is a file about to be written, renamed or deleted,
or a connection about to be opened; the child ends itself there by SIGKILL, and leaves the line of ours that it was at.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from pipelines import project
from pipelines.settings import ROOT

STEPS = ("os.rename", "os.remove", "os.mkdir", "os.truncate", "socket.connect")


def main() -> None:
    """Serve commands until the input ends."""
    import great_expectations  # noqa: F401 - what a refresh imports

    # The charts of the report take half of a refresh; it is written and put in place by the code that writes Parquet.
    project.OUTPUTS = [output for output in project.OUTPUTS if output.name == "parquet"]
    from pipelines import definitions  # noqa: F401

    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line))), flush=True)


def _fork(order: dict[str, Any]) -> dict[str, Any]:
    """One command in a child; its exit code (negative: the signal), seconds, place of the kill or number of steps."""
    start, output = time.monotonic(), Path(order["env"]["RESERVEWATCH_HOME"]) / "fork.txt"
    output.unlink(missing_ok=True)
    if not (child := os.fork()):
        os.environ |= order["env"]
        _run(order, output)
    _, status = os.waitpid(child, 0)
    place, _, said = output.read_text(errors="replace").partition("\n")
    seconds = round(time.monotonic() - start, 1)
    return {"code": os.waitstatus_to_exitcode(status), "seconds": seconds, "place": place, "said": said}


def _run(order: dict[str, Any], output: Path) -> None:
    """The command, with its output to a file whose first line is left for the place."""
    from pipelines.cli.main import main as command

    os.setpgid(0, 0)
    file = os.open(output, os.O_RDWR | os.O_CREAT)
    os.write(file, b" " * 200 + b"\n")
    os.dup2(file, 1)
    os.dup2(file, 2)
    count = _kill_at(order, file)
    code = 1
    try:
        command(order["args"], standalone_mode=True)
    except SystemExit as end:
        code = int(end.code or 0)
    os.pwrite(file, f"{next(count)} steps".ljust(200).encode(), 0)
    os._exit(code)


def _kill_at(order: dict[str, Any], file: int) -> Any:
    """Arm the kill, by step or by time. Returns the counter of steps."""
    from itertools import count

    steps = count()

    def kill(frame: FrameType | None, what: str) -> None:
        os.pwrite(file, f"{_place(frame)} {what}"[:200].ljust(200).encode(), 0)
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+")
        if (event in STEPS or writes) and next(steps) == order.get("step"):
            kill(sys._getframe(1), event)

    sys.addaudithook(watch)
    if "seconds" in order:
        one = threading.main_thread().ident or 0
        timer = threading.Timer(order["seconds"], lambda: kill(sys._current_frames()[one], "time"))
        timer.daemon = True
        timer.start()
    return steps


def _place(frame: FrameType | None) -> str:
    """The innermost line of ours: `publish/seal.py:31 keep`; of a thread that waits for others, who it waits for."""
    while frame:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT / "pipelines"):
            return f"{path.relative_to(ROOT / 'pipelines')}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return "libraries"


if __name__ == "__main__":
    main()
