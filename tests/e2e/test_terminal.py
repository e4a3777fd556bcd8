"""What is said on the terminal is whole at 80 and at 120 columns."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console

from pipelines.cli import claims as claim_tables
from pipelines.cli import render
from pipelines.cli.main import main
from pipelines.database import records
from pipelines.settings import ROOT

pytestmark = pytest.mark.promise("pages.terminal")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], io.StringIO]:
    """What is printed on a terminal of so many columns."""

    def at(columns: int) -> io.StringIO:
        to = io.StringIO()
        for module in (claim_tables, render):
            monkeypatch.setattr(module, "OUT", Console(file=to, width=columns))
        return to

    return at


@pytest.mark.parametrize("columns", [80, 120])
def test_claims_are_listed_with_all_their_words(
    columns: int, printed: Callable[[int], io.StringIO], published: duckdb.DuckDBPyConnection
) -> None:
    rows = records(published, claim_tables.TABLE)
    to = printed(columns)
    claim_tables.show_all(rows)
    lines = to.getvalue().splitlines()
    assert max(map(len, lines)) <= columns and "\u2026" not in to.getvalue()
    words = [word for line in lines for word in line.split()]
    assert all(word in words for row in rows for word in row["statement"].split())


def test_a_short_line_has_a_block_for_each_claim(
    printed: Callable[[int], io.StringIO], published: duckdb.DuckDBPyConnection
) -> None:
    to = printed(80)
    claim_tables.show_all(records(published, f"from ({claim_tables.TABLE}) where claim = 'A05'"))
    assert [line.split() for line in to.getvalue().splitlines()[:2]] == [
        ["A05", "China", "was", "once", "the", "second-largest", "holder."],
        ["point-in-time", "supported", "revised", "supported"],
    ]


@pytest.mark.parametrize("group", [[], ["archive"], ["claims"]])
def test_help_is_not_cut(group: list[str]) -> None:
    said = CliRunner().invoke(main, [*group, "--help"], terminal_width=80).output
    assert "..." not in said.split("Commands:")[1] and max(map(len, said.splitlines())) <= 80
    assert ("Query the published file: only statements that read, without" in said) == (not group)


def test_an_answer_without_rows_says_so(printed: Callable[[int], io.StringIO]) -> None:
    to = printed(80)
    render.rows(["month", "country"], [])
    assert to.getvalue() == "0 rows. Columns: month, country\n"


def test_dagster_finds_its_definitions_without_a_home(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER", "RESERVEWATCH"))}
    command = [str(Path(sys.executable).with_name("dg")), "check", "defs"]
    done = subprocess.run(
        command, cwd=ROOT, env=env | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}, text=True, capture_output=True, check=False
    )  # fmt: skip
    assert done.returncode == 0 and "All definitions loaded successfully." in done.stdout + done.stderr, done.stderr
    assert not [*tmp_path.glob("reservewatch-*")]


def test_a_program_on_the_path_is_called_by_its_name_and_another_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "reservewatch"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert render.own_name() == "bin/reservewatch"
    monkeypatch.setenv("PATH", str(program.parent))
    assert render.own_name() == "reservewatch"
