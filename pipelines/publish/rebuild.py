"""The whole warehouse built again from archive and snapshot, as it would have been on any day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines import database, project, raw, settings, workspace
from pipelines.archive.store import Archive
from pipelines.models.build import build, connect
from pipelines.models.table import Build
from pipelines.publish import publication
from pipelines.publish.publication import FILE, NotAudited


@dataclass(frozen=True)
class Rebuilt:
    """What came of a rebuild: expectations that failed, and sources of which nothing was known, or a copy is lost."""

    failed: list[str]
    unknown: list[str]


def rebuild(home: Path, target: Path, as_of: date | None) -> Rebuilt:
    """Build everything again, as known on a day, into `target`."""
    _check_target(home, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        database.locked(home),
        TemporaryDirectory(dir=target.parent) as scratch,
        connect(Path(scratch) / workspace.BUILD) as con,
    ):
        raw.prepare(con, project.SOURCES)
        archive = Archive(home / "archive")
        workspace.record_sources(con, archive)
        if as_of:
            con.execute(f"set variable as_of = date '{as_of}'")
        to = Build(con, archive, project.tables())
        built = build(to, to.tables.values(), goes_on=True)
        failed = [f"{b.table.key}: {r.name}: {r.detail}" for b in built for r in b.failures]
        unknown = raw.unknown(con, as_of) if as_of else []
        unknown += [f"{source}: {what}" for source, lost in archive.lost().items() for what in lost]
        if as_of:
            raw.drop_after(con, project.SOURCES, as_of)
        part = Path(scratch) / "done.duckdb"
        publication.copy(to, part, settings.timestamp(), publication.fingerprint(con))
        publication.put(part, target)
    return Rebuilt(failed, unknown)


def _check_target(home: Path, target: Path) -> None:
    if target in {home / FILE, home / workspace.BUILD} or target.parent == home / "published":
        raise NotAudited(f"{target} is written by refreshes only: name another file")
    if target.exists() and publication.stamp(target) is None:
        raise NotAudited(f"{target} is there and is no file of ours: name another, or delete it")
