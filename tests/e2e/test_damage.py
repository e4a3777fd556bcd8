"""A refresh over a damaged archive and a damaged history: it says so, and publishes what it can."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.archive.store import Archive, Body, Payload
from tests.conftest import BY_NAME, reservewatch, sample

TABLE_5 = BY_NAME["tic_mfh"]


@pytest.mark.promise("archive.lost")
@pytest.mark.promise("runs.files")
def test_a_refresh_names_what_is_damaged_and_goes_on(home: Path) -> None:
    archive = Archive(home / "archive")
    body = Body(TABLE_5.url, archive.keep(sample(TABLE_5)), 200, {})
    archive.add(Payload(TABLE_5.name, "2026-11-01T00:00:00", [body]))
    archive.object_path(body.sha256).write_bytes(b"rust")
    (home / ".dagster/history/runs.db").write_bytes(b"rust" * 999)
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0, result.stderr
    first, second = [line for line in result.stderr.splitlines() if line.startswith("Repaired: ")]
    assert first.startswith("Repaired: .dagster/history has a runs.db that cannot be read (")
    assert second.startswith(f"Repaired: archive/objects/{body.sha256[:2]}/{body.sha256}.gz is damaged (Not a gzip")
    lost = f"tic_mfh: the kept copy of 2026-11-01 lacks 1 of 1 bodies, the first {body.sha256}: "
    assert lost in result.stdout and "Nothing new: already published" in result.stdout
    [said] = json.loads(reservewatch("status", "--json", home=home).stdout)["damaged"]
    assert said.startswith(lost)
    counted = reservewatch("archive", home=home)
    assert (counted.returncode, counted.stderr.startswith(lost)) == (0, True)


@pytest.mark.promise("runs.files")
def test_what_stands_in_the_place_of_the_event_log_is_set_aside(home: Path) -> None:
    ledger = home / "archive" / "events.jsonl"
    ledger.unlink()
    ledger.mkdir()
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0, result.stderr
    says = "archive/events.jsonl is no file: set aside as events.jsonl.set-aside, and begun anew"
    assert [e["detail"] for e in Archive(home / "archive").events() if e["event"] == "repaired"] == [says]
    shutil.rmtree(home / "archive")
    (home / "archive").write_text("a file")
    assert reservewatch("refresh", "--offline", home=home).returncode == 0
    [said] = [e["detail"] for e in Archive(home / "archive").events() if e["event"] == "repaired"]
    assert said == "archive is no folder: set aside as archive.set-aside, and begun anew"


@pytest.mark.promise("runs.files")
def test_lines_of_the_event_log_that_are_none_are_named(home: Path) -> None:
    ledger = home / "archive" / "events.jsonl"
    before = ledger.read_bytes()
    ledger.write_bytes(before + b'{"at": "20\nrust\n')
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0, result.stderr
    for number in (before.count(b"\n") + 1, before.count(b"\n") + 2):
        assert f"line {number} of events.jsonl is passed over: " in result.stdout
