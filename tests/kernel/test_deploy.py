"""The files of docs/deploy: what they start is there, and systemd reads them."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from pipelines.cli.main import main
from pipelines.settings import NAMES, PREFIX
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(p for p in DEPLOY.iterdir() if p.suffix in (".service", ".timer"))
STARTED = r"^ExecStart=/srv/reservewatch/\.venv(?:-team)?/bin/reservewatch ([^$\n]*)"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def test_every_file_is_explained() -> None:
    assert [p.name for p in DEPLOY.iterdir() if f"deploy/{p.name})" not in OPERATIONS] == []


@pytest.mark.promise("readers.units")
def test_units_and_image_start_commands_that_are_there_with_their_options() -> None:
    lines = [line for unit in UNITS for line in re.findall(STARTED, unit.read_text(), re.MULTILINE)]
    [image] = re.findall(r'^CMD \["reservewatch", "(\w+)"\]$', (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert len(lines) == 3
    for line in [*lines, image]:
        name, *arguments = shlex.split(line)
        main.commands[name].make_parser(click.Context(main.commands[name])).parse_args(arguments)


def test_files_set_variables_that_are_read_and_copy_what_is_there() -> None:
    for file in DEPLOY.iterdir():
        assert set(re.findall(rf"{PREFIX}\w+", file.read_text())) <= {PREFIX + name for name in NAMES}, file.name
    copied = re.findall(r"^COPY (.*) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists()] == []


@pytest.mark.promise("readers.units")
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    programs = str(Path(sys.executable).parent)
    here = {"/srv/reservewatch/.venv/bin": programs, "/srv/reservewatch/.venv-team/bin": programs}
    here["/srv/reservewatch"] = str(ROOT)
    for unit in UNITS:
        text = unit.read_text()
        for there, path in here.items():
            text = text.replace(there, path)
        (tmp_path / unit.name).write_text(text)
    files = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_compose_starts_commands_that_are_there_and_two_readers() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ours = {name: s for name, s in services.items() if s["image"] == "reservewatch-team"}
    assert (set(ours), ours["worker"]["deploy"]["replicas"]) == ({"page", "worker", "builder"}, 2)
    for service in ours.values():
        program, name, *arguments = shlex.split(service["command"])
        assert program == "reservewatch"
        main.commands[name].make_parser(click.Context(main.commands[name])).parse_args(arguments)
        # A password is in the environment, where only its owner sees it, and not in a command or the history's address.
        assert "PASSWORD" not in service["command"] + service["environment"]["RESERVEWATCH_TEAM_STORAGE"]
