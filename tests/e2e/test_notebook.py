"""The notebook answers the questions of the README from the published file, and asks nobody."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment, watching

NOTEBOOK = ROOT / "docs" / "notebook.py"
README = (ROOT / "README.md").read_text()
ANSWERS = ["peaks", "concentrated", "shares", "bought", "revised"]
RUN = f"""
import runpy
outputs, found = runpy.run_path({str(NOTEBOOK)!r})["app"].run()
print(sum("<svg" in str(output.text) for output in outputs if hasattr(output, "text")))
print(*[len(found[name]) for name in {ANSWERS}])
"""


def test_its_questions_are_those_of_the_readme() -> None:
    section = README.split("\n## Five questions\n")[1].split("\n## ")[0]
    asked = [line for line in section.splitlines() if line.endswith("?")]
    assert re.findall(r'^    """(.*\?)"""$', NOTEBOOK.read_text(), re.MULTILINE) == asked
    assert set(re.findall(r"marts\.\w+|revisions_of\(\S+\)", section)) == set(
        re.findall(r"marts\.\w+|revisions_of\(\S+\)", NOTEBOOK.read_text())
    )


@pytest.mark.promise("readers.notebook")
@pytest.mark.skipif(importlib.util.find_spec("marimo") is None, reason="marimo is not installed: the extra `notebook`")
def test_it_runs_headless_from_the_published_file_alone(refreshed: Path, tmp_path: Path) -> None:
    before = (refreshed / "reservewatch.duckdb").read_bytes()
    env = environment(refreshed) | watching(tmp_path / "asked")
    assert subprocess.run([sys.executable, str(NOTEBOOK)], env=env, check=True, timeout=120).returncode == 0
    done = subprocess.run([sys.executable, "-c", RUN], env=env, check=True, timeout=120, capture_output=True, text=True)
    drawn, rows = done.stdout.splitlines()[-2:]
    assert int(drawn) == 1 and [int(n) > 0 for n in rows.split()] == [True] * len(ANSWERS)
    assert (refreshed / "reservewatch.duckdb").read_bytes() == before
    assert not (tmp_path / "asked").exists() or (tmp_path / "asked").read_text() == ""
