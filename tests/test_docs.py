"""What is written is true: the commands, the queries, the dictionary."""

import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.publish import dictionary
from tests.conftest import ROOT, reservewatch

PAGES = [p for p in (ROOT / "README.md", ROOT / "warehouse" / "README.md") if p.exists()]
QUERIES = [(p.name, q) for p in PAGES for q in re.findall(r"```sql\n(.*?)```", p.read_text(), re.DOTALL)]


@pytest.mark.parametrize(("page", "query"), QUERIES)
def test_every_query_in_the_pages_runs_and_finds_something(page: str, query: str, refreshed: Path) -> None:
    for statement in filter(str.strip, query.split(";")):
        result = reservewatch("sql", statement, "--csv", home=refreshed)
        assert result.returncode == 0, f"{page}: {statement}\n{result.stderr}"
        assert len(result.stdout.splitlines()) > 1, statement


def test_every_command_is_in_the_readme_and_has_help() -> None:
    text = (ROOT / "README.md").read_text()
    for name, command in main.commands.items():
        assert f"reservewatch {name}" in text or f"make {name}" in text, name
        assert command.help
        assert all(p.help for p in command.params if p.param_type_name == "option")  # type: ignore[attr-defined]
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


def test_the_dictionary_is_what_the_headers_say() -> None:
    assert dictionary.write(check=True), "run `make dictionary`"


def test_published_figures_are_reproduced_or_say_why_not(published: duckdb.DuckDBPyConnection) -> None:
    unexcused = "from marts.reproductions where why_apart is null and not coalesce(is_within, false)"
    assert published.execute(unexcused).fetchall() == []
    assert published.execute("select count(*) filter (is_within) from marts.reproductions").fetchall()[0][0] > 45


def test_the_page_of_reproductions_is_what_the_tables_say(refreshed: Path) -> None:
    query = ROOT / "docs" / "reproductions.sql"
    table = reservewatch("sql", "-f", str(query), "--md", home=refreshed).stdout
    assert (ROOT / "docs" / "reproductions.md").read_text().endswith(table), "write it anew: see its first lines"


def test_files_named_in_the_pages_are_there() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_lock_names_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index|--find-links", text)
