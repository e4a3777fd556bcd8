"""A PostgreSQL, a Redis and a bucket of the test's own: in its folder, on free ports, ended with the test."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3
from urllib3.util import Retry

from tests.conftest import free_port

FOLDERS, PROGRAMS = (
    ("usr/lib/postgresql/*/bin", "usr/local/bin", "usr/bin"),
    ("initdb", "postgres", "pg_isready", "psql", "pg_dump"),
)
WRITER, SECRET = "reservewatch", "canary-of-the-queue"


def programs() -> Path | None:
    """Where the server and its tools are; None where they are not installed."""
    folders = [path for pattern in FOLDERS for path in sorted(Path("/").glob(pattern), reverse=True)]
    return next((f for f in folders if all((f / name).exists() for name in PROGRAMS)), None)


@dataclass
class Postgres:
    """A server; `address` is how clients name one of its databases."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def address(self, database: str, user: str = WRITER) -> str:
        return f"dbname={database} host=127.0.0.1 port={self.port} user={user}"

    def start(self) -> None:
        options = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        with (self.folder / "log").open("ab") as log:
            command = [_program("postgres"), "-D", str(self.folder / "data"), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_as_server())
        until = time.monotonic() + 30
        ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(2)  # at once: its clients lose their connections
        self.process.wait(30)

    def create(self, database: str) -> None:
        self.run(f'create database "{database}"', "postgres")

    def run(self, statement: str, database: str) -> str:
        command = [_program("psql"), self.address(database), "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def dump(self, database: str) -> str:
        """All that a database holds."""
        command = [_program("pg_dump"), self.address(database)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """A new server, which trusts everybody on this machine."""
    folder.mkdir(parents=True)
    for parent in [folder, *folder.parents][: -len(Path("/tmp").parents) - 1]:
        parent.chmod(parent.stat().st_mode | 0o011)
    if user := _as_server().get("user"):
        shutil.chown(folder, user)
    initdb = [_program("initdb"), "-D", str(folder / "data"), "-U", WRITER, "-A", "trust", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, **_as_server())
    server = Postgres(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()


def _program(name: str) -> str:
    folder = programs()
    assert folder
    return str(folder / name)


def _as_server() -> dict[str, Any]:
    """The server refuses to be root: then it is the user that its package made."""
    if os.getuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A new Redis; its address, with its password."""
    port, program = free_port(), shutil.which("redis-server")
    assert program
    folder.mkdir(parents=True)
    options = f"--port {port} --bind 127.0.0.1 --requirepass {SECRET}".split()
    command = [program, *options, "--save", "", "--dir", str(folder)]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield f"redis://:{SECRET}@127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def bucket(folder: Path, name: str) -> Iterator[str]:
    """The address of a new store that holds one empty bucket."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "bucket.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    address, retry = f"http://127.0.0.1:{port}", Retry(20, backoff_factor=0.1, backoff_max=1)
    try:
        urllib3.PoolManager(retries=retry).request("PUT", f"{address}/{name}")
        yield address
    finally:
        server.terminate()
        server.wait(30)
