"""A refresh over a damaged archive and a damaged history: it says so, and publishes what it can."""

import json
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
