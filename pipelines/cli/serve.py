"""Dagster's page and its scheduler as one process group, which ends as one."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines import settings
from pipelines.cli.own_files import mend
from pipelines.cli.render import ERR
from pipelines.cli.run import instance

PATIENCE = 10  # seconds until what has not ended is killed
PR_SET_CHILD_SUBREAPER = 36
DAEMON = ["-m", "dagster._daemon", "run", "--log-level", "warning", "-w", str(settings.ROOT / "workspace.yaml")]
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
    page = ["-m", "pipelines.ui.webserver", str(listener.fileno()), *(["--read-only"] if is_read_only else [])]
    parts = {"page": _start(page, group=0, pass_fds=[listener.fileno()])}
    group = parts["page"].pid
    watch = _watch(group)
    if not is_read_only:
        parts["scheduler"] = _start(DAEMON, group)
    while not signals and all(part.poll() is None for part in parts.values()):
        time.sleep(0.2)
    ended = [name for name, part in parts.items() if part.poll() is not None]
    watch.kill()
    _end(group, [*parts.values()])
    return None if signals else f"the {ended[0]} ended by itself, so everything was stopped: see the lines above"


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
