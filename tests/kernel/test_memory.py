"""What comes in is taken piece by piece: memory stays small, however much it is."""

import gzip
import os
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import transfer
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from tests import mirror as m
from tests.conftest import BY_NAME
from tests.kernel.test_bundle import filled, merge, packed, read_tar, write_tar

MB = 2**20


def peak(work: Callable[[], Any]) -> tuple[Any, int]:
    """What some work returns, and how many MB it held at most."""
    tracemalloc.start()
    try:
        done = work()
        return done, tracemalloc.get_traced_memory()[1] // MB
    finally:
        tracemalloc.stop()


@pytest.mark.promise("doors.import")
def test_an_import_holds_one_body_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip, "compress", partial(gzip.compress, compresslevel=0))  # of noise: quick
    transfer.export(filled(tmp_path / "here"), tmp_path / "a.tar")
    bodies = [os.urandom(20 * MB) for _ in range(8)]
    write_tar(tmp_path / "a.tar", packed(*bodies)(read_tar(tmp_path / "a.tar")))
    done, held = peak(lambda: merge(Archive(tmp_path / "there"), tmp_path / "a.tar"))
    assert done["bodies"] == 3 + 8
    assert 20 <= held < 50


@pytest.mark.promise("publishers.fault_named")
def test_a_body_that_unpacks_without_end_is_broken_off(tmp_path: Path) -> None:
    source = BY_NAME["tic_mfh"]
    with m.serving({}) as mirror:
        mirror.faults[source.url] = m.bomb(300)
        fetcher = Fetcher(Archive(tmp_path), mirror.url, pace=0)
        outcome, held = peak(lambda: fetcher.fetch([source])[source.name])
    assert "sends more than 67,108,864 bytes" in outcome.detail
    assert 64 <= held < 2 * 64 + 16  # what is kept so far, the next piece, and what is small
