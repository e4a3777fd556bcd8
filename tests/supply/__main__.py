"""What the locked packages are, and what is known against them: `make audit` and `make sbom`.

The tools have an environment of their own, `.venv-audit`, from the hash-pinned lock in this folder.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK, PROJECT, SBOM = ROOT / "requirements.lock", ROOT / "pyproject.toml", ROOT / "sbom.json"
LOCKS = [LOCK, ROOT / "requirements-team.lock"]
TOOLS = ROOT / ".venv-audit" / "bin"


def locked(text: str) -> list[Requirement]:
    """The requirements of a lock, without their hashes."""
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    return [Requirement(line.removesuffix("\\").strip()) for line in lines]


def needed(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Name to version of what is installed on this platform."""
    here = [r for r in requirements if r.marker is None or r.marker.evaluate()]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in here}


def verdict(report: Sequence[Mapping[str, Any]], wanted: Mapping[str, str]) -> tuple[list[str], bool]:
    """What to say of a report of pip-audit, and whether all is well: every package evaluated, and nothing known."""
    evaluated = {(canonicalize_name(d["name"]), d.get("version")): d["vulns"] for d in report if "vulns" in d}
    left = sorted(f"{name} {version}" for name, version in wanted.items() if (name, version) not in evaluated)
    known = sorted(f"{name} {version}: {v['id']}" for (name, version), vulns in evaluated.items() for v in vulns)
    lines = [f"Known vulnerability: {line}" for line in known]
    if left:
        lines.append(
            f"Not evaluated, so nothing is known of them: {', '.join(left)}. Does the advisory service answer?"
        )
    count = len(wanted) - len(left)
    return [
        *lines,
        f"Packages evaluated: {count} of {len(wanted)}; known vulnerabilities: {len(known)}.",
    ], not left and not known


def audit() -> int:
    """Ask the advisory service for every locked package. Returns 0 only if it answered for each, and knows nothing."""
    return max([_audited(lock) for lock in LOCKS])


def _audited(lock: Path) -> int:
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    command = [TOOLS / "pip-audit", "-r", lock, *options]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    try:
        report = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        report = []
        print(*done.stderr.splitlines()[-1:])
    lines, is_well = verdict(report, needed(locked(lock.read_text())))
    print(f"{lock.name}:", *lines, sep="\n")
    return 0 if is_well else 1


def lacking(components: Iterable[Mapping[str, Any]], lock: str) -> list[str]:
    """What a lock has and a bill of materials does not, by name and version."""
    listed = {(canonicalize_name(c["name"]), c["version"]) for c in components}
    wanted = {(canonicalize_name(r.name), str(r.specifier).removeprefix("==")) for r in locked(lock)}
    return sorted(f"{name} {version}" for name, version in wanted - listed)


def sbom() -> int:
    """Write the software bill of materials of the lock: CycloneDX, JSON, the same bytes for the same lock."""
    options = ["--output-reproducible", "--of", "JSON", "--pyproject", PROJECT, "-o", SBOM]
    done = subprocess.run([TOOLS / "cyclonedx-py", "requirements", *options, LOCK], check=False, capture_output=True)
    sys.stderr.write(done.stderr.decode() if done.returncode else "")
    if done.returncode:
        return done.returncode
    components = json.loads(SBOM.read_text())["components"]
    if left := lacking(components, LOCK.read_text()):
        print(f"{SBOM} lacks {', '.join(left)}")
        return 1
    print(f"Written: {SBOM}, {len(components)} components")
    return 0


if __name__ == "__main__":
    sys.exit({"audit": audit, "sbom": sbom}[sys.argv[1]]())
