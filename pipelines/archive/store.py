"""The bytes as published, kept for ever, and a diary of what was tried.

archive/objects/<sha256>.gz                one body, once
archive/payloads/<source>/<time>-<id>.json  what was fetched: address, status, headers, hashes
archive/quarantine/<source>/...             the same, of a payload that was refused, with the reason
archive/aside/<source>/...                  the same, of the last fetch that broke off
archive/events.jsonl                        every fetch attempt, every refusal, every publication
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipelines import settings
from pipelines.archive.events import event_of
from pipelines.sources.errors import Refused

ROOMS = ("payloads", "quarantine")  # of what is kept for ever; what is set aside is forgotten


@dataclass(frozen=True)
class Body:
    """One kept body: where it came from and under which hash it lies."""

    url: str
    sha256: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Payload:
    """All bodies of one fetch of one source. `id` is the hash of their hashes.

    `is_dated`: its user gave its day.
    """

    source: str
    fetched_at: str
    bodies: Sequence[Body]
    vintage: str | None = None
    reason: str | None = None
    is_dated: bool = False

    @property
    def id(self) -> str:
        """Hash of the hashes of the bodies."""
        return hashlib.sha256("".join(b.sha256 for b in self.bodies).encode()).hexdigest()


@dataclass
class Archive:
    """The kept bytes under one folder."""

    root: Path

    def keep(self, body: bytes) -> str:
        """Keep one body; returns its sha256. The same bytes are kept once."""
        sha = hashlib.sha256(body).hexdigest()
        if not self.holds(sha):
            write(self.object_path(sha), gzip.compress(body, mtime=0))
        return sha

    def holds(self, sha: str) -> bool:
        """Is a body here, and what it was kept as?"""
        try:
            return bool(self.body(sha))
        except Refused:
            return False

    def body(self, sha: str) -> bytes:
        """A kept body, checked against its hash."""
        path = self.object_path(sha)
        try:
            data = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise Refused("a kept body", found=f"{path}: {error}", todo="Restore it, or fetch again.") from None
        if hashlib.sha256(data).hexdigest() != sha:
            raise Refused("a kept body", found=f"{path} no longer is what was kept", todo="Restore it, or fetch again.")
        return data

    def bodies(self, payload: Payload) -> list[bytes]:
        """The bodies of a payload, in the order of its requests."""
        return [self.body(b.sha256) for b in payload.bodies]

    def add(self, payload: Payload) -> None:
        """Note a payload whose bodies are kept."""
        write(self.sidecar_path("payloads", payload), json.dumps(asdict(payload), indent=1).encode())

    def set_aside(self, payload: Payload) -> None:
        """Note what came of a fetch that broke off: the next one goes on from there. Only the last one is noted."""
        self.forget_aside(payload.source)
        write(self.sidecar_path("aside", payload), json.dumps(asdict(payload), indent=1).encode())

    def forget_aside(self, source: str) -> None:
        """A fetch came to its end: what was set aside before it is of no more use."""
        for old in (self.root / "aside" / source).glob("*.json"):
            old.unlink()

    def sources(self) -> list[str]:
        """Sources of which anything was ever kept."""
        return sorted({folder.name for room in ROOMS for folder in (self.root / room).glob("*")})

    def payloads(self, source: str, room: str = "payloads") -> list[Payload]:
        """Payloads of a source in the order they came, from `payloads` or `quarantine`."""
        found = sorted((self.root / room / source).glob("*.json"))
        return [payload_of(p.read_bytes()) for p in found]

    def refuse(self, payload: Payload, reason: str) -> None:
        """Move a payload to quarantine, with why."""
        refused = replace(payload, reason=reason)
        write(self.sidecar_path("quarantine", payload), json.dumps(asdict(refused), indent=1).encode())
        if self.sidecar_path("payloads", payload).exists():
            self.sidecar_path("payloads", payload).unlink()
            self.log("refused", source=payload.source, payload=payload.id, detail=reason)

    def accept(self, payload: Payload) -> None:
        """Take a payload back out of quarantine: a mended parser reads it."""
        self.add(replace(payload, reason=None))
        self.sidecar_path("quarantine", payload).unlink(missing_ok=True)

    def log(self, event: str, **facts: Any) -> None:
        """Append one line to the event log."""
        self.root.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": settings.timestamp(), "event": event, **facts}) + "\n"
        with (self.root / "events.jsonl").open("a") as ledger:
            ledger.write(line)

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event of the log, oldest first. A line that is none is passed over: it is a log, not a database."""
        for _, line in self._lines():
            try:
                event = event_of(line)
            except Refused:
                continue
            yield event

    def bad_lines(self) -> list[str]:
        """Lines of the event log that are no event, each with its number and what is wrong."""
        found = []
        for number, line in self._lines():
            try:
                event_of(line)
            except Refused as refused:
                found.append(f"line {number} of events.jsonl is passed over: {refused}")
        return found

    def _lines(self) -> list[tuple[int, bytes]]:
        path = self.root / "events.jsonl"
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]

    def object_path(self, sha: str) -> Path:
        """Where a body lies, compressed."""
        return self.root / "objects" / sha[:2] / f"{sha}.gz"

    def sidecar_path(self, room: str, payload: Payload) -> Path:
        """Where a payload is noted."""
        stamp = payload.fetched_at.replace(":", "").replace("-", "")
        return self.root / room / payload.source / f"{stamp}-{payload.id[:12]}.json"


def payload_of(sidecar: bytes) -> Payload:
    """What a sidecar notes."""
    fields = json.loads(sidecar)
    return Payload(**{**fields, "bodies": [Body(**b) for b in fields["bodies"]]})


def write(path: Path, data: bytes) -> None:
    """Write a whole file or none: beside the target, to the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
