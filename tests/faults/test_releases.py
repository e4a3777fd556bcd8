"""The same inputs on every release of DuckDB and of Python that is supported: the same values, read by each other."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment

RELEASES = [("3.11", "1.5.6"), ("3.11", "2.0.0"), ("3.13", "1.5.6"), ("3.13", "2.0.1")]
READ = """
import duckdb, sys
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute("set enable_progress_bar = false")
views = con.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
for schema, view in views:
    con.execute(f'select * from "{schema}"."{view}"').fetchall()
for call in ("holder('Japan')", "top_holders('2026-04')", "holders_asof('2026-01-22')", "revisions_of('China')"):
    con.execute(f"from {call}").fetchall()
print(len(views))
"""
pytestmark = [pytest.mark.long, pytest.mark.promise("published.same")]


def run(*command: object) -> str:
    result = subprocess.run([*map(str, command)], text=True, capture_output=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def interpreter(version: str) -> str:
    """A Python of this version: on PATH, or kept by pyenv."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    found = subprocess.run(
        [ROOT / ".venv/bin/uv", "python", "find", version], text=True, capture_output=True, check=False
    )
    path = str(kept[-1]) if kept else found.stdout.strip()
    return path or pytest.skip(f"Python {version} is not here")


def made(folder: Path, python: str, duckdb: str) -> Path:
    """An environment as the lock has it, but for DuckDB. Returns its Python."""
    uv, to = ROOT / ".venv/bin/uv", folder / "bin/python"
    run(uv, "venv", "--quiet", "--python", interpreter(python), folder)
    run(uv, "pip", "sync", "--quiet", "--system-certs", "--python", to, "--require-hashes", ROOT / "requirements.lock")
    run(uv, "pip", "install", "--quiet", "--system-certs", "--python", to, f"duckdb=={duckdb}")
    run(uv, "pip", "install", "--quiet", "--python", to, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    return to


def refreshed(home: Path, python: Path) -> dict[str, str]:
    """Mart to the hash of its values, as this environment publishes them."""
    command = [python.with_name("reservewatch"), "refresh", "--offline"]
    env = environment(home) | {"RESERVEWATCH_NOW": "2026-11-25T00:00:00+00:00"}
    result = subprocess.run(command, env=env, text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    package = json.loads((home / "parquet" / "datapackage.json").read_text())
    return {r["name"]: r["values"] for r in package["resources"]}


def test_every_release_publishes_the_same_values_and_reads_what_the_others_publish(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    pythons = [made(tmp_path / f"{python}-{duckdb}", python, duckdb) for python, duckdb in RELEASES]
    homes = [tmp_path / f"home-{number}" for number in range(len(pythons))]
    published = [refreshed(home, python) for home, python in zip(homes, pythons, strict=True)]
    assert [sorted(m for m in one if one[m] != published[0][m]) for one in published] == [[]] * len(published)
    views = {run(python, "-c", READ, home / "reservewatch.duckdb") for python in pythons for home in homes}
    assert len(views) == 1
    names = ", ".join(f"{duckdb} on Python {python}" for python, duckdb in RELEASES)
    record_property("Releases with the same values", f"DuckDB {names}: {len(published[0])} marts each")
    for folder in (*homes, *(p.parents[1] for p in pythons)):
        shutil.rmtree(folder)
