"""Dagster's page and its scheduler, started as a person starts them, and how to speak to them."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import environment, free_port

LAUNCH = """mutation($config: RunConfigData, $tags: [ExecutionTag!]) { launchRun(executionParams: {
  selector: {repositoryLocationName: "reservewatch", repositoryName: "__repository__", jobName: "refresh"},
  runConfigData: $config, executionMetadata: {tags: $tags}
}) { __typename ... on PythonError { message } } }"""
STATES = "{ runsOrError { ... on Runs { results { status } } } }"
OFFLINE = {"ops": {"fetch": {"config": {"offline": True}}}}


class UI:
    """A page that was started, and how to speak to it."""

    def __init__(self, home: Path, *options: str, **env: str) -> None:
        self.port = free_port()
        command = [str(Path(sys.executable).with_name("reservewatch")), "ui", *options]
        variables = environment(home) | {"PORT": str(self.port)} | env
        self.log = home / "ui.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        self.cookie = ""

    def ask(self, path: str = "/server_info", body: str = "", **headers: str) -> http.client.HTTPResponse:
        """The answer, waited for while the page starts: the port is open from the beginning."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        fields |= {"Content-Type": "application/json"} if body else {}
        connection.request("POST" if body else "GET", path, body or None, fields)
        return connection.getresponse()

    def mutate(self, query: str, **variables: object) -> str:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        return self.ask("/graphql", json.dumps({"query": query, "variables": variables}), **headers).read().decode()

    def launch(self, config: object = OFFLINE, **tags: str) -> None:
        """A run of the refresh; offline if nothing else is said."""
        asked = [{"key": key, "value": value} for key, value in tags.items()]
        answer = self.mutate(LAUNCH, config=config, tags=asked)
        assert "LaunchRunSuccess" in answer, answer

    def states(self) -> list[str]:
        """The states of its runs, the newest first."""
        return [run["status"] for run in json.loads(self.mutate(STATES))["data"]["runsOrError"]["results"]]

    def wait_for(self, wanted: list[str], seconds: float) -> float:
        """Wait until the newest runs have these states, the newest first. Returns the seconds that took."""
        begun = time.monotonic()
        while (found := self.states()[: len(wanted)]) != wanted and time.monotonic() < begun + seconds:
            time.sleep(1)
        assert found == wanted, self.log.read_text()
        return time.monotonic() - begun

    def members(self, number: int = 1) -> list[str]:
        """Its processes, at least so many, by the group of its children.

        A child that is just begun, or that only looks something up, is still in the group of these tests.
        """
        until, found = time.monotonic() + 60, list[str]()
        while len(found) < number and time.monotonic() < until:
            groups = printed("ps", "-o", "pgid=", "--ppid", str(self.process.pid))
            if own := [group for group in groups if group != str(os.getpgrp())]:
                self.group = int(own[0])
                found = self.left()
            time.sleep(0.1)
        assert len(found) >= number, f"{len(found)} of {number} processes came: {self.log.read_text()}"
        return found

    def left(self) -> list[str]:
        """Who of them runs: one that ended may wait a while to be collected."""
        return printed("pgrep", "-g", str(self.group), "-r", "D,R,S,T")

    def kill(self) -> None:
        """As a power cut does to the process alone; the rest must end by itself."""
        self.members(3)
        self.process.kill()
        until = time.monotonic() + 60
        while self.left() and time.monotonic() < until:
            time.sleep(0.2)
        assert self.left() == []


def printed(*command: str) -> list[str]:
    return subprocess.run(command, text=True, capture_output=True, check=False).stdout.split()


@contextmanager
def started(home: Path, *options: str, **env: str) -> Iterator[UI]:
    ui = UI(home, *options, **env)
    until = time.monotonic() + 30
    while "opens at" not in ui.log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    try:
        yield ui
    finally:
        ui.process.terminate()
        ui.process.wait(60)
