"""Commands in children of one process that has imported the libraries: a command costs its own work alone.

Nothing of ours is imported there, so a child starts as the command does: with its environment, folder and arguments.
"""

import atexit
import faulthandler
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LIBRARIES = ("dagster", "great_expectations", "jinja2", "openpyxl", "pandas", "requests", "rich", "scipy.stats", "statsmodels.api")  # fmt: skip
LIMIT = 600  # seconds: a command that hangs is ended, and what it did is in its errors


class Forks:
    """The process, started when it is first asked."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.one_at_a_time = threading.Lock()

    def run(self, arguments: Sequence[str], env: Mapping[str, str], **more: Any) -> subprocess.CompletedProcess[str]:
        """Run one command; `more` goes to `tests.faults.kill`, which may end it on its way."""
        with self.one_at_a_time, tempfile.TemporaryDirectory() as folder:
            order = {"args": [*arguments], "env": dict(env), "folder": folder, **more}
            code = int(self._answer(json.dumps(order)))
            out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
        return subprocess.CompletedProcess([*arguments], code, out, err)

    def _answer(self, order: str) -> str:
        if self.process is None:
            command, pipe = [sys.executable, "-m", "tests.forks"], subprocess.PIPE
            # Threads of OpenBLAS do not survive a fork: its children would begin theirs anew, and may wait forever.
            env = os.environ | {"GX_ANALYTICS_ENABLED": "false", "OPENBLAS_NUM_THREADS": "1"}
            root = Path(__file__).parents[1]
            self.process = subprocess.Popen(command, cwd=root, env=env, stdin=pipe, stdout=pipe, text=True)
            atexit.register(self.process.communicate)
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


def serve() -> None:
    """Run commands, one line of JSON each, until the input ends."""
    for library in (*LIBRARIES, "tests.watch.sitecustomize"):
        importlib.import_module(library)
    for line in sys.stdin:
        if not (child := os.fork()):
            _work(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _work(order: dict[str, Any]) -> None:
    """The command, with its output to files."""
    os.setpgid(0, 0)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path in enumerate((os.devnull, *(f"{order['folder']}/{name}" for name in ("out", "err")))):
        os.dup2(os.open(path, flags if number else os.O_RDONLY), number)
    faulthandler.register(signal.SIGALRM, file=2, chain=True)
    signal.alarm(LIMIT)
    os.chdir(order.get("cwd", "."))
    os.environ.clear()
    os.environ |= order["env"]
    sys.argv = ["reservewatch", *order["args"]]
    os._exit(_code(order))


def _code(order: dict[str, Any]) -> int:
    """The exit code, as the interpreter has it."""
    try:
        if "kill" in order:
            importlib.import_module("tests.faults.kill").arm(order["kill"])
        importlib.import_module("pipelines.cli.start").main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    serve()
