"""The pages are true: their queries, outputs, commands, paths and names, and the dictionary."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args

import click
import duckdb
import pytest
from click.testing import CliRunner

from pipelines.claims.claim import Claim, Rule
from pipelines.cli.main import main
from pipelines.models.macros import macros
from pipelines.models.table import Table
from pipelines.project import SOURCES, tables
from pipelines.publish import dictionary
from pipelines.settings import NAMES, PREFIX
from pipelines.sources import arrival
from pipelines.sources.base import Source
from tests import reliability
from tests.conftest import ROOT, reservewatch

GENERATED = {"dictionary.md", "reproductions.md"}
DOCS = {path.stem: path.read_text() for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in GENERATED}
README = (ROOT / "README.md").read_text()
PAGES = {
    ROOT / "README.md": README,
    ROOT / "CONTRIBUTING.md": (ROOT / "CONTRIBUTING.md").read_text(),
    ROOT / "warehouse" / "README.md": (ROOT / "warehouse" / "README.md").read_text(),
    **{ROOT / "docs" / f"{name}.md": text for name, text in DOCS.items()},
}
# A query, and its output where a table follows it.
SQL = re.compile(r"```sql\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL)
QUERIES = [(path.name, query, output) for path, text in PAGES.items() for query, output in SQL.findall(text)]


def code(text: str) -> Iterator[str]:
    """Lines of code blocks without a language, and code between words."""
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield from block.splitlines() if not language else ()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


CODE = [(path.name, line.strip()) for path, text in PAGES.items() for line in code(text)]
COMMANDS = sorted(
    {(p, line.removeprefix(".venv/bin/")) for p, line in CODE if re.match(r"(\.venv/bin/)?reservewatch( |$)", line)}
)


def first_cells(text: str, heading: str) -> set[str]:
    """Names in the first column of the table under a heading."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")][1:]
    return {name for cell in cells for name in re.findall(r"[\w.]+", cell)}


@pytest.mark.parametrize(("page", "query", "output"), QUERIES)
def test_every_query_runs_and_returns_the_output_that_is_shown(
    page: str, query: str, output: str, refreshed: Path
) -> None:
    for statement in filter(str.strip, query.split(";")):
        result = reservewatch("sql", statement, "--md", home=refreshed)
        assert result.returncode == 0, f"{page}: {statement}\n{result.stderr}"
        assert len(result.stdout.splitlines()) > 2, f"{page}: no rows: {statement}"
        assert output in ("", result.stdout), f"{page}: now returns\n{result.stdout}"


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_every_command_is_there_with_its_options(page: str, line: str, refreshed: Path) -> None:
    command: click.Command = main
    arguments = shlex.split(line, comments=True)[1:]
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        _, found, arguments = command.resolve_command(click.Context(command), arguments)
        assert found is not None, f"{page}: {line}"
        command = found
    command.make_parser(click.Context(command)).parse_args([*arguments])
    if command.name == "sql" and arguments[:1] != ["..."]:
        assert reservewatch("sql", *arguments, home=refreshed, cwd=ROOT).returncode == 0, f"{page}: {line}"


def test_every_command_is_in_the_operations_and_has_help() -> None:
    for name, command in main.commands.items():
        assert f"\nreservewatch {name} " in DOCS["operations"], name
        assert command.help
        assert all(p.help for p in command.params if p.param_type_name == "option")  # type: ignore[attr-defined]
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


def test_every_make_target_and_module_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for page, line in CODE:
        if target := re.match(r"make ([a-z]+)", line):
            assert f"\n{target[1]}:" in makefile, f"{page}: {line}"
        if module := re.search(r"python -m ([\w.]+)", line):
            assert importlib.util.find_spec(module[1]), f"{page}: {line}"


def test_every_path_is_there(refreshed: Path) -> None:
    for page, line in CODE:
        if re.fullmatch(r"(pipelines|warehouse|docs|tests|archive)/[\w./-]*", line):
            is_written = (refreshed / line.removeprefix("warehouse/")).exists()
            assert (ROOT / line).exists() or is_written, f"{page}: {line}"


def test_every_table_is_there(published: duckdb.DuckDBPyConnection) -> None:
    query = "select distinct schema_name || '.' || coalesce(table_name, view_name) from {}"
    both = "(from duckdb_tables() union all by name from duckdb_views())"
    there = {name for (name,) in published.execute(query.format(both)).fetchall()}
    for path, text in PAGES.items():
        named = set(
            re.findall(r"(?<![\w/])(?:marts|staging|meta|reference|raw|history|known)\.(?!py\b|csv\b)[a-z]\w+", text)
        )
        assert named <= there, f"{path.name}: {named - there}"


def test_the_dictionary_has_every_macro_with_its_arguments_and_a_call() -> None:
    page = (ROOT / "docs" / "dictionary.md").read_text()
    for macro in macros():
        name = re.escape(macro.file.stem)
        assert re.search(rf"^### `{name}\([\w, ]*\)`\n\n[^`]+: `[^`]*{name}\([^`]*`$", page, re.MULTILINE), name


def test_every_mart_is_in_the_readme_and_in_the_page_on_querying() -> None:
    marts = {key for key in tables() if key.startswith("marts.")}
    rows = README.split("\n## Tables\n")[1].split("\n## ")[0]
    assert {f"marts.{name}" for name in re.findall(r"`(\w+)`", rows)} - {"marts.marts"} == marts
    assert first_cells(DOCS["querying"], "Tables") == marts


def test_the_readme_says_in_which_month_the_embedded_data_end(published: duckdb.DuckDBPyConnection) -> None:
    [(month,)] = published.execute("select strftime(max(month), '%B %Y') from marts.holders").fetchall()
    assert f"The embedded TIC data end in **{month}**." in README


def test_no_query_of_the_readme_names_a_day_that_will_be_stale() -> None:
    assert not re.search(r"'\d{4}-\d\d", README)


@pytest.mark.promise("inputs.environment")
def test_every_environment_variable_is_explained() -> None:
    """Those that are read, and those alone: no other module reads the environment."""
    files = [*(ROOT / "pipelines").rglob("*.py"), ROOT / "tests" / "conftest.py"]
    named = {name for file in files for name in re.findall(r"RESERVEWATCH_[A-Z_]+[A-Z]", file.read_text())}
    assert first_cells(DOCS["operations"], "Environment") == named == {PREFIX + name for name in NAMES}
    readers = {path.parent.name for path in (ROOT / "pipelines").rglob("*.py") if "environ.get" in path.read_text()}
    assert readers == {"settings"}


def test_the_pages_on_claims_name_what_a_claim_has() -> None:
    verdicts = next(
        expectation["expect_column_values_to_be_in_set"]["value_set"]
        for expectation in tables()["marts.claims"].expect
        if expectation.get("expect_column_values_to_be_in_set", {}).get("column") == "verdict"
    )
    assert first_cells(DOCS["claims"], "Verdicts") == set(verdicts)
    assert first_cells(DOCS["add-a-claim"], "Header") == Claim.model_fields.keys() - {"id", "file", "query", "reads"}
    assert set(get_args(Rule)) <= set(re.findall(r"`(\w+)`", DOCS["add-a-claim"]))


def test_the_page_on_vintages_names_every_way_to_date_one() -> None:
    assert first_cells(DOCS["vintages"], "How vintages are dated") == {s.known_by.kind for s in SOURCES}


def test_the_page_on_sources_names_mandatory_fields_classes_and_arrival_checks() -> None:
    page = DOCS["add-a-source"]
    named = set(re.findall(r"`(\w+)", page))
    mandatory = re.search(r"Mandatory are(.*?)\.", page, re.DOTALL)
    assert mandatory and set(re.findall(r"`(\w+)`", mandatory[1])) == {
        field.name for field in fields(Source) if field.default is MISSING and field.default_factory is MISSING
    }
    assert {type(s.known_by).__name__ for s in SOURCES} <= named
    for called, file in re.findall(r"\| `(\w+)\([^|]*\| `(\w+)\.py` \|", page):
        assert type(next(s.known_by for s in SOURCES if s.name == file)).__name__ == called
    checks = [name for name, made in vars(arrival).items() if callable(made) and made.__module__ == arrival.__name__]
    assert {name for name in checks if not name.startswith("_")} <= named


def test_every_link_leads_somewhere() -> None:
    for path, text in PAGES.items():
        for target in re.findall(r"\]\(([^):]+)\)", text):
            file, _, heading = target.partition("#")
            assert (path.parent / file).exists(), f"{path.name}: {target}"
            titles = re.findall(r"^#+ (.+)$", (path.parent / file).read_text(), re.MULTILINE) if heading else []
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert not heading or heading in anchors, f"{path.name}: {target}"


def test_the_dictionary_is_what_the_headers_say() -> None:
    assert dictionary.write(check=True), "run `make dictionary`"


def test_published_values_are_reproduced_or_say_why_not(published: duckdb.DuckDBPyConnection) -> None:
    unexcused = "from marts.reproductions where why_apart is null and not coalesce(is_within, false)"
    assert published.execute(unexcused).fetchall() == []
    assert published.execute("select count(*) filter (is_within) from marts.reproductions").fetchall()[0][0] > 45


def test_the_page_of_reproductions_is_what_the_tables_say(refreshed: Path) -> None:
    query = ROOT / "docs" / "reproductions.sql"
    table = reservewatch("sql", "-f", str(query), "--md", home=refreshed).stdout
    assert (ROOT / "docs" / "reproductions.md").read_text().endswith(table), "write it again: see its first lines"


def test_the_lock_names_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index|--find-links", text)


OLD_WORDS = r"\b(figures?|at hand|mend(s|ed)?|anew|ledger|slices?|tries|said_(on|by)|last_try|born here)\b"
MODELS = [t for t in tables().values() if t.schema != "raw"]


@pytest.mark.parametrize("table", MODELS, ids=lambda t: t.key)
def test_descriptions_of_tables_are_short_and_in_the_words_of_the_field(table: Table) -> None:
    texts = [table.description, *(c.description for c in table.columns)]
    assert len(table.description.split()) <= 60
    for text in texts:
        assert not re.search(OLD_WORDS, text, re.I), text
        assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.;:?])\s+", text)) <= 25, text


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_pages_are_in_the_words_of_the_field(page: Path) -> None:
    found = re.findall(OLD_WORDS, re.sub(r"```.*?```|`[^`]*`|\(.*?\)", "", page.read_text(), flags=re.S), re.I)
    assert found == []


def test_every_promise_is_tested_and_the_page_has_them_all() -> None:
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert set(re.findall(r'mark\.promise\("([\w.]+)"\)', tests)) == reliability.PROMISES.keys()
    page = (ROOT / "docs" / "reliability.md").read_text()
    assert [text for text in reliability.PROMISES.values() if f"| {text} |" not in page] == []
    assert "not tried" not in page
    assert all(held == tried for held, tried in re.findall(r"\| ([\d,]+) of ([\d,]+) \|", page))
