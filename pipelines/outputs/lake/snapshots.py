"""The publications that the lake has kept: which they are, the way back, and what is let go."""

import json
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from pipelines.outputs.base import NotWritten
from pipelines.outputs.lake.address import Address, attach
from pipelines.outputs.lake.lay import lay

SNAPSHOTS = """
select snapshot_id, snapshot_time::timestamp::varchar as laid_at, commit_extra_info
from lake.snapshots()
where author = 'reservewatch'
order by snapshot_id
"""
# A file that nobody names may be one that a publisher is about to name: only what has lain for a day is let go.
LEFT = """
call ducklake_cleanup_old_files('lake', older_than => now() - interval 1 day);
call ducklake_delete_orphaned_files('lake', older_than => now() - interval 1 day);
"""


@dataclass(frozen=True)
class Snapshot:
    """One publication in the lake: its number there, when it was laid and made, UTC, and its fingerprint."""

    number: int
    laid_at: str
    published_at: str
    fingerprint: str


def history(con: DuckDBPyConnection) -> list[Snapshot]:
    """Every publication that is kept, oldest first; the last one is what readers see."""
    found = [(number, at, json.loads(said)) for number, at, said in con.execute(SNAPSHOTS).fetchall()]
    return [Snapshot(number, at, said["published_at"], said["fingerprint"]) for number, at, said in found]


def roll_back(con: DuckDBPyConnection, lake: Address) -> Snapshot:
    """Lay the publication before the present one once more. Returns it; raises NotWritten where there is none."""
    kept = history(con)
    older = [s for s in kept if s.published_at < kept[-1].published_at]
    if not older:
        raise NotWritten("the lake has no older publication to go back to")
    to = max(older, key=lambda s: (s.published_at, s.number))
    attach(con, lake, "published", f"read_only, snapshot_version {to.number}")
    if (laid := lay(con, known=[kept[-1].published_at])).kept:
        raise NotWritten(f"the lake was not rolled back: {laid.kept}")
    return to


def expire(con: DuckDBPyConnection, days: int) -> int:
    """Let go of snapshots that are older than some days, but for the present one; 0 keeps all. Returns how many.

    Files that no snapshot names any longer go a day later.
    """
    before = con.execute("select count(*) from lake.snapshots()").fetchall()
    if days:
        con.execute(f"call ducklake_expire_snapshots('lake', older_than => now() - interval {days} day)")
    con.execute(LEFT)
    after = con.execute("select count(*) from lake.snapshots()").fetchall()
    return int(before[0][0] - after[0][0])
