"""What the archive holds of each source, and how much space that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from pipelines.archive.store import Archive, Payload


@dataclass(frozen=True)
class Kept:
    """What is kept of one source, or of all: bodies once each, sizes as kept and as published."""

    source: str
    payloads: int
    refused: int
    bodies: int
    kept_bytes: int
    published_bytes: int
    oldest: str
    newest: str


def inventory(archive: Archive) -> list[Kept]:
    """One entry per source, then the total, in which a body that several sources share counts once."""
    taken = {source: archive.payloads(source) for source in archive.sources()}
    refused = {source: archive.payloads(source, "quarantine") for source in taken}
    entries = [_kept(archive, source, taken[source], refused[source]) for source in taken]
    return [*entries, _kept(archive, "total", [*chain(*taken.values())], [*chain(*refused.values())])]


def _kept(archive: Archive, name: str, taken: Sequence[Payload], refused: Sequence[Payload]) -> Kept:
    payloads = [*taken, *refused]
    bodies = {body.sha256 for payload in payloads for body in payload.bodies}
    sizes = [_sizes(archive, sha) for sha in bodies]
    days = sorted(payload.fetched_at[:10] for payload in payloads)
    kept, published = (sum(column) for column in zip((0, 0), *sizes, strict=True))
    return Kept(name, len(taken), len(refused), len(bodies), kept, published, *(days[:1] + days[-1:] or ["-", "-"]))


def _sizes(archive: Archive, sha: str) -> tuple[int, int]:
    """Bytes as kept and as published; gzip says the latter in its last four bytes. Nothing of one that is lost."""
    path = archive.object_path(sha)
    data = path.read_bytes() if path.is_file() else b""
    return len(data), int.from_bytes(data[-4:], "little")
