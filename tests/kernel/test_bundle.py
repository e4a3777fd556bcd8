"""The archive as one file: there and back, whole or not at all."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tarfile import TarInfo

import duckdb
import pytest

from pipelines.archive import transfer
from pipelines.archive.inventory import Kept, inventory
from pipelines.archive.store import Archive, Body, Payload, payload_of
from pipelines.database import locked
from pipelines.project import tables
from pipelines.sources.errors import Refused
from tests.conftest import BY_NAME, reservewatch, sample
from tests.e2e.test_refresh import newer

URL = "https://example.org/f"
merge = partial(transfer.merge, known={"figures", "others"})
pytestmark = pytest.mark.promise("doors.import")
Members = list[tuple[TarInfo, bytes]]


def filled(root: Path) -> Archive:
    """Two payloads that share a body, one refused, one set aside, a diary."""
    archive = Archive(root)
    one, two, bad, half = (Body(URL, archive.keep(b), 200, {}) for b in (b"one", b"two" * 99, b"<html>", b"half"))
    archive.add(Payload("figures", "2026-01-02T00:00:00", [one]))
    archive.add(Payload("figures", "2026-02-02T00:00:00", [one, two]))
    archive.refuse(Payload("others", "2026-03-02T00:00:00", [bad]), "a page, no file")
    archive.set_aside(Payload("others", "2026-03-03T00:00:00", [half]))
    lines = [{"at": f"2026-0{month}-02T00:00:00", "event": "noted"} for month in (1, 2)]
    (root / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"at": "2026')
    return archive


def contents(archive: Archive) -> dict[str, bytes]:
    return {str(p.relative_to(archive.root)): p.read_bytes() for p in archive.root.rglob("*") if p.is_file()}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return filled(tmp_path / "here")


@pytest.fixture
def exported(archive: Archive, tmp_path: Path) -> Path:
    transfer.export(archive, tmp_path / "a.tar")
    return tmp_path / "a.tar"


def test_there_and_back(archive: Archive, exported: Path, tmp_path: Path) -> None:
    there = Archive(tmp_path / "there")
    # Bodies: one, two, <html>. The half of a fetch that broke off stays behind, and so does a cut line.
    assert merge(there, exported) == {"bodies": 3, "payloads": 2, "quarantine": 1, "ledger": 2}
    assert there.payloads("figures") == archive.payloads("figures")
    assert there.payloads("others", "quarantine")[0].reason == "a page, no file"
    assert there.bodies(there.payloads("figures")[1]) == [b"one", b"two" * 99]
    assert [e["at"][:7] for e in there.events()] == ["2026-01", "2026-02"]
    assert not (there.root / "aside").exists()


def test_the_same_archive_gives_the_same_bytes(archive: Archive, exported: Path, tmp_path: Path) -> None:
    sha = transfer.export(archive, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_bytes() == exported.read_bytes()
    assert sha == hashlib.sha256(exported.read_bytes()).hexdigest()
    merge(Archive(tmp_path / "there"), exported)
    whole = (archive.root / "events.jsonl").read_text().removesuffix('{"at": "2026')
    (archive.root / "events.jsonl").write_text(whole)
    assert transfer.export(archive, tmp_path / "c.tar") == transfer.export(
        Archive(tmp_path / "there"), tmp_path / "d.tar"
    )


def test_any_tar_reads_it_and_the_sums_are_those_of_sha256sum(exported: Path) -> None:
    with tarfile.open(exported, "r:") as tar:
        names = tar.getnames()
        listed = [line.split("  ") for line in tar.extractfile("SHA256SUMS").read().decode().splitlines()]  # type: ignore[union-attr]
        assert [name for _, name in listed] == names[1:] == sorted(names[1:])
        assert {(m.mtime, m.uid, m.uname, m.mode) for m in tar} == {(0, 0, "", 0o644)}
        for sha, name in listed:
            assert hashlib.sha256(tar.extractfile(name).read()).hexdigest() == sha  # type: ignore[union-attr]


def test_a_second_import_changes_nothing(exported: Path, tmp_path: Path) -> None:
    there = Archive(tmp_path / "there")
    merge(there, exported)
    before = contents(there)
    assert merge(there, exported) == {"bodies": 0, "payloads": 0, "quarantine": 0, "ledger": 0}
    assert contents(there) == before


def test_what_is_here_stays_and_what_is_new_is_added_in_the_order_of_time(exported: Path, tmp_path: Path) -> None:
    there = Archive(tmp_path / "there")
    one = Body(URL, there.keep(b"one"), 200, {})
    first = Payload("figures", "2026-01-02T00:00:00", [one])
    there.refuse(first, "here it was refused")
    there.add(Payload("figures", "2026-01-09T00:00:00", [one]))
    (there.root / "events.jsonl").write_text('{"at": "2026-01-15T00:00:00", "event": "noted"}\n')
    # Here are one of three bodies and one of two payloads, refused.
    assert merge(there, exported) == {"bodies": 2, "payloads": 1, "quarantine": 1, "ledger": 2}
    assert [p.reason for p in there.payloads("figures", "quarantine")] == ["here it was refused"]
    assert [p.fetched_at[:10] for p in there.payloads("figures")] == ["2026-01-09", "2026-02-02"]
    assert [e["at"][:10] for e in there.events()] == ["2026-01-02", "2026-01-15", "2026-02-02"]


def test_an_import_mends_a_damaged_body(archive: Archive, exported: Path) -> None:
    sha = hashlib.sha256(b"one").hexdigest()
    archive.object_path(sha).write_bytes(b"rust")
    assert merge(archive, exported)["bodies"] == 1
    assert archive.body(sha) == b"one"


def read_tar(path: Path) -> Members:
    with tarfile.open(path, "r:") as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]


def write_tar(path: Path, members: Members) -> None:
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def summed(members: Members) -> Members:
    """The same with a manifest that agrees: what somebody would make who means harm."""
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {info.name}\n" for info, data in members[1:])
    return [(members[0][0], sums.encode()), *members[1:]]


def nth(members: Members, begin: str) -> int:
    return next(i for i, (info, _) in enumerate(members) if info.name.startswith(begin))


def changed(begin: str, change: Callable[[bytes], bytes], agree: bool = True) -> Callable[[Members], Members]:
    def damage(members: Members) -> Members:
        i = nth(members, begin)
        members[i] = (members[i][0], change(members[i][1]))
        return summed(members) if agree else members

    return damage


def added(name: str, data: bytes = b"x", **facts: object) -> Callable[[Members], Members]:
    def damage(members: Members) -> Members:
        info = TarInfo(name)
        for key, value in facts.items():
            setattr(info, key, value)
        return summed([*members, (info, data)])

    return damage


def without(begin: str, agree: bool = True) -> Callable[[Members], Members]:
    def damage(members: Members) -> Members:
        del members[nth(members, begin)]
        return summed(members) if agree else members

    return damage


def flipped(data: bytes) -> bytes:
    return data[:-12] + bytes([data[-12] ^ 1]) + data[-11:]


def unsealed(note: bytes) -> bytes:
    """A note as those of before seals."""
    return json.dumps({k: v for k, v in json.loads(note).items() if k != "seal"}).encode()


def as_payload(of: str, **facts: str) -> Callable[[Members], Members]:
    """The first note of a source, with other facts, where they put it."""

    def damage(members: Members) -> Members:
        n = nth(members, f"payloads/{of}/")
        payload = replace(payload_of(members[n][1]), **facts)  # type: ignore[arg-type]
        name = Archive(Path()).sidecar_path("payloads", payload).as_posix()
        members[n] = (TarInfo(name), json.dumps(asdict(payload)).encode())
        return summed(members)

    return damage


def packed(*bodies: bytes) -> Callable[[Members], Members]:
    """More bodies, compressed."""

    def damage(members: Members) -> Members:
        for body in bodies:
            sha = hashlib.sha256(body).hexdigest()
            members.append((TarInfo(f"objects/{sha[:2]}/{sha}.gz"), gzip.compress(body, mtime=0)))
        return summed(members)

    return damage


SHA = hashlib.sha256(b"other").hexdigest()
DAMAGES = {
    "a flipped byte in an object": (changed("objects/", flipped, False), r"objects/.*\.gz; expected sha256"),
    "the same, with a manifest that agrees": (changed("objects/", flipped), r"objects/.*\.gz; expected bytes with the hash"),
    "another body under the name": (changed("objects/", lambda _: gzip.compress(b"other", mtime=0)), rf"objects/.*; found '{SHA}'"),
    "an object that is no gzip": (changed("objects/", lambda _: b"plain"), r"objects/.*Not a gzipped file"),
    "an object cut short": (changed("objects/", lambda d: d[:-6]), r"objects/.*ended before the end-of-stream"),
    "a flipped byte in the manifest": (changed("SHA256SUMS", lambda d: bytes([d[0] ^ 1]) + d[1:], False), r"events.jsonl; expected sha256|SHA256SUMS in line 1"),
    "a manifest cut short": (changed("SHA256SUMS", lambda d: d[:-20], False), r"quarantine/others/.*no line|no member"),
    "a manifest of another kind": (changed("SHA256SUMS", lambda _: b"nothing", False), "SHA256SUMS in line 1; expected a sha256"),
    "a missing object": (without("objects/", False), r"objects/.*; expected a member and a line in SHA256SUMS; found 'no member'"),
    "the same, with a manifest that agrees ": (without("objects/"), r"(payloads|quarantine)/.*; expected every body that it names; found 'no body"),
    "no manifest": (without("SHA256SUMS", False), "the first member; expected SHA256SUMS; found 'events.jsonl'"),
    "a name that climbs out": (added("../x"), r"\.\./x; expected each file once, and only those of an archive"),
    "the same inside": (added("payloads/../../x.json"), r"payloads/\.\./\.\./x.json; expected each file"),
    "an absolute name": (added("/tmp/x"), "/tmp/x; expected each file"),
    "an unknown room": (added("secrets/x.json"), "secrets/x.json; expected each file"),
    "what was set aside": (added("aside/figures/20260101T000000-0123456789ab.json"), "aside/.*; expected each file"),
    "a member twice": (added("events.jsonl"), "events.jsonl; expected each file once"),
    "a symbolic link": (added(f"objects/{SHA[:2]}/{SHA}.gz", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"), r"objects/.*; expected a plain file; found 'a link to /etc/passwd'"),
    "a hard link": (added(f"objects/{SHA[:2]}/{SHA}.gz", b"", type=tarfile.LNKTYPE, linkname="events.jsonl"), "a link to events.jsonl"),
    "a device": (added(f"objects/{SHA[:2]}/{SHA}.gz", b"", type=tarfile.CHRTYPE), "objects/.*; expected a plain file"),
    "a folder": (added("objects", b"", type=tarfile.DIRTYPE), "objects; expected a plain file"),
    "a sidecar that is no JSON": (changed("payloads/", lambda _: b"{"), "payloads/figures/.*; expected a note of a payload"),
    "a sidecar of another kind": (changed("payloads/", lambda _: b"[1]"), "payloads/figures/.*; expected a note of a payload"),
    "a sidecar of another source": (changed("payloads/", lambda d: unsealed(d).replace(b"figures", b"../../x")), "payloads/figures/.*; expected a note of the payload that its name says"),
    "a source that there is not": (as_payload("figures", source="figurez"), r"payloads/figurez/.*; expected a source of this version; found 'figurez'"),
    "a fetch to come": (as_payload("figures", fetched_at="2099-01-02T00:00:00"), r"payloads/figures/.*; expected a fetch and a vintage up to today.*; found '2099-01-02'"),
    "a vintage to come": (as_payload("figures", vintage="2099-01-02"), "expected a fetch and a vintage up to today.*; found '2099-01-02'"),
    "a vintage that is no day": (as_payload("figures", vintage="soon"), "payloads/figures/.*; expected a note of a payload; found .ValueError"),
    "a body without end": (packed(b"0" * (2**26 + 1)), r"objects/.*; expected a body of up to 67,108,864 bytes"),
    "bodies without end": (packed(b"0" * 2**26, b"1" * 2**26), r"objects/.*; expected bodies of up to 100 times the size"),
    "a sidecar of another day": (changed("payloads/", lambda d: unsealed(d).replace(b"2026-01-02T", b"2026-01-03T")), "found 'payloads/figures/20260103T"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_named_and_nothing_of_it_is_taken(damage: str, exported: Path, tmp_path: Path) -> None:
    there = Archive(tmp_path / "there")
    there.add(Payload("figures", "2025-12-31T00:00:00", [Body(URL, there.keep(b"mine"), 200, {})]))
    before = contents(there)
    change, says = DAMAGES[damage]
    write_tar(exported, change(read_tar(exported)))
    with pytest.raises(Refused, match=says) as refusal:
        merge(there, exported)
    assert str(refusal.value).endswith("Nothing was imported: copy the file again, or repeat the export.")
    assert contents(there) == before
    assert {p.name for p in tmp_path.iterdir()} == {"here", "there", "a.tar"}


@pytest.mark.parametrize("part", range(1, 20))
def test_a_file_cut_anywhere_is_refused(part: int, exported: Path, tmp_path: Path) -> None:
    data = exported.read_bytes()
    end = data.rstrip(b"\0")
    exported.write_bytes(data[: len(end) * part // 20])
    with pytest.raises(Refused):
        merge(Archive(tmp_path / "there"), exported)
    assert not (tmp_path / "there").exists()


def test_a_line_that_is_no_event_stays_behind(archive: Archive, tmp_path: Path) -> None:
    lines = [
        b"\xff", b"[1]", b'{"at": "2026-01-01T00:00:00"}', b'{"at": "soon", "event": "noted"}',
        b'{"at": "2099-01-01T00:00:00", "event": "noted"}',
        b'{"at": "2026-01-01T00:00:00", "event": "fetch", "source": "figurez", "state": "new"}',
        b'{"at": "2026-01-01T00:00:00", "event": "fetch", "source": "figures", "state": "odd"}',
        b'{"at": "2026-01-01T00:00:00", "event": "fetch", "source": "figures", "state": "new"}',
    ]  # fmt: skip
    (archive.root / "events.jsonl").write_bytes(b"\n".join(lines))
    transfer.export(archive, tmp_path / "a.tar")
    there = Archive(tmp_path / "there")
    assert merge(there, tmp_path / "a.tar")["ledger"] == 1
    assert [e["state"] for e in there.events()] == ["new"]
    assert [line.split(":")[0] for line in archive.bad_lines()] == [
        f"line {n} of events.jsonl is passed over" for n in (1, 2, 3, 4, 7)
    ]
    assert len([*archive.events()]) == 3


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04" * 200, gzip.compress(b"x", mtime=0)])
def test_what_is_no_tar_is_refused_by_its_name(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(data)
    with pytest.raises(Refused, match=r"x\.tar; expected a tar written by `reservewatch archive export`"):
        merge(Archive(tmp_path / "there"), tmp_path / "x.tar")


def test_a_damaged_archive_is_not_exported_and_other_files_are_spared(archive: Archive, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(Refused, match=r"notes\.txt is no export"):
        transfer.export(archive, notes)
    archive.object_path(hashlib.sha256(b"one").hexdigest()).unlink()
    with pytest.raises(Refused, match="figures: the kept copy of 2026-01-02 lacks 1 of 1 bodies"):
        transfer.export(archive, tmp_path / "a.tar")
    assert notes.read_text() == "mine"
    assert {p.name for p in tmp_path.iterdir()} == {"here", "notes.txt"}


def test_the_inventory_counts_each_body_once(archive: Archive) -> None:
    kept = {b: len(gzip.compress(b, mtime=0)) for b in (b"one", b"two" * 99, b"<html>")}
    figures, others, total = inventory(archive)
    # "one" (3 bytes) and 99 times "two" (297): 300 bytes; "<html>": 6
    size = kept[b"one"] + kept[b"two" * 99]
    assert figures == Kept("figures", 2, 0, 2, size, 300, "2026-01-02", "2026-02-02")
    assert others == Kept("others", 0, 1, 1, kept[b"<html>"], 6, "2026-03-02", "2026-03-02")
    assert total == Kept("total", 2, 1, 3, sum(kept.values()), 306, "2026-01-02", "2026-03-02")


def test_an_empty_archive_has_an_inventory_and_an_export(tmp_path: Path) -> None:
    assert inventory(Archive(tmp_path / "none")) == [Kept("total", 0, 0, 0, 0, 0, "-", "-")]
    transfer.export(Archive(tmp_path / "none"), tmp_path / "a.tar")
    assert set(merge(Archive(tmp_path / "there"), tmp_path / "a.tar").values()) == {0}


def everything(home: Path) -> dict[str, tuple[object, ...]]:
    """Fingerprint of every table, how many rows it has, and the sum of their hashes."""
    with duckdb.connect(str(home / "reservewatch.duckdb"), read_only=True) as con:
        prints = dict(con.execute("select table_name, fingerprint from meta.tables").fetchall())
        query = "select count(*), sum(hash(t)) from {} as t"
        return {t.key: (prints[t.key], *con.execute(query.format(t.key)).fetchall()[0]) for t in tables().values()}


def test_a_new_home_publishes_what_the_old_one_published(home: Path, tmp_path: Path) -> None:
    old, new, saved = home, tmp_path / "new", tmp_path / "saved.txt"
    saved.write_bytes(newer(sample(BY_NAME["tic_mfh"])))
    for content, code in ((saved.read_bytes(), 0), (b"<html>", 1)):
        saved.write_bytes(content)
        assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=old).returncode == code
    assert reservewatch("refresh", "--offline", home=old).returncode == 0
    written = reservewatch("archive", "export", str(tmp_path / "a.tar"), home=old)
    sha = hashlib.sha256((tmp_path / "a.tar").read_bytes()).hexdigest()
    assert written.returncode == 0 and f"bytes, sha256 {sha}" in written.stdout
    taken = reservewatch("archive", "import", str(tmp_path / "a.tar"), home=new)
    assert "New: 2 bodies, 1 payloads, 1 refused payloads, " in taken.stdout
    assert reservewatch("refresh", "--offline", home=new).returncode == 0
    assert everything(new) == everything(old)
    listed = reservewatch("archive", home=new)
    assert listed.stdout.splitlines()[1].split()[:4] == ["tic_mfh", "1", "1", "2"]
    assert max(map(len, listed.stdout.splitlines())) <= 80 and listed.stdout.splitlines()[2].startswith("total")
    assert json.loads(reservewatch("archive", "--json", home=new).stdout)[-1]["bodies"] == 2


def test_import_keeps_out_of_a_writers_way_and_speaks_plainly(exported: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "home"):
        busy = reservewatch("archive", "import", str(exported), home=tmp_path / "home")
    assert busy.returncode == 1 and "another refresh is at work" in busy.stderr
    exported.write_bytes(b"rust")
    result = reservewatch("archive", "import", str(exported), home=tmp_path / "home")
    assert result.returncode == 1 and "Error:" in result.stderr and "Traceback" not in result.stderr
