"""docs/reliability.md, written from the results of the tests that name a promise: `make reliability`.

A promise that any case broke, or that no case tried, is named as such: nothing counts as held that was not run.
"""

import platform
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "reliability.md"
AREAS: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tests" / "promises.toml").read_text())
PROMISES = {f"{a}.{k}": text for a, area in AREAS.items() for k, text in area.items() if k != "title"}


@dataclass
class Results:
    """Cases of each promise by how they ended, the files of its tests, and what long tests measured."""

    cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    measured: list[tuple[str, str]] = field(default_factory=list)

    def add(self, case: ElementTree.Element) -> None:
        """One test, as JUnit's XML has it."""
        names = [(p.attrib["name"], p.attrib["value"]) for p in case.iterfind("properties/property")]
        ended = next((kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), "passed")
        for key in [value for name, value in names if name == "promise"]:
            self.cases[key].append(ended)
            module = re.sub(r"\.[A-Z]\w*$", "", case.attrib["classname"])  # of a test in a class
            self.files[key].add(module.replace(".", "/") + ".py")
        self.measured += [(name, value) for name, value in names if name != "promise"]


def row(key: str, results: Results) -> str:
    """One promise with its cases: `41 of 41`, or what is wrong."""
    outcomes = results.cases[key]
    tried, held = len(outcomes) - outcomes.count("skipped"), outcomes.count("passed")
    shown = f"{held:,} of {tried:,}" if tried else "not tried"
    tests = ", ".join(f"[{Path(f).stem}](../{f})" for f in sorted(results.files[key]))
    return f"| {PROMISES[key]} | {shown} | {tests} |"


def area(name: str, results: Results) -> str:
    """The promises of one area as a table."""
    rows = [row(key, results) for key in PROMISES if key.startswith(f"{name}.")]
    return "\n".join([f"## {AREAS[name]['title']}\n", "| promise | cases held | tests |", "|---|---|---|", *rows])


def document(results: Results) -> str:
    """The whole page."""
    total = [o for outcomes in results.cases.values() for o in outcomes if o != "skipped"]
    made = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {datetime.now(UTC):%Y-%m-%d}"
    head = HEAD.format(tried=len(total), held=total.count("passed"), made=made)
    measured = "\n".join(["## Measured\n", *[f"- {name}: {value}." for name, value in sorted(results.measured)]])
    return "\n\n".join([head, *[area(a, results) for a in AREAS], measured, NOT_PROMISED]) + "\n"


HEAD = """# What holds

What reservewatch promises when something breaks, and how each promise was tried. This page is written by `make reliability`
from the results of the tests, and of `make fuzz`. A case is one fault injected and its outcome checked; of the fuzzer, one
parser and all that it was given. {held:,} of {tried:,} cases held ({made})."""

NOT_PROMISED = """## Not promised

- **Loss of power.** Files are written to the disk before they are renamed, and a kill of the process is tried at any moment;
  a machine that loses its power is not.
- **A disk that lies.** A hash shows that bytes changed since they were written. It cannot bring them back: keep an export of
  the archive elsewhere.
- **A publisher that is wrong.** A value that passes the checks is published as its publisher states it.
- **A user who means harm.** Whoever can write to the warehouse's folder can change what is in it.
- **Publishers' live addresses.** The tests ask a local server that answers in the layouts that publishers document."""


def main() -> int:
    """Run every test that names a promise, the long ones too, and write the page; or only write it, of results given.

    `python -m tests.reliability A.xml B.xml`: of these runs of pytest, or of the fuzzer, with `--junitxml`.
    """
    files, code = [Path(name) for name in sys.argv[1:]], 0
    if not files:
        files = [ROOT / ".reliability.xml"]
        code = int(pytest.main(["-m", "promise", "--hypothesis-profile", "thorough", f"--junitxml={files[0]}"]))
    runs = [case for file in files for case in ElementTree.parse(file).iter("testcase")]
    results = Results()
    for case in {
        (case.attrib["classname"], case.attrib["name"]): case for case in runs
    }.values():  # the last run of each
        results.add(case)
    DOCUMENT.write_text(document(results))
    return code


if __name__ == "__main__":
    sys.exit(main())
