"""Dagster's page and its scheduler as one process group, which ends as one."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from pipelines import settings
from pipelines.cli.own_files import mend
from pipelines.cli.render import ERR
from pipelines.cli.run import instance
from pipelines.database import held

PATIENCE = 10  # seconds until what has not ended is killed
PR_SET_CHILD_SUBREAPER = 36
# One process holds the definitions for page and scheduler: of its own, the scheduler would begin one every minute.
CODE = ["-m", "dagster", "api", "grpc", "--lazy-load-user-code", "--log-level", "warning"]
DAEMON = ["-m", "dagster._daemon", "run", "--log-level", "warning", "-w"]
# A shell that waits for the other end of its pipe, which ends with the process that holds it, however it ends.
WATCH = 'read _; kill -s TERM -- "-$1" && sleep "$2" && kill -s KILL -- "-$1"'


class Taken(Exception):
    """The port cannot be listened on."""


def listen(port: int) -> socket.socket:
    """An open socket on this machine's own address; nobody else can take the port from here on."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Taken(
            f"127.0.0.1:{port} cannot be used: {os.strerror(error.errno or 0)}; choose another --port"
        ) from None
    return listener


def only_scheduler(home: Path) -> AbstractContextManager[None]:
    """The one scheduler of a home: a second one would start what the first one starts."""
    said = f"another page has the scheduler of {home}: stop it, or add --read-only"
    return held(home, ".scheduler.lock", lambda _: said)


def serve(listener: socket.socket, home: Path, is_read_only: bool) -> str | None:
    """Run until a signal, and end everything. Returns what ended by itself, if that was the reason.

    A page that is only read has no scheduler: it can stand beside one that has.
    """
    for line in mend(home, thoroughly=True):
        ERR.print(f"Repaired: {line}", markup=False, highlight=False, soft_wrap=True)
    with instance(home):
        pass  # its files are there before two processes open them at once
    _adopt()
    signals = _signals()
    with _place() as (code, workspace, module):
        parts = {"process of the definitions": _start([*CODE, *module, "--socket", str(code)], group=0)}
        group = parts["process of the definitions"].pid
        watch = _watch(group)
        if _until(lambda: signals or code.exists(), parts) and not signals:
            parts["page"] = _start_page(listener, workspace, is_read_only, group)
            if not is_read_only:
                parts["scheduler"] = _start([*DAEMON, str(workspace)], group)
        _until(lambda: signals, parts)
        ended = [name for name, part in parts.items() if part.poll() is not None]
        watch.kill()
        _end(group, [*parts.values()])
    return None if signals else f"the {ended[0]} ended by itself, so everything was stopped: see the lines above"


@contextmanager
def _place() -> Iterator[tuple[Path, Path, list[str]]]:
    """The socket of the process of the definitions, the file that names it to page and scheduler, and its module."""
    [where] = yaml.safe_load((settings.ROOT / "workspace.yaml").read_text())["load_from"]
    name, module = where["python_module"]["location_name"], where["python_module"]["module_name"]
    with TemporaryDirectory(prefix="reservewatch-") as folder:  # nobody else can look into it
        code, workspace = Path(folder, "code"), Path(folder, "workspace.yaml")
        located = {"grpc_server": {"socket": str(code), "location_name": name}}
        workspace.write_text(yaml.safe_dump({"load_from": [located]}))
        yield code, workspace, ["-m", module, "--location-name", name]


def _until(happened: Callable[[], object], parts: Mapping[str, subprocess.Popen[bytes]]) -> bool:
    """Wait for it; False if a part ended by itself before."""
    while all(part.poll() is None for part in parts.values()):
        if happened():
            return True
        time.sleep(0.2)
    return False


def _start_page(listener: socket.socket, workspace: Path, is_read_only: bool, group: int) -> subprocess.Popen[bytes]:
    options = ["--read-only"] if is_read_only else []
    page = ["-m", "pipelines.ui.webserver", str(listener.fileno()), str(workspace), *options]
    return _start(page, group, pass_fds=[listener.fileno()])


def _signals() -> list[int]:
    """The signals that came to end this process, filled as they come; HUP is none under nohup."""
    came: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _: came.append(number))
    return came


def _start(arguments: list[str], group: int, **kwargs: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=settings.ROOT, stdin=subprocess.DEVNULL, process_group=group, **kwargs)


def _watch(group: int) -> subprocess.Popen[bytes]:
    """Ends a group when this process is gone, even by KILL: TERM first, then KILL to what is left."""
    command = ["sh", "-c", WATCH, "watch", str(group), str(PATIENCE)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0)


def _end(group: int, parts: list[subprocess.Popen[bytes]]) -> None:
    """TERM to the parts, which end their helpers; then to runs, which note it; KILL to what is left."""
    for part in parts:
        part.terminate()
    with suppress(subprocess.TimeoutExpired):
        until = time.monotonic() + PATIENCE
        for part in parts:
            part.wait(max(0, until - time.monotonic()))
    with suppress(ProcessLookupError):  # nobody is left
        os.killpg(group, signal.SIGTERM)
        _wait_for(group, PATIENCE)
        os.killpg(group, signal.SIGKILL)
        _wait_for(group, 1)


def _wait_for(group: int, seconds: float) -> None:
    """Collect what ended. Raises ProcessLookupError when nobody is left."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(ChildProcessError):
            os.waitpid(-group, os.WNOHANG)
        os.killpg(group, 0)
        time.sleep(0.05)


def _adopt() -> None:
    """Helpers and runs whose parent ended become children of this process (Linux): it knows when they have ended."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
