"""The bytes as published, kept for ever, and a diary of what was tried.

archive/objects/<sha256>.gz                one body, once
archive/payloads/<source>/<time>-<id>.json  what was fetched: address, status, headers, hashes
archive/quarantine/<source>/...             the same, of a payload that was refused, with the reason
archive/aside/<source>/...                  the same, of the last fetch that broke off
archive/events.jsonl                        every fetch attempt, every refusal, every publication

Whoever reads a body or a note through this file reads what was kept: what is damaged is set aside beside its place, as
`.set-aside`, and named until it is fetched again or imported.
"""

import fcntl
import gzip
import hashlib
import json
import os
import re
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines import database, settings
from pipelines.archive.events import event_of
from pipelines.sources.errors import Refused

ROOMS = ("payloads", "quarantine")  # of what is kept for ever; what is set aside is forgotten
MAX_BODY = 64 * 2**20  # decoded bytes
ROUND = 32  # days in which every body is verified once
SHA = re.compile("[0-9a-f]{64}")
RESTORE = (
    "`reservewatch archive import` restores it from an export that has it, `reservewatch ingest` from the saved file; "
    "to do without it, delete"
)


class Damaged(Refused):
    """What is kept is no longer what was kept, or is gone."""


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

    `is_dated`: its user gave its day. `is_withdrawn`: its user took it back, so no reader takes it.
    """

    source: str
    fetched_at: str
    bodies: Sequence[Body]
    vintage: str | None = None
    reason: str | None = None
    is_dated: bool = False
    is_withdrawn: bool = False

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
        """A kept body. One that is not what was kept is set aside, and Damaged is raised."""
        path = self.object_path(sha)
        try:
            data = gzip.decompress(path.read_bytes())
            fault = "" if hashlib.sha256(data).hexdigest() == sha else "another hash"
        except (gzip.BadGzipFile, EOFError, zlib.error, IsADirectoryError) as error:
            fault = str(error)
        except OSError as error:  # gone, or not to be read now
            raise Damaged("a kept body", found=f"{path}: {error}", todo="Restore it, or fetch again.") from None
        if fault:
            self._put_away(path, fault)
            raise Damaged("a kept body", found=f"{path}: {fault}", todo="Restore it, or fetch again.")
        return data

    def has(self, payload: Payload) -> bool:
        """Are all bodies of a payload in their places? They are verified when they are read."""
        return all(self.object_path(b.sha256).is_file() for b in payload.bodies)

    def bodies(self, payload: Payload) -> list[bytes]:
        """The bodies of a payload, in the order of its requests."""
        return [self.body(b.sha256) for b in payload.bodies]

    def add(self, payload: Payload) -> None:
        """Note a payload whose bodies are kept."""
        write(self.sidecar_path("payloads", payload), note_of(payload))

    def set_aside(self, payload: Payload) -> None:
        """Note what came of a fetch that broke off: the next one goes on from there. Only the last one is noted."""
        self.forget_aside(payload.source)
        write(self.sidecar_path("aside", payload), note_of(payload))

    def forget_aside(self, source: str) -> None:
        """A fetch came to its end: what was set aside before it is of no more use."""
        for old in (self.root / "aside" / source).glob("*.json"):
            old.unlink()

    def sources(self) -> list[str]:
        """Sources of which anything was ever kept."""
        return sorted({folder.name for room in ROOMS for folder in (self.root / room).glob("*")})

    def payloads(self, source: str, room: str = "payloads") -> list[Payload]:
        """Payloads of a source in the order they came, from `payloads` or `quarantine`. Damaged notes are set aside."""
        found = map(self._noted, sorted((self.root / room / source).glob("*.json")))
        return [payload for payload in found if payload]

    def _noted(self, path: Path) -> Payload | None:
        """What a note says; None where it is damaged, and was set aside."""
        try:
            payload = payload_of(path.read_bytes())
            if self.sidecar_path(path.parents[1].name, payload) == path:
                return payload
            fault = "it is not the note of the payload that its name says"
        except (ValueError, IsADirectoryError) as error:
            fault = str(error)
        self._put_away(path, fault)
        return None

    def _put_away(self, path: Path, fault: str) -> None:
        """Set what is damaged aside, and say so: out of its place, it can be fetched again or imported."""
        with suppress(FileNotFoundError):  # another command did
            self.clear(path, f"is damaged ({fault:.200})", "; a refresh fetches again what the publisher still has")

    def verify(self, day: date) -> None:
        """Set aside what is damaged: of the notes, of the newest bodies of each source, and of a part of the others.

        The parts of 32 days are the whole.
        """
        for source in self.sources():
            kept = [p for room in ROOMS for p in self.payloads(source, room)]
            newest = max(kept, key=lambda p: p.fetched_at, default=None)
            due = {b.sha256 for p in kept for b in p.bodies if p is newest or _is_due(b.sha256, day)}
            for sha in due:
                self.holds(sha)

    def lost(self) -> dict[str, list[str]]:
        """Source to what of it is damaged or gone, each with what to do; what was restored is named no more."""
        kept = {path.name for path in (self.root / "objects").glob("*/*.gz") if path.is_file()}
        found = {source: [*self._lost_bodies(source, kept), *self._lost_notes(source)] for source in self.sources()}
        return {source: lost for source, lost in found.items() if lost}

    def _lost_bodies(self, source: str, kept: set[str]) -> Iterator[str]:
        for room in ROOMS:
            for p in self.payloads(source, room):
                missing = [b.sha256 for b in p.bodies if self.object_path(b.sha256).name not in kept]
                if missing:
                    lacks = f"{len(missing)} of {len(p.bodies)} bodies, the first {missing[0]}"
                    yield (
                        f"the kept copy of {p.fetched_at[:10]} lacks {lacks}: {RESTORE} {self.sidecar_path(room, p)}"
                    )

    def _lost_notes(self, source: str) -> Iterator[str]:
        """Notes that were set aside, and are in no room again."""
        for room in ROOMS:
            for aside in sorted((self.root / room / source).glob("*.json.set-aside")):
                if not any((self.root / r / source / aside.stem).is_file() for r in ROOMS):
                    yield f"the note {aside.stem} of a kept copy is damaged: {RESTORE} {aside}"

    def refuse(self, payload: Payload, reason: str) -> None:
        """Move a payload to quarantine, with why."""
        self._quarantine(replace(payload, reason=reason), "refused")

    def named(self, source: str, fetched: str) -> list[Payload]:
        """The payload of a source that came then, however often. Refused unless it is one, and all others are whole."""
        kept = self.payloads(source)
        found = [p for p in kept if p.fetched_at.startswith(fetched)]
        if len({p.id for p in found}) != 1:
            came = ", ".join(f"{p.fetched_at} from {p.bodies[0].url}" for p in kept) or "nothing is kept"
            todo = "Say which by --fetched." if kept else ""
            raise Refused(f"one payload of {source}", found=f"{len(found)} of these: {came}", todo=todo)
        others = {b.sha256 for p in kept if p.id != found[0].id for b in p.bodies}
        if lost := [sha for sha in sorted(others) if not self.holds(sha)]:
            todo = "Restore them first: what was loaded of them would go, too."
            raise Refused(f"bodies of other payloads of {source}", found=f"{len(lost)} damaged or gone", todo=todo)
        return [p for p in kept if p.id == found[0].id]

    def withdraw(self, payload: Payload, reason: str) -> None:
        """Move a payload to quarantine for good: what its user took back."""
        self._quarantine(replace(payload, reason=reason, is_withdrawn=True), "withdrawn")

    def _quarantine(self, payload: Payload, event: str) -> None:
        write(self.sidecar_path("quarantine", payload), note_of(payload))
        if self.sidecar_path("payloads", payload).exists():
            self.sidecar_path("payloads", payload).unlink()
            self.log(event, source=payload.source, payload=payload.id, detail=payload.reason)

    def accept(self, payload: Payload) -> None:
        """Take a payload back out of quarantine: a mended parser reads it, or its user brings it again."""
        self.add(replace(payload, reason=None))
        self.sidecar_path("quarantine", payload).unlink(missing_ok=True)

    def clear(self, path: Path, fault: str, then: str = ", and begun anew") -> str:
        """Set aside what cannot be used of a home, and say so in the event log. Returns what was said."""
        said = f"{path.relative_to(self.root.parent)} {fault}: set aside as {database.set_aside(path).name}{then}"
        self.log("repaired", detail=said)
        return said

    def log(self, event: str, **facts: Any) -> None:
        """Append one line to the event log."""
        line = json.dumps({"at": settings.timestamp(), "event": event, **facts}) + "\n"
        path = self._ledger()
        self.root.mkdir(parents=True, exist_ok=True)
        with path.open("a") as ledger:
            fcntl.lockf(ledger, fcntl.LOCK_EX)  # one line after the other, from other machines too
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

    def _ledger(self) -> Path:
        """The event log; what stands in its place, or in that of its folder, is set aside."""
        path = self.root / "events.jsonl"
        for wrong, kind in ((self.root, "folder"), (path, "file")):
            if os.path.lexists(wrong) and not (wrong.is_dir() if kind == "folder" else wrong.is_file()):
                self.clear(wrong, f"is no {kind}")
        return path

    def _lines(self) -> list[tuple[int, bytes]]:
        path = self._ledger()
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]

    def object_path(self, sha: str) -> Path:
        """Where a body lies, compressed."""
        return self.root / "objects" / sha[:2] / f"{sha}.gz"

    def sidecar_path(self, room: str, payload: Payload) -> Path:
        """Where a payload is noted."""
        stamp = payload.fetched_at.replace(":", "").replace("-", "")
        return self.root / room / payload.source / f"{stamp}-{payload.id[:12]}.json"


def note_of(payload: Payload) -> bytes:
    """The note of a payload, with a seal: a hash of all that it says."""
    fields = asdict(payload)
    return json.dumps({**fields, "seal": _seal(fields)}, indent=1).encode()


def _seal(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def payload_of(note: bytes) -> Payload:
    """What a note says; raises ValueError with what is wrong with it. Notes of before seals have none."""
    try:
        fields = json.loads(note)
        seal = fields.pop("seal", None)
        payload = Payload(**{**fields, "bodies": [Body(**b) for b in fields["bodies"]]})
        datetime.fromisoformat(payload.fetched_at)
        date.fromisoformat((payload.vintage or payload.fetched_at)[:10])
        texts = [
            payload.source,
            payload.reason or "",
            *(t for b in payload.bodies for t in (b.url, *b.headers.values())),
        ]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a text was expected")
        if not all(SHA.fullmatch(body.sha256) for body in payload.bodies):
            raise ValueError("a sha256 was expected")
        if seal not in (None, _seal(fields)):
            raise ValueError("it does not say what was noted")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    return payload


def _is_due(sha: str, day: date) -> bool:
    """Is a body among those that are verified on a day?"""
    return int(sha[:2], 16) % ROUND == day.toordinal() % ROUND


def saved(path: Path) -> bytes:
    """The bytes of a file that somebody saved. Raises Refused if it is no file, or larger than a body may be."""
    todo = "Nothing was kept."
    if not path.is_file():
        raise Refused(str(path), expected="a file", found="a device or a pipe", todo=todo)
    with path.open("rb") as file:
        data = file.read(MAX_BODY + 1)
    if len(data) > MAX_BODY:
        raise Refused(str(path), expected=f"up to {MAX_BODY:,} bytes", found=f"{path.stat().st_size:,}", todo=todo)
    return data


def write(path: Path, data: bytes) -> None:
    """Write a whole file or none: beside the target, to the disk, then renamed.

    Two hosts may send the same bytes at once, and two machines have the same numbers of processes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part-{secrets.token_hex(4)}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
