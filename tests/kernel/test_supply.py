"""The locks: everything pinned, with hashes, from no address; and an audit that passes nothing it did not evaluate."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.supply.__main__ import lacking, locked, needed, verdict

LOCKS = [
    "requirements.lock", "tests/supply/requirements.lock", "requirements-team.lock", "tests/fuzz/requirements.txt",
]  # fmt: skip
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WANTED = [
    *PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"],
    *PROJECT["build-system"]["requires"],
]  # fmt: skip
ENTRY = re.compile(r"[a-z0-9.-]+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n(    # .*\n)*")


@pytest.mark.promise("secrets.pinned")
@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_a_version_with_hashes(name: str) -> None:
    """And nothing else: no address, no option."""
    text = (ROOT / name).read_text()
    assert re.sub(ENTRY, "", text) == ""
    assert "://" not in text


@pytest.mark.promise("secrets.pinned")
@pytest.mark.parametrize("text", WANTED)
def test_every_dependency_is_locked_at_a_version_that_it_admits(text: str) -> None:
    requirement, versions = Requirement(text), needed(locked((ROOT / "requirements.lock").read_text()))
    assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


@pytest.mark.promise("secrets.pinned")
def test_the_tools_of_the_audit_are_locked() -> None:
    lines = (ROOT / "tests" / "supply" / "requirements.in").read_text().splitlines()
    versions = needed(locked((ROOT / LOCKS[1]).read_text()))
    for requirement in (Requirement(line) for line in lines if not line.startswith("#")):
        assert requirement.specifier.contains(versions[requirement.name])


A, B = {"name": "A.b", "version": "1", "vulns": []}, {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.promise("secrets.audited")
@pytest.mark.parametrize(
    ("report", "is_well", "says"),
    [
        ([A, {**B, "vulns": []}], True, ["Packages evaluated: 2 of 2; known vulnerabilities: 0."]),
        ([A, B], False, ["Known vulnerability: c 2: PYSEC-1", "Packages evaluated: 2 of 2; known vulnerabilities: 1."]),
        ([A, SKIPPED], False, ["Not evaluated, so nothing is known of them: c 2.", "Packages evaluated: 1 of 2"]),
        ([A], False, ["Not evaluated, so nothing is known of them: c 2.", "Packages evaluated: 1 of 2"]),
        ([A, {**B, "version": "1"}], False, ["Known vulnerability: c 1: PYSEC-1", "Not evaluated", "Packages evaluated: 1 of 2"]),
        ([], False, ["Not evaluated, so nothing is known of them: a-b 1, c 2.", "Packages evaluated: 0 of 2"]),
    ],
)  # fmt: skip
def test_nothing_passes_that_was_not_evaluated(report: list[dict[str, object]], is_well: bool, says: list[str]) -> None:
    lines, found = verdict(report, {"a-b": "1", "c": "2"})
    assert found == is_well and len(lines) == len(says)
    assert all(line.startswith(begin) for line, begin in zip(lines, says, strict=True)), lines


@pytest.mark.promise("secrets.pinned")
def test_a_bill_of_materials_that_lacks_a_package_is_no_bill() -> None:
    lock = "a-b==1 \\\n    --hash=sha256:0\nc==2 ; python_version < '3' \\\n    --hash=sha256:1\n"
    assert lacking([{"name": "A.b", "version": "1"}, {"name": "c", "version": "2"}], lock) == []
    assert lacking([{"name": "A.b", "version": "2"}], lock) == ["a-b 1", "c 2"]
