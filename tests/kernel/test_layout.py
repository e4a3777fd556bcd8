"""Imports between modules run one way, and stand at the top of a file."""

import ast
from functools import cache
from pathlib import Path

import pytest

from pipelines.settings import ROOT

PACKAGE = ROOT / "pipelines"
ORDER = [
    "settings", "reference", "database", "sources", "archive", "metadata", "continuity", "acceptance", "raw", "quality", "models", "claims", "outputs", "project",
    "slices", "workspace", "publish", "alerts", "orchestration", "definitions", "ui", "cli",
]  # fmt: skip
# Libraries that take long to import, and the modules of ours that are nothing but one of them.
HEAVY = {
    "dagster", "great_expectations", "tqdm", "numpy", "openpyxl", "scipy", "sqlalchemy.exc", "psycopg2", "statsmodels", "dagster_celery",
    "pipelines.definitions", "pipelines.orchestration.dead_runs", "pipelines.orchestration.failures", "pipelines.orchestration.team", "pipelines.orchestration",
}  # fmt: skip
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def name(path: Path) -> str:
    """`pipelines.models.table` of its path."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imported(path: Path) -> frozenset[str]:
    """Modules of ours that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "pipelines":
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {n if n in NAMES else str(node.module) for n in names}
    return frozenset(found - {"pipelines"})


NAMES = {name(path): path for path in MODULES}


def rank(module: str) -> int:
    return ORDER.index(module.split(".")[1])


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_import_goes_up(path: Path) -> None:
    assert {m for m in imported(path) if rank(m) > rank(name(path))} == set()


def test_no_two_modules_need_each_other() -> None:
    def reached(module: str, seen: set[str]) -> set[str]:
        for other in imported(NAMES[module]) - seen:
            seen.add(other)
            reached(other, seen)
        return seen

    assert [module for module in NAMES if module in reached(module, set())] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_heavy_libraries_are_imported_inside_a_function(path: Path) -> None:
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
    inside = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {str(n.module) if isinstance(n, ast.ImportFrom) else n.names[0].name for n in inside}
    assert {m for m in modules if m not in HEAVY and m.split(".")[0] not in HEAVY} == set()


def test_only_what_is_told_to_dagster_knows_it() -> None:
    knows = {name(p) for p in MODULES if "import dagster" in p.read_text() or "from dagster" in p.read_text()}
    allowed = {n for n in NAMES if n.startswith("pipelines.orchestration.")}
    assert knows <= allowed | {"pipelines.definitions", "pipelines.cli.run", "pipelines.ui.webserver"}
