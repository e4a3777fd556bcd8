"""The archive as one file, to take to another machine or to keep elsewhere: a tar that proves itself.

SHA256SUMS                        first: the hash and name of every other member
events.jsonl, objects/, payloads/, quarantine/   as they lie in the archive

It is not compressed, since objects are. The same archive gives the same bytes: names sorted, no times, no owners.
What was set aside stays behind: only the next fetch of its own home has a use for it.
"""

import hashlib
import io
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from gzip import GzipFile
from pathlib import Path
from tarfile import TarFile, TarInfo

from pipelines import settings
from pipelines.archive.events import event_of
from pipelines.archive.store import MAX_BODY, ROOMS, Archive, payload_of, write
from pipelines.sources.errors import Refused

MANIFEST, LEDGER = "SHA256SUMS", "events.jsonl"
MEMBER = re.compile(
    r"events\.jsonl"
    r"|objects/(?P<two>[0-9a-f]{2})/(?P<sha>(?P=two)[0-9a-f]{62})\.gz"
    r"|(?P<room>payloads|quarantine)/(?P<rest>[a-z][a-z0-9_]*/[0-9]{8}T[0-9.+]+-[0-9a-f]{12}\.json)"
)
SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
RATIO = 100  # decoded bytes to those of the file; text comes to some 10
Read = Callable[[str], bytes]


def export(archive: Archive, target: Path) -> str:
    """Write the whole archive into one file, or nothing. Returns the sha256 of that file."""
    if target.exists() and not _is_bundle(target):
        raise Refused("the file to write", found=f"{target} is no export", todo="Name another, or delete it.")
    names = _names(archive)

    def read(name: str) -> bytes:
        return (archive.root / name).read_bytes()

    sums = "".join(f"{hashlib.sha256(read(name)).hexdigest()}  {name}\n" for name in names)
    with _whole(target) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        _append(tar, MANIFEST, sums.encode())
        for name in names:
            _append(tar, name, read(name))
    with target.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _is_bundle(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MANIFEST) + 1) == f"{MANIFEST}\0".encode()


def _names(archive: Archive) -> list[str]:
    """Every member, sorted. What is missing or damaged is refused by name: nobody else could fix it."""
    payloads = [(room, p) for room in ROOMS for s in archive.sources() for p in archive.payloads(s, room)]
    bodies = {body.sha256 for _, payload in payloads for body in payload.bodies}
    for sha in bodies:
        archive.holds(sha)
    for source, lost in archive.lost().items():
        raise Refused(f"{source}: {lost[0]}", todo="")
    paths = [archive.sidecar_path(room, payload) for room, payload in payloads]
    paths += [archive.object_path(sha) for sha in bodies]
    paths += [path for path in (archive.root / LEDGER,) if path.exists()]
    return sorted(path.relative_to(archive.root).as_posix() for path in paths)


@contextmanager
def _whole(target: Path) -> Iterator[io.BufferedWriter]:
    """A file that takes the place of `target` once it is written whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _append(tar: TarFile, name: str, data: bytes) -> None:
    info = TarInfo(name)  # time 0, no owner
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def merge(archive: Archive, file: Path, known: Collection[str]) -> dict[str, int]:
    """Verify a whole export, then take over what is not here yet. Returns how much of each kind was new.

    `known` names the sources that there are: a payload of another one is refused.
    """
    try:
        tar = tarfile.open(file, "r:")  # noqa: SIM115 - a file that is no tar is not the fault of a member
    except tarfile.TarError as error:
        raise _damaged(str(file), "a tar written by `reservewatch archive export`", str(error)) from None
    with tar:
        members = _listed(tar)

        def read(name: str) -> bytes:
            return _content(tar, members[name])

        _check_sums(members, read)
        left = max(MAX_BODY, RATIO * file.stat().st_size)
        for name in sorted(members.keys() - {MANIFEST, LEDGER}):
            left -= _check_member(archive, members, name, read(name), known)
            if left < 0:
                raise _damaged(name, f"bodies of up to {RATIO} times the size of the file in all", "more")
        return _take_over(archive, members, read, known)


def _damaged(member: str, expected: str, found: str) -> Refused:
    todo = "Nothing was imported: copy the file again, or repeat the export."
    return Refused(member, expected=expected, found=found, todo=todo)


def _listed(tar: TarFile) -> dict[str, TarInfo]:
    """The members by name: plain files, of the kinds and in the places that an export has, each once."""
    members: dict[str, TarInfo] = {}
    try:
        for info in tar:
            if not members and info.name != MANIFEST:
                raise _damaged("the first member", MANIFEST, info.name)
            if info.type != tarfile.REGTYPE or info.issparse():
                raise _damaged(info.name, "a plain file", f"a link to {info.linkname}" if info.linkname else "another")
            if members and (info.name in members or not MEMBER.fullmatch(info.name)):
                raise _damaged(info.name, "each file once, and only those of an archive", info.name)
            if info.size > MAX_BODY:
                raise _damaged(info.name, f"up to {MAX_BODY:,} bytes", f"{info.size:,} bytes")
            members[info.name] = info
    except tarfile.TarError as error:
        raise _damaged("the file", "a whole tar", f"{error}, after {[*members][-1:]}") from None
    return members


def _content(tar: TarFile, info: TarInfo) -> bytes:
    file = tar.extractfile(info)
    assert file is not None, "a plain file"
    try:
        return file.read()
    except tarfile.TarError as error:
        raise _damaged(info.name, f"{info.size:,} bytes", str(error)) from None


def _check_sums(members: Collection[str], read: Read) -> None:
    """Every member is there, and to the bit what was exported."""
    lines = read(MANIFEST).decode("ascii", "replace").splitlines()
    sums = {}
    for n, line in enumerate(lines, 1):
        match = SUM.fullmatch(line)
        if match is None:
            raise _damaged(f"{MANIFEST} in line {n}", "a sha256, two blanks, a name", line)
        sums[match[2]] = match[1]
    for name in sorted(sums.keys() ^ (set(members) - {MANIFEST})):
        raise _damaged(name, f"a member and a line in {MANIFEST}", "no member" if name in sums else "no line")
    for name, expected in sums.items():
        found = hashlib.sha256(read(name)).hexdigest()
        if found != expected:
            raise _damaged(name, f"sha256 {expected}", found)


def _check_member(archive: Archive, members: Collection[str], name: str, data: bytes, known: Collection[str]) -> int:
    """A body is what its name says; a sidecar stands where it belongs, and its bodies are there. Returns its size."""
    match = MEMBER.fullmatch(name)
    assert match is not None, "names were validated before"
    if match["sha"]:
        found, size = _body_hash(data)
        if size > MAX_BODY:
            raise _damaged(name, f"a body of up to {MAX_BODY:,} bytes", "more")
        if found != match["sha"]:
            raise _damaged(name, "bytes with the hash that is its name", found)
        return size
    try:
        payload = payload_of(data)
        days = [datetime.fromisoformat(payload.fetched_at).date()]
        days += [] if payload.vintage is None else [date.fromisoformat(payload.vintage[:10])]
    except ValueError as error:
        raise _damaged(name, "a note of a payload", str(error)) from None
    place = archive.sidecar_path(match["room"], payload)
    if place != archive.root / name:
        raise _damaged(name, "a note of the payload that its name says", str(place.relative_to(archive.root)))
    for body in payload.bodies:
        if f"objects/{body.sha256[:2]}/{body.sha256}.gz" not in members:
            raise _damaged(name, "every body that it names", f"no body {body.sha256}")
    if payload.source not in known:
        raise _damaged(name, "a source of this version", payload.source)
    if max(days) > settings.today():
        raise _damaged(name, f"a fetch and a vintage up to today, {settings.today()}", str(max(days)))
    return len(data)


def _body_hash(data: bytes) -> tuple[str, int]:
    """Hash of a compressed body and its size, read piece by piece, and no further than a body may be long."""
    found, size = hashlib.sha256(), 0
    try:
        with GzipFile(fileobj=io.BytesIO(data)) as body:
            while size <= MAX_BODY and (piece := body.read(2**16)):
                found.update(piece)
                size += len(piece)
    except (OSError, EOFError, zlib.error) as error:
        return str(error), size
    return found.hexdigest(), size


def _take_over(archive: Archive, members: Collection[str], read: Read, known: Collection[str]) -> dict[str, int]:
    """Add what is not here or is damaged here, bodies before the notes that name them; the rest stays as it is."""
    archive.verify(settings.today())
    new = dict.fromkeys(("bodies", *ROOMS), 0)
    for name in sorted(members):
        match = MEMBER.fullmatch(name)
        if match is None or name == LEDGER:
            continue
        if match["sha"]:
            kind, is_here = "bodies", archive.holds(match["sha"])  # a damaged one is not here: it is mended
        else:
            kind, is_here = match["room"], any((archive.root / room / match["rest"]).exists() for room in ROOMS)
        if not is_here:
            write(archive.root / name, read(name))
            new[kind] += 1
    return {**new, "ledger": _merge_ledger(archive, read(LEDGER) if LEDGER in members else b"", known)}


def _merge_ledger(archive: Archive, theirs: bytes, known: Collection[str]) -> int:
    """Add the events that are not here yet, in the order of time. Lines that are none stay where they were made."""
    path = archive.root / LEDGER
    here = path.read_bytes().splitlines() if path.exists() else []
    seen = set(here)
    new = [line for line in theirs.splitlines() if line not in seen and _is_taken(line, known)]
    if new:
        write(path, b"".join(line + b"\n" for line in sorted([*here, *new], key=_at)))
    return len(new)


def _is_taken(line: bytes, known: Collection[str]) -> bool:
    """Is a line an event of the past, of a known source if of any?"""
    try:
        event = event_of(line)
    except Refused:
        return False
    return event["at"] <= settings.timestamp() and event.get("source") in [None, *known]


def _at(line: bytes) -> str:
    """When an event was noted; nothing of a line that is none."""
    with suppress(Refused):
        return str(event_of(line)["at"])
    return ""
