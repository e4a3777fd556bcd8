"""Files that somebody saved: in the order of their requests, dated by the day on which they were saved."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from pipelines.archive.store import Archive
from pipelines.settings import SNAPSHOT
from tests.conftest import BY_NAME, keep, reservewatch, sample
from tests.curves import CURVE, saved, ten_years
from tests.e2e.test_refresh import newer

pytestmark = pytest.mark.promise("doors.ingest")


def held_by_japan(home: Path) -> dict[str, float]:
    query = "select month, holdings_usd_bn from holder('Japan') where month >= '2025-12-01'"
    rows = json.loads(reservewatch("sql", query, "--json", home=home).stdout)
    return {row["month"]: row["holdings_usd_bn"] for row in rows}


@pytest.fixture
def curves(tmp_path: Path) -> list[str]:
    return saved(tmp_path)


def test_market_data_saved_in_january_are_known_as_of_january_and_the_later_value_wins(
    curves: list[str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    done = reservewatch("ingest", *curves, "--source", CURVE.name, "--vintage", "2026-01-20", home=home)
    assert done.returncode == 0, done.stderr
    query = f"select par_yield, fetched_at[1:10] from '{SNAPSHOT}/{CURVE.name}.parquet' where tenor = '10 Yr' and date = '2026-01-14'"
    [(now, embedded)] = duckdb.execute(query).fetchall()
    assert now != 4.44
    assert ten_years(home, "2026-01-14") == []
    assert ten_years(home, "2026-01-15") == [(4.44, "2026-01-15")]  # a day after the day
    assert ten_years(home, "2026-01-21") == [(4.44, "2026-01-15")]
    assert ten_years(home, embedded) == [(now, embedded)]
    [payload] = Archive(home / "archive").payloads(CURVE.name)
    assert payload.fetched_at.startswith("2026-01-20T") and [b.url[-7:] for b in payload.bodies] == [
        "old.csv",
        "new.csv",
    ]
    again = reservewatch("ingest", *curves, "--source", CURVE.name, "--vintage", "2026-01-20", home=home)
    assert again.returncode == 0 and "0 new partitions" in again.stdout
    assert Archive(home / "archive").payloads(CURVE.name) == [payload]


def test_files_in_another_order_are_refused_and_kept_as_evidence(curves: list[str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    for _ in range(2):  # a second time it is not judged again, and says the same
        done = reservewatch("ingest", *curves[::-1], "--source", CURVE.name, "--vintage", "2026-01-20", home=home)
        assert done.returncode == 1
        assert done.stderr.startswith("Error: treasury_par_curve: the year of file 2; expected 2027; found [2025].")
    archive = Archive(home / "archive")
    assert archive.payloads(CURVE.name) == []
    [refused] = archive.payloads(CURVE.name, "quarantine")
    assert str(refused.reason) in done.stderr
    assert archive.bodies(refused) == [Path(f).read_bytes() for f in curves[::-1]]
    assert ten_years(home, "2026-01-21")[0][0] != 4.44


def test_data_younger_than_the_day_they_are_said_to_be_saved_on_are_refused(curves: list[str], tmp_path: Path) -> None:
    done = reservewatch("ingest", *curves, "--source", CURVE.name, "--vintage", "2026-01-10", home=tmp_path)
    assert done.returncode == 1
    # The first of the days after the 10th, and where it stands.
    assert re.search(
        r"the period in line \d+, column date; expected one that ended by 2026-01-10, the day of the fetch; "
        r"found '2026-01-1[2-6]", done.stderr,
    ), done.stderr  # fmt: skip


def test_a_day_to_come_is_no_vintage_and_nothing_is_kept(curves: list[str], tmp_path: Path) -> None:
    done = reservewatch("ingest", *curves, "--source", CURVE.name, "--vintage", "2099-01-01", home=tmp_path / "home")
    assert done.returncode == 2 and "--vintage 2099-01-01 is a day to come" in done.stderr
    assert not (tmp_path / "home").exists()


def test_an_ingested_file_ends_the_problem_of_its_source(home: Path, tmp_path: Path) -> None:
    archive, saved = Archive(home / "archive"), tmp_path / "saved.txt"
    archive.log("fetch", source="tic_mfh", state="failed", detail="no answer in time")

    def problem() -> object:
        facts = json.loads(reservewatch("status", "--json", home=home).stdout)
        return next(s["problem"] for s in facts["sources"] if s["source"] == "tic_mfh")

    assert str(problem()).startswith("no answer in time")
    saved.write_bytes(newer(sample(BY_NAME["tic_mfh"])))
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 0
    assert problem() is None
    saved.write_bytes(b"<html>")
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 1
    assert str(problem()).startswith("tic_mfh: the beginning of the file")
    saved.write_bytes(newer(sample(BY_NAME["tic_mfh"])).replace(b"Japan\t1209.9", b"Japan\t1310.0"))
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 1
    assert "add_up_to_grand_total" in str(problem())
    saved.write_bytes(newer(sample(BY_NAME["tic_mfh"])))
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 0
    assert problem() is None
    said = reservewatch("status", home=home).stdout
    assert "answered when last asked" not in said  # nobody was asked since


def test_a_payload_that_was_loaded_by_mistake_can_be_withdrawn(home: Path, tmp_path: Path) -> None:
    archive, saved = Archive(home / "archive"), tmp_path / "saved.txt"
    saved.write_bytes(newer(sample(BY_NAME["tic_mfh"])))
    before = held_by_japan(home)
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 0
    assert reservewatch("refresh", "--offline", home=home).returncode == 0
    assert held_by_japan(home).keys() - before.keys() == {"2026-05-31"}
    done = reservewatch("archive", "withdraw", "tic_mfh", "--because", "the wrong file", home=home)
    assert done.returncode == 0 and f"from {saved.as_uri()}" in done.stdout, done.stderr
    published = reservewatch("refresh", "--offline", home=home)
    assert held_by_japan(home) == before and "tic_mfh: 1 month gone" in published.stdout
    [payload] = archive.payloads("tic_mfh", "quarantine")
    assert archive.bodies(payload) == [saved.read_bytes()] and str(payload.reason).endswith(": the wrong file")
    assert [e["detail"] for e in archive.events() if e["event"] == "withdrawn"] == [payload.reason]
    assert "nothing is kept" in reservewatch("archive", "withdraw", "tic_mfh", home=home).stderr
    assert reservewatch("ingest", str(saved), "--source", "tic_mfh", home=home).returncode == 0
    assert reservewatch("refresh", "--offline", home=home).returncode == 0
    assert held_by_japan(home).keys() - before.keys() == {"2026-05-31"}


def test_what_is_too_large_or_no_file_is_named_and_not_kept(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(64 * 2**20 + 1)  # 67,108,865 zeros that take no room
    home = tmp_path / "home"
    for file_, says in ((large, "up to 67,108,864 bytes; found '67,108,865'"), (Path("/dev/zero"), "expected a file")):
        done = reservewatch("ingest", str(file_), "--source", "tic_mfh", home=home)
        assert done.returncode == 1 and f"Error: {file_}; expected" in done.stderr and says in done.stderr, done.stderr
    assert not (home / "archive").exists()


def test_what_is_withdrawn_is_said_where_several_are_kept_and_goes_with_its_copies(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    days = ("2026-06-18T20:00:00", "2026-07-17T20:00:00", "2026-07-18T20:00:00")
    for day, body in zip(days, (b"good", b"wrong", b"wrong"), strict=True):
        keep(archive, "tic_mfh", day, body, f"file:///{day[:10]}")
    unsaid = reservewatch("archive", "withdraw", "tic_mfh", home=tmp_path)
    assert unsaid.returncode == 1 and all(f"{day} from file:///{day[:10]}" in unsaid.stderr for day in days)
    assert "Say which by --fetched" in unsaid.stderr
    assert reservewatch("archive", "withdraw", "tic_mfh", "--fetched", "2026-07-17", home=tmp_path).returncode == 0
    assert [p.fetched_at for p in archive.payloads("tic_mfh")] == [days[0]]
    assert [p.fetched_at for p in archive.payloads("tic_mfh", "quarantine")] == [*days[1:]]


def test_nothing_is_withdrawn_while_another_payload_of_its_source_is_damaged(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    good, _ = (keep(archive, "tic_mfh", f"{day}T20:00:00", day.encode()) for day in ("2026-06-18", "2026-07-17"))
    archive.object_path(good.bodies[0].sha256).write_bytes(b"damaged")
    done = reservewatch("archive", "withdraw", "tic_mfh", "--fetched", "2026-07", home=tmp_path)
    assert done.returncode == 1 and "found '1 damaged or gone'" in done.stderr
    assert len(archive.payloads("tic_mfh")) == 2
