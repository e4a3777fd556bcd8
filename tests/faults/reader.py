"""Reads the published file again and again: `python -m tests.faults.reader FILE STOP`, until the file STOP is there.

Each read opens the file, compares an amount in its raw table with that in the mart, and closes it. At the end it
prints, as JSON, the seconds of each read and what was found, each publication once.
"""

import json
import sys
import time
from pathlib import Path

from tests.faults.harness import read


def main(file: Path, stop: Path) -> None:
    """Read until told to stop."""
    seconds, found = [], set()
    while not stop.exists():
        start = time.perf_counter()
        found.add(read(file))
        seconds.append(time.perf_counter() - start)
        time.sleep(0.05)
    print(json.dumps({"seconds": seconds, "found": sorted(found)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
