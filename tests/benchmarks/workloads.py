"""What is measured: the commands of one round, on homes and checkouts of its own. `refresh` comes first."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.benchmarks.measure import ROOT, Cost, run

REFRESH = [sys.executable, "-c", "from pipelines.cli.main import main; main()", "refresh", "--offline"]
OF_A_HOME = shutil.ignore_patterns("archive", "published", "parquet*", "report", "*.duckdb*", ".dagster", ".lock")
CLAIM = Path("warehouse/claims/b04_denmark_about_9bn.sql")
COPIED, COPY = "crypto_month_end_extract", "copied_extract"


@dataclass(frozen=True)
class Round:
    """One round in a folder; `dbt` is where dbt-duckdb is installed, `notes` are said below the tables."""

    folder: Path
    dbt: Path
    notes: dict[str, str]

    @property
    def warm(self) -> Path:
        """The home that the full refresh leaves."""
        return self.folder / "home"

    def copy(self, name: str) -> Path:
        """A copy of it."""
        return Path(shutil.copytree(self.warm, self.folder / name))


def module(name: str, home: Path, *arguments: object) -> tuple[Cost, str]:
    """Run a module of this folder in a process of its own."""
    return run([sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments)], home)


def refresh(to: Round) -> Cost:
    """The full refresh of a fresh home."""
    return run(REFRESH, to.warm)[0]


def floor(to: Round) -> Cost:
    """The same kernel without Dagster and Great Expectations."""
    cost, said = module("floor", to.folder / "floor")
    to.notes["Expectations that the floor leaves out"] = said.strip() or "none"
    return cost


def dbt(to: Round) -> Cost | None:
    """The same models and tests in dbt-duckdb, parsed anew; None where it is not installed."""
    command = to.dbt / "bin" / "dbt"
    if not command.exists():
        to.notes["dbt-duckdb"] = f"not installed: `python -m tests.benchmarks.dbt install {to.dbt}` does it"
        return None
    target = to.folder / "dbt"
    module("dbt", to.warm, "export", target)
    return run([command, "build", "--quiet", "--project-dir", target, "--profiles-dir", target], to.warm)[0]


def again(to: Round) -> Cost:
    """Nothing new."""
    return run(REFRESH, to.warm)[0]


def release(to: Round) -> Cost:
    """One new TIC release."""
    home = to.copy("release")
    module("release", home)
    return _told(to, "One new release", home, ROOT)


def claim(to: Round) -> Cost:
    """One claim with another tolerance."""
    checkout = _checkout(to.folder / "claim")
    _replace(checkout / CLAIM, "tolerance: 0.5", "tolerance: 0.6")
    return _told(to, "One changed claim", to.copy("home_of_claim"), checkout)


def source(to: Round) -> Cost:
    """One more source: a copy of a small one."""
    checkout = _checkout(to.folder / "source")
    sources, snapshot = checkout / "pipelines" / "sources", checkout / "warehouse" / "snapshot"
    shutil.copyfile(sources / f"{COPIED}.py", sources / f"{COPY}.py")
    shutil.copyfile(snapshot / f"{COPIED}.parquet", snapshot / f"{COPY}.parquet")
    _replace(sources / f"{COPY}.py", f'name="{COPIED}"', f'name="{COPY}"')
    _replace(sources / "__init__.py", f'"{COPIED}",', f'"{COPIED}", "{COPY}",')
    return _told(to, "One new source", to.copy("home_of_source"), checkout)


def tests(to: Round) -> Cost:
    """The suite of tests, as it is set up here."""
    return run([sys.executable, "-m", "pytest"], None)[0]


def _checkout(folder: Path) -> Path:
    """A copy of the project, without what lies in its default home."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    shutil.copytree(ROOT / "warehouse", folder / "warehouse", ignore=OF_A_HOME)
    shutil.copyfile(ROOT / "dagster.yaml", folder / "dagster.yaml")
    return folder


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    if old not in text:
        raise ValueError(f"{file}: expected {old!r}, to put {new!r} in its place; change the benchmark with the file")
    file.write_text(text.replace(old, new))


def _told(to: Round, what: str, home: Path, checkout: Path) -> Cost:
    """Refresh, and note which tables were loaded and built again."""
    before = _built(home)
    cost = run(REFRESH, home, checkout)[0]
    new = sorted(key for key, at in _built(home).items() if before.get(key) != at)
    loaded = [key for key in new if key.startswith("raw.")]
    built = [key for key in new if key not in loaded]
    to.notes[what] = f"loaded {_listed(loaded)}; built {len(built)} of {len(before)} tables again: {_listed(built)}"
    return cost


def _built(home: Path) -> dict[str, str]:
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as con:
        return dict(con.execute("select table_name, built_at from meta.tables").fetchall())


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys) or "nothing"


@dataclass(frozen=True)
class Command:
    """One command of a workload."""

    workload: str
    words: str
    measure: Callable[[Round], Cost | None]


COMMANDS = {
    "refresh": Command("W1", "full refresh, fresh home", refresh),
    "floor": Command("W1", "the same without Dagster and Great Expectations", floor),
    "dbt": Command("W1", "the same models and tests in dbt-duckdb, from ready raw tables", dbt),
    "again": Command("W2", "nothing new", again),
    "release": Command("W3", "one new TIC release", release),
    "claim": Command("W5", "one changed claim", claim),
    "source": Command("W5", "one new source", source),
    "tests": Command("W6", "test suite", tests),
}
