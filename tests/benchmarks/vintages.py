"""How size and time grow with the number of vintages: `python -m tests.benchmarks.vintages [1 12 60]`, by hand.

Releases of Table 3 are synthesised from the one as published: release k ends k months earlier, and in its last three
months (in January, April, July and October twelve) France holds a little more and Germany as much less, so that every
sum still holds. Prints a table in Markdown; the first column of figures is of one vintage.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.archive.store import Archive, Body, Payload
from tests.conftest import DATA, environment

TABLE = DATA / "tic" / "2026-06" / "slt_table3.txt"
FRANCE, GERMANY = "10804", "11002"
POSITIONS = ("for_treas_pos", "for_lt_treas_pos")


def release(end: pd.Period, lines: list[str]) -> bytes:
    """The file as it would have ended with a month."""
    head = next(i for i, line in enumerate(lines) if line.startswith("country\tcountry_code\tdate"))
    columns = lines[head].rstrip("\t").split("\t")
    revised = {str(end - n) for n in range(12 if end.month in (11, 2, 5, 8) else 3)}
    kept = []
    for line in lines:
        cells = line.split("\t")
        if len(cells) > 2 and cells[1].isdigit() and cells[2] > str(end):
            continue
        if len(cells) > 2 and cells[1] in (FRANCE, GERMANY) and cells[2] in revised:
            for name in POSITIONS:
                step = 1 + end.ordinal % 5
                at = columns.index(name)
                cells[at] = str(int(cells[at]) + (step if cells[1] == FRANCE else -step))
        kept.append("\t".join(cells))
    return "\r\n".join(kept).encode()


def fill(home: Path, count: int) -> None:
    """An archive with that many releases, each fetched on the evening of its day."""
    archive, lines = Archive(home / "archive"), TABLE.read_bytes().decode().replace("\r\n", "\n").split("\n")
    newest = pd.Period("2026-04")
    for k in reversed(range(count)):
        end = newest - k
        day = str((end.end_time + pd.Timedelta(days=48)).date())
        body = Body("https://ticdata.treasury.gov/synthesised", archive.keep(release(end, lines)), 200, {})
        archive.add(Payload("tic_slt3", f"{day}T21:00:00.000000+00:00", [body], day))


def run(home: Path, *arguments: str) -> float:
    """Seconds of one command."""
    begin = time.monotonic()
    command = [str(Path(sys.executable).with_name("reservewatch")), *arguments]
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    return time.monotonic() - begin


def measure(count: int) -> dict[str, float]:
    """Sizes in MB, times in seconds, rows."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home, count)
        times = {
            "refresh, all new (s)": run(home, "refresh", "--offline"),
            "refresh, nothing new (s)": run(home, "refresh", "--offline"),
            "rebuild (s)": run(home, "rebuild", "--to", str(home / "again.duckdb")),
        }
        with duckdb.connect(str(home / "reservewatch.duckdb"), read_only=True) as con:
            asked = "select count(*) from "
            tables = ("raw.tic_slt3", "meta.slices", "marts.revisions", "marts.holdings_by_vintage")
            rows = {f"rows of {t}": float(con.execute(asked + t).fetchall()[0][0]) for t in tables}
        kept = sum(f.stat().st_size for f in (home / "archive").rglob("*") if f.is_file())
        sizes = {
            "archive (MB)": kept,
            **{f"{n} (MB)": (home / n).stat().st_size for n in ("build.duckdb", "reservewatch.duckdb")},
        }
        return {**times, **{name: size / 1e6 for name, size in sizes.items()}, **rows}


def main() -> None:
    """Print the table."""
    counts = [int(a) for a in sys.argv[1:]] or [1, 12, 60]
    found = {count: measure(count) for count in counts}
    print("| | " + " | ".join(f"{count} vintages" for count in counts) + " |")
    print("|---" * (len(counts) + 1) + "|")
    first = found[counts[0]]
    for name in first:
        cells = [f"{found[c][name]:,.1f} ({found[c][name] / max(first[name], 1e-9):.1f}x)" for c in counts]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    os.environ.setdefault("RESERVEWATCH_NOW", "2026-11-25T00:00:00+00:00")
    main()
