"""From the publishers' bytes to published answers: see README.md and docs/decisions.md."""

import os

# Before numpy is imported: sums are then the same on any number of cores, and a forked worker of a team, which has lost
# the threads of OpenBLAS, waits for none.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
