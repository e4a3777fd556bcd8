"""What is damaged in the archive is set aside, named until it is restored, and fetched again or imported."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines import raw
from pipelines.archive import transfer
from pipelines.archive.fetch import Fetcher
from pipelines.archive.inventory import inventory
from pipelines.archive.store import Archive, Body, Payload, payload_of
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import BY_NAME, sample

TABLE_5 = BY_NAME["tic_mfh"]
BODY = sample(TABLE_5)
TODAY = date(2026, 11, 25)
Damage = Callable[[Path], object]


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def without(*names: str) -> Damage:
    return lambda file: file.write_text(
        json.dumps({k: v for k, v in json.loads(file.read_text()).items() if k not in names})
    )


def with_(**fields: object) -> Damage:
    """Another note without a seal, as old ones are."""

    def damage(file: Path) -> None:
        without("seal")(file)
        file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))

    return damage


BODIES: dict[str, Damage] = {
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "empty": lambda file: os.truncate(file, 0),
    "garbage": lambda file: file.write_bytes(b"garbage" * 99),
    "a flipped bit": flip,
    "another body": lambda file: file.write_bytes(gzip.compress(b"another")),
    "a folder": folder,
    "gone": lambda file: file.unlink(),
}
NOTES: dict[str, Damage] = {
    "cut": BODIES["cut"], "empty": BODIES["empty"], "garbage": BODIES["garbage"], "a folder": folder,
    "not UTF-8": lambda file: file.write_bytes(b"\xff\xfe" + file.read_bytes()),
    "no object": lambda file: file.write_text("[1]"),
    "deep": lambda file: file.write_text("[" * 10**5),
    "no bodies": without("bodies", "seal"), "no day": without("fetched_at", "seal"),
    "another day than was noted": lambda file: file.write_text(file.read_text().replace('"vintage": null', '"vintage": "2020-01-31"')),
    "another field": with_(more=1), "a number for a day": with_(fetched_at=20261101), "no time": with_(fetched_at="soon"),
    "another time": with_(fetched_at="2026-11-02T00:00:00"), "another source": with_(source="tic_slt3"),
    "no vintage": with_(vintage="soon"), "a body without hash": with_(bodies=[{"url": "https://x"}]),
    "a hash that climbs out": with_(bodies=[{"url": "", "sha256": "../x", "status": 200, "headers": {}}]),
    "no bodies in it": with_(bodies=[1]),
}  # fmt: skip


@pytest.fixture
def mirror() -> Iterator[m.Mirror]:
    with m.serving({TABLE_5.url: BODY}) as running:
        yield running


@pytest.fixture
def archive(mirror: m.Mirror, tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    fetch(archive, mirror)
    return archive


def fetch(archive: Archive, mirror: m.Mirror) -> str:
    return str(Fetcher(archive, mirror.url).fetch([TABLE_5])[TABLE_5.name].state)


def body_file(archive: Archive) -> Path:
    return archive.object_path(hashlib.sha256(BODY).hexdigest())


def note_file(archive: Archive) -> Path:
    [path] = (archive.root / "payloads" / TABLE_5.name).glob("*.json")
    return path


def repaired(archive: Archive) -> list[str]:
    return [e["detail"] for e in archive.events() if e["event"] == "repaired"]


@pytest.mark.promise("archive.body")
@pytest.mark.parametrize("damage", BODIES)
def test_a_damaged_body_is_set_aside_named_and_asked_for_whole(damage: str, archive: Archive, mirror: m.Mirror) -> None:
    file = body_file(archive)
    BODIES[damage](file)
    archive.verify(TODAY)
    said = [line for line in repaired(archive) if f"objects/{file.parent.name}/{file.name} is damaged (" in line]
    assert len(said) == len(repaired(archive)) == (damage != "gone") and not file.exists()
    archive.verify(TODAY)
    assert len(repaired(archive)) == len(said)  # noted once
    [named] = archive.lost()[TABLE_5.name]
    assert "lacks 1 of 1 bodies" in named and named.endswith(str(note_file(archive)))
    assert fetch(archive, mirror) == "unchanged" and mirror.asked[-1][1] == 200
    assert archive.lost() == {} and archive.bodies(archive.payloads(TABLE_5.name)[0]) == [BODY]


@pytest.mark.promise("archive.note")
@pytest.mark.parametrize("damage", NOTES)
def test_a_damaged_note_is_set_aside_named_and_fetched_again(damage: str, archive: Archive, mirror: m.Mirror) -> None:
    file = note_file(archive)
    NOTES[damage](file)
    archive.verify(TODAY)
    [said] = repaired(archive)
    assert f"payloads/tic_mfh/{file.name} is damaged (" in said and said.count("\n") == 0
    assert archive.payloads(TABLE_5.name) == []
    assert fetch(archive, mirror) == "new" and mirror.asked[-1][1] == 200
    assert archive.bodies(archive.payloads(TABLE_5.name)[0]) == [BODY]
    [named] = archive.lost()[TABLE_5.name]  # when it was first known is not known any more
    aside = file.with_name(f"{file.name}.set-aside")
    assert named.startswith(f"the note {file.name} ") and named.endswith(f"delete {aside}")
    aside.rmdir() if aside.is_dir() else aside.unlink()
    assert archive.lost() == {}


@pytest.mark.promise("archive.note")
def test_no_bit_of_a_note_can_change_unseen(archive: Archive) -> None:
    """Each of its bits is flipped in turn, also those that leave valid JSON with another address or day."""
    note = note_file(archive).read_bytes()
    flipped = [note[:n] + bytes([note[n] ^ 1 << bit]) + note[n + 1 :] for n in range(len(note)) for bit in range(8)]
    unseen = []
    for data in flipped:
        with suppress(ValueError):
            unseen.append(payload_of(data))
    assert all(payload == payload_of(note) for payload in unseen)
    assert len(flipped) == 8 * len(note) and len(unseen) < len(note)


def test_a_note_of_before_seals_is_read(archive: Archive) -> None:
    payload, file = archive.payloads(TABLE_5.name)[0], note_file(archive)
    without("seal")(file)
    assert archive.payloads(TABLE_5.name) == [payload] and repaired(archive) == []


@pytest.mark.promise("archive.lost")
@pytest.mark.parametrize("damage", BODIES)
def test_what_was_loaded_stays_and_a_lost_copy_waits_until_it_is_imported(  # type: ignore[no-untyped-def]
    damage: str, con, archive: Archive, tmp_path: Path
) -> None:
    transfer.export(archive, tmp_path / "a.tar")
    body = body_file(archive)

    def load() -> tuple[int, str | None]:
        loaded = raw.load(con, TABLE_5, archive, tmp_path / "none", lambda *_: [])
        return loaded.new, loaded.refused

    new, _ = load()
    BODIES[damage](body)
    assert new > 0 and load() == (0, None)
    con.execute("delete from meta.payloads")  # as another version of its reader does: everything is read again
    assert load() == (0, None) and archive.payloads(TABLE_5.name, "quarantine") == []
    assert len(archive.lost()[TABLE_5.name]) == 1 and raw.unseen(con, TABLE_5, archive, tmp_path / "none") == []
    assert transfer.merge(archive, tmp_path / "a.tar", {TABLE_5.name})["bodies"] == 1
    assert archive.lost() == {} and load() == (new, None)


@pytest.mark.promise("archive.lost")
@pytest.mark.parametrize("damage", NOTES)
def test_an_import_mends_a_damaged_note(damage: str, archive: Archive, tmp_path: Path) -> None:
    transfer.export(archive, tmp_path / "a.tar")
    before = archive.payloads(TABLE_5.name)
    NOTES[damage](note_file(archive))
    assert transfer.merge(archive, tmp_path / "a.tar", {TABLE_5.name})["payloads"] == 1
    assert archive.payloads(TABLE_5.name) == before and archive.lost() == {}


@pytest.mark.promise("archive.lost")
@pytest.mark.parametrize("what", ["body", "note"])
def test_a_damaged_archive_is_counted_and_not_exported(what: str, archive: Archive, tmp_path: Path) -> None:
    (body_file if what == "body" else note_file)(archive).write_bytes(b"rust")
    for _ in range(2):  # set aside the first time
        with pytest.raises(Refused, match=r"tic_mfh: .*`reservewatch archive import` restores it"):
            transfer.export(archive, tmp_path / "a.tar")
    assert not (tmp_path / "a.tar").exists()
    assert [(e.source, e.payloads) for e in inventory(archive)] == [
        ("tic_mfh", what == "body"),
        ("total", what == "body"),
    ]


@pytest.mark.promise("archive.round")
def test_every_body_is_verified_once_in_32_days(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    old, new = (Body("https://x", archive.keep(bytes([n])), 200, {}) for n in (0, 1))
    archive.add(Payload("figures", "2026-01-01T00:00:00", [old]))
    archive.add(Payload("figures", "2026-02-01T00:00:00", [new]))
    flip(archive.object_path(old.sha256))
    days = [TODAY + timedelta(days=n) for n in range(32)]
    found = []
    for day in days:
        archive.verify(day)
        found.append(len(repaired(archive)))
    assert found[-1] == 1 and archive.lost().keys() == {"figures"}
    # The hash of one zero byte begins with 6e = 110, and 110 % 32 = 14.
    assert days[found.index(1)].toordinal() % 32 == 14


@pytest.mark.promise("archive.body")
def test_the_same_bytes_from_many_hosts_at_once_are_kept_whole(tmp_path: Path) -> None:
    """The page of a proxy, say: each host is asked by a thread of its own."""
    archive, pages = Archive(tmp_path), [os.urandom(9999) for _ in range(40)]
    with ThreadPoolExecutor(16) as hosts:
        kept = [*hosts.map(archive.keep, [page for page in pages for _ in range(16)])]
    assert kept == [hashlib.sha256(page).hexdigest() for page in pages for _ in range(16)]
    assert [archive.body(sha) for sha in kept[::16]] == pages
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".gz"] == []
