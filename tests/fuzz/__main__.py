"""Coverage-guided fuzzing of the parsers: `make fuzz ARGS="tic_slt1 fred --seconds 600"`; without a name, all.

Each source runs in a process of its own, seeded with its sample and its corpus. What is no refusal by place, or takes
more than ten seconds or two gigabytes, is written to `.fuzz/<source>/`, one file a kind, named by its hash.
`make fuzz ARGS="--show .fuzz/tic_slt1/<hash>"` says what is wrong with one. Small ones, once the parser is fixed, belong into
`tests/corpus/<source>/`, where the suite reads them.
`--junitxml FILE` writes a case for each source, as pytest does: docs/reliability.md is made of those too.
"""

import argparse
import hashlib
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["pipelines.sources", "openpyxl", "json", "csv"]):
    from pipelines.sources import FILES
    from tests.conftest import BY_NAME, ROOT, SAMPLES, samples
from tests.fuzz.mutations import damaged
from tests.fuzz.verdict import fault

FOUND, CORPUS = ROOT / ".fuzz", ROOT / "tests" / "corpus"
LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]


def fuzz(name: str, seconds: int) -> None:
    """Try bodies of a source until its time is over; each new kind of fault is written down once."""
    kinds: set[str] = set()
    rest = samples(BY_NAME[name])[1:]

    def one(body: bytes) -> None:
        found = fault(BY_NAME[name], [body, *rest])
        if found and (kind := re.sub(r"'.*|\d+", "", found)[:80]) not in kinds:
            kinds.add(kind)
            keep(name, body, found)

    longest = 3 * len(samples(BY_NAME[name])[0]) + 4096
    seeds = [str(folder) for folder in (SAMPLES / name, CORPUS / name) if folder.is_dir()]
    place = f"-artifact_prefix={FOUND / name}/"
    limits = [*LIMITS, f"-max_len={longest}", f"-max_total_time={seconds}"]
    atheris.Setup([sys.argv[0], *limits, place, str(work(name)), *seeds], one, custom_mutator=mutator)
    atheris.Fuzz()


def work(name: str) -> Path:
    """Where the bodies are kept that reached something new: the next campaign goes on from them."""
    folder = FOUND / name / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def mutator(body: bytes, most: int, seed: int) -> bytes:
    """Half of the mutations are those of the fuzzer, half keep to the structure."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        return bytes(atheris.Mutate(body, most))
    return damaged(body, chance.randrange)[:most]


def keep(name: str, body: bytes, found: str) -> None:
    """Write a body down, and say what is wrong and how to see it again."""
    path = FOUND / name / hashlib.sha256(body).hexdigest()[:16]
    path.write_bytes(body)
    print(
        f'FOUND {name}: {found:.300}\n  make fuzz ARGS="--show {path.relative_to(ROOT)}"', file=sys.stderr, flush=True
    )


class Campaign(NamedTuple):
    """What one source cost and showed."""

    source: str
    seconds: int
    tried: int
    edges: str
    features: str
    faults: int

    def case(self) -> ElementTree.Element:
        """The same as a test of pytest."""
        case = ElementTree.Element("testcase", classname="tests.fuzz.__main__", name=self.source)
        properties = ElementTree.SubElement(case, "properties")
        ElementTree.SubElement(properties, "property", name="promise", value="parsers.strange_bytes")
        if self.faults:
            ElementTree.SubElement(case, "failure", message=f"{self.faults} kinds of faults")
        return case


def campaign(name: str, seconds: int) -> Campaign:
    """One source in a process of its own."""
    work(name)
    command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(seconds), "--alone"]
    run = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    print("\n".join(re.findall(r"^(?:FOUND .*\n.*|.*(?:ERROR: libFuzzer|Test unit written).*)", run.stderr, re.M)))
    units = re.findall(r"number_of_executed_units: (\d+)|#(\d+)\t", run.stderr)
    covered = re.findall(r"cov: (\d+) ft: (\d+)", run.stderr) or [("?", "?")]
    faults = len(re.findall(r"^FOUND |ERROR: libFuzzer", run.stderr, re.M))
    tried = max((int(a or b) for a, b in units), default=0)
    return Campaign(name, seconds, tried, *covered[-1], faults)


def main() -> int:
    """Run campaigns, or show one finding."""
    parser = argparse.ArgumentParser(prog="make fuzz", description="Fuzz the parsers.")
    parser.add_argument("sources", nargs="*", choices=[*FILES, []], help="sources; all without a name")
    parser.add_argument("--seconds", type=int, default=180, help="time for each source")
    parser.add_argument("--junitxml", type=Path, help="a file for the results")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--show", type=Path, help="a file that was found")
    asked = parser.parse_args()
    if asked.show:
        source = BY_NAME[asked.show.absolute().parent.name]
        print(fault(source, [asked.show.read_bytes(), *samples(source)[1:]]) or "It is read or refused as it should.")
        return 0
    if asked.alone:
        fuzz(asked.sources[0], asked.seconds)
    rows = [campaign(name, asked.seconds) for name in asked.sources or FILES]
    print(
        "| source | seconds | executions | edges | features | kinds of faults |",
        "|---|---|---|---|---|---|",
        *(f"| {r.source} | {r.seconds} | {r.tried:,} | {r.edges} | {r.features} | {r.faults} |" for r in rows),
        sep="\n",
    )
    if asked.junitxml:
        write(asked.junitxml, rows)
    return any(row.faults for row in rows)


def write(file: Path, rows: Sequence[Campaign]) -> None:
    """The results, as pytest writes those of tests; the last case has the sum of what was tried."""
    suite = ElementTree.Element("testsuite", name="fuzz")
    suite.extend([row.case() for row in rows])
    tried, seconds = sum(row.tried for row in rows), max(row.seconds for row in rows)
    said = f"{tried:,} in {len(rows)} parsers, {seconds} s each"
    ElementTree.SubElement(suite[-1][0], "property", name="damaged bodies tried by the fuzzer", value=said)
    ElementTree.ElementTree(suite).write(file, encoding="unicode")


if __name__ == "__main__":
    sys.exit(main())
