"""What one machine read of a source is copied by another; what is damaged, or of another reader, is passed over."""

from pathlib import Path

import pytest

from pipelines import raw, slices
from pipelines.archive.store import Archive
from pipelines.workspace import desk
from tests.conftest import BY_NAME, keep, sample

SOURCE = BY_NAME["gold_tonnes_extract"]
QUERIES = (
    f"from raw.{SOURCE.name}",
    "from meta.partitions",
    "from meta.payloads",
    "select * exclude (checked_at) from meta.expectations",
)


def read(home: Path) -> list[object]:
    """All rows of a source, in their order, as a worker reads and lays them."""
    with desk(home) as to:
        assert slices.read(to.con, SOURCE, home, to.snapshot).refused is None
        return [to.con.execute(query).fetchall() for query in QUERIES]


def taken(home: Path) -> list[object] | None:
    """The same as another machine takes it over; None if it does not."""
    with desk(home) as to:
        if not slices.take(to.con, SOURCE, home):
            return None
        assert not slices.take(to.con, SOURCE, home)  # there is no more
        return [to.con.execute(query).fetchall() for query in QUERIES]


def laid(home: Path) -> list[Path]:
    return sorted((home / slices.FOLDER / SOURCE.name).rglob("*.parquet"))


def test_a_slice_is_taken_over_to_the_last_row_and_read_once(tmp_path: Path) -> None:
    first = read(tmp_path)
    assert first[0] and taken(tmp_path) == first
    files = laid(tmp_path)
    assert len(files) == 4 and read(tmp_path) == first and laid(tmp_path) == files


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_slice_is_passed_over_and_read_again(number: int, tmp_path: Path) -> None:
    first = read(tmp_path)
    file = laid(tmp_path)[number]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert taken(tmp_path) is None and read(tmp_path) == first and taken(tmp_path) == first


def test_what_another_reader_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path)
    monkeypatch.setattr(raw, "reader", lambda _: "0" * 64)
    assert taken(tmp_path) is None


def test_what_was_withdrawn_leaves_the_build_and_comes_from_no_slice(tmp_path: Path) -> None:
    table_5, archive, nothing = BY_NAME["tic_mfh"], Archive(tmp_path / "archive"), tmp_path / "none"
    payload = keep(archive, "tic_mfh", "2026-06-19T00:00:00", sample(table_5))
    with desk(tmp_path) as to:
        slices.read(to.con, table_5, tmp_path, nothing)
        [(rows,)] = to.con.execute("select count(*) from raw.tic_mfh").fetchall()
        archive.withdraw(payload, "withdrawn")
        assert rows and raw.load(to.con, table_5, archive, nothing, lambda *_: []) == raw.Loaded(0, None)
        assert to.con.execute("from raw.tic_mfh").fetchall() == to.con.execute("from meta.payloads").fetchall() == []
        assert not slices.take(to.con, table_5, tmp_path)
