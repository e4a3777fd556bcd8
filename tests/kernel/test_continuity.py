"""A payload that ends early or lacks rows is refused; a whole one, or one with its day, enters."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import raw
from pipelines.archive.store import Archive, Body, Payload
from pipelines.quality.audit import arrival
from pipelines.sources.base import Source
from pipelines.sources.tic_first_prints import FILED
from pipelines.sources.vintages import Fetched, Lagged
from tests.conftest import BY_NAME, samples

STRESS, PRINTS = BY_NAME["fred_stress"], BY_NAME["tic_first_prints"]
FRIDAYS = [f"{day:%Y-%m-%d}" for day in pd.date_range("1971-01-08", "2026-01-30", freq="W-FRI")]


def series(name: str, days: Sequence[str], value: float = 0.5) -> bytes:
    """A file of one series of FRED."""
    return "\n".join([f"observation_date,{name}", *(f"{day},{value}" for day in days), ""]).encode()


class Desk:
    """A build, and an archive that payloads are put into on the day on which they came."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, source: Source = STRESS) -> None:
        self.con, self.archive, self.source = con, Archive(folder), source

    def came(self, day: str, *bodies: bytes, vintage: str | None = None, is_dated: bool = False) -> str | None:
        """Load one payload more; what of it stays out, and why."""
        kept = [Body("https://x", self.archive.keep(body), 200, {}) for body in bodies]
        payload = Payload(self.source.name, f"{day}T12:00:00.000000+00:00", kept, vintage, is_dated=is_dated)
        self.archive.add(payload)
        raw.load(self.con, self.source, self.archive, self.archive.root / "no-snapshot", arrival)
        return raw.verdict(self.con, payload)[1]

    def known(self, what: str) -> list[tuple[object, ...]]:
        return self.con.execute(f"select {what} from known.{self.source.name}").fetchall()


@pytest.fixture
def desk(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Desk:
    """Two series to the end of January, as fetched in February."""
    desk = Desk(con, tmp_path)
    assert desk.came("2026-02-05", series("STLFSI4", FRIDAYS), series("NFCI", FRIDAYS)) is None
    return desk


@pytest.mark.parametrize("dropped", [1, 2, 100, len(FRIDAYS) - 1])
def test_a_file_that_breaks_off_at_a_line_end_is_refused_and_changes_nothing(desk: Desk, dropped: int) -> None:
    before = desk.known("*")
    reason = desk.came("2026-02-06", series("STLFSI4", FRIDAYS[:-dropped], 0.7))
    assert reason is not None and reason.startswith(
        f"fred_stress: the newest value of STLFSI4; expected 2026-01-30 or later, as in the payload of 2026-02-05;"
        f" found {FRIDAYS[-dropped - 1]}. Nothing of it was loaded. If the file is older, ingest it with"
        " --vintage DAY, the day on which it was saved or released. Otherwise it is cut: fetch it again."
    )
    assert desk.known("*") == before


def test_an_older_file_that_says_its_day_is_a_backfill(desk: Desk) -> None:
    assert desk.came("2026-01-06", series("STLFSI4", FRIDAYS[:-4], 0.7), is_dated=True) is None
    assert set(desk.known("series_id, value")) == {("STLFSI4", 0.5), ("NFCI", 0.5)}
    desk.con.execute("set variable as_of = date '2026-02-01'")
    then = desk.con.execute("select value from known.fred_stress where series_id = 'STLFSI4' and date <= '2026-01-02'")
    assert set(then.fetchall()) == {(0.7,)}


def test_a_day_on_which_more_was_known_already_is_no_excuse(desk: Desk) -> None:
    assert "the newest value of STLFSI4" in str(desk.came("2026-02-06", series("STLFSI4", FRIDAYS[:-4]), is_dated=True))


def test_rows_that_are_missing_inside_need_somebody_who_vouches_for_them(desk: Desk) -> None:
    fewer = series("STLFSI4", [day for day in FRIDAYS if day != "2001-09-14"])
    sound = replace(STRESS, expect=[])
    desk.source = sound
    reason = desk.came("2026-02-06", fewer)
    assert f"the rows of STLFSI4 from 1971-01-08 to 2026-01-30; expected {len(FRIDAYS)} or more" in str(reason)
    assert f"found {len(FRIDAYS) - 1}. " in str(reason) and "Do the same if the publisher withdrew rows" in str(reason)
    assert desk.came("2026-02-07", fewer, is_dated=True) is None
    assert desk.came("2026-02-08", fewer + b"2026-02-06,0.5\n") is None  # from then on it is the one before


def test_the_window_of_a_series_may_move(desk: Desk) -> None:
    desk.source = replace(STRESS, expect=[])
    assert desk.came("2026-02-12", series("STLFSI4", [*FRIDAYS[500:], "2026-02-06"])) is None


def test_a_series_that_says_less_is_left_out_and_the_others_go_on(desk: Desk) -> None:
    longer = [*FRIDAYS, "2026-02-06"]
    reason = desk.came("2026-02-12", series("STLFSI4", FRIDAYS[:-9], 0.7), series("NFCI", longer))
    assert str(reason).startswith(
        "fred_stress: STLFSI4 was left out, its loaded values stay: the newest value of STLFSI4; expected 2026-01-30"
    )
    assert sorted(desk.known("distinct series_id, value, max(date) over (partition by series_id)::varchar")) == [
        ("NFCI", 0.5, "2026-02-06"),
        ("STLFSI4", 0.5, "2026-01-30"),
    ]
    # The next whole one is compared with the last that had the series, and enters.
    assert "STLFSI4 was left out" in str(
        desk.came("2026-02-13", series("STLFSI4", FRIDAYS[:-1]), series("NFCI", longer))
    )
    assert desk.came("2026-02-14", series("STLFSI4", longer), series("NFCI", longer)) is None


FAULTY = {
    "begins late": (series("STLFSI4", FRIDAYS[1500:]), "STLFSI4 was left out, its loaded values stay: every_series_reaches"),
    "ended long ago": (series("STLFSI4", FRIDAYS[:2000]), "no_series_ends_long_before_the_newest fails in 1 row,"),
    "a cell is no figure": (series("STLFSI4", FRIDAYS).replace(b",0.5", b",abc", 1), "file 1 of 2 was left out: a value"),
    "cut inside a line": (series("STLFSI4", FRIDAYS)[:-3], "file 1 of 2 was left out: the end of file 1"),
    "a page": (b"<html></html>", "file 1 of 2 was left out: the beginning of the file"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "says"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_series_is_left_out_even_where_nothing_of_it_is_held(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, body: bytes, says: str
) -> None:
    desk = Desk(con, tmp_path)
    assert says in str(desk.came("2026-02-05", body, series("NFCI", FRIDAYS)))
    assert set(desk.known("series_id")) == {("NFCI",)}
    [event] = [e for e in desk.archive.events() if e.get("state") == "partial"]
    assert says.split("stays: ")[-1] in event["detail"]


def test_payloads_with_vintages_are_compared_in_the_order_of_these(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    [body] = samples(PRINTS)
    desk = Desk(con, tmp_path, replace(PRINTS, known_by=Fetched()))
    assert desk.came("2026-05-01", body) is None
    *head, last = body.splitlines(keepends=True)
    assert desk.came("2026-05-02", b"".join(head)) is not None
    released = last.split(b",")[0]
    older = b"".join(line for line in body.splitlines(keepends=True) if not line.startswith(released))
    assert older.count(b"\n") > 1 and desk.came("2026-05-03", older, vintage="2025-09-18") is None


def test_rows_that_state_their_day_count_from_it_and_may_be_few(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    def prints(*rows: str) -> bytes:
        return "\n".join([",".join(FILED), *rows, ""]).encode()

    desk = Desk(con, tmp_path, PRINTS)
    total, later = (
        "2026-01-15,2025-10-31,Grand Total,9243,Reuters,true",
        "2026-02-18,2025-10-31,Japan,1201,Reuters,true",
    )
    assert desk.came("2026-05-01", prints(total)) is None
    assert (
        desk.came("2026-05-02", prints(later.replace("2026-02-18", "2025-12-18").replace("1201", "1200"), total))
        is None
    )
    assert desk.came("2026-05-03", prints(later, total)) is None
    shown = "select label, holdings_usd_bn, valid_from::varchar, valid_to::varchar from history.tic_first_prints"
    assert sorted(con.execute(shown).fetchall()) == [
        ("Grand Total", 9243, "2026-01-15", None),
        ("Japan", 1200, "2025-12-18", "2026-02-18"),
        ("Japan", 1201, "2026-02-18", None),
    ]
    # An older release that comes late stays the older one, and its corrected transcript replaces it.
    assert desk.came("2026-05-04", prints("2025-12-18,2025-10-31,Japan,1200.5,Reuters,true", total)) is None
    assert sorted(con.execute(shown).fetchall())[1:] == [
        ("Japan", 1200.5, "2025-12-18", "2026-02-18"),
        ("Japan", 1201, "2026-02-18", None),
    ]


def test_a_table_of_thirteen_rolling_months_may_let_the_oldest_go(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    months = pd.period_range("2025-01", periods=14, freq="M").astype(str)

    def table(first: int) -> Source:
        rows = [[label, month, 1.0] for label in ("Japan", "All Other") for month in months[first : first + 13]]
        frame = pd.DataFrame(rows, columns=["label", "date", "holdings"], index=pd.RangeIndex(1, 27, name="line"))
        return replace(BY_NAME["tic_mfh"], begins=[b"x"], parse=lambda _: frame, expect=[], known_by=Lagged(45))

    desk = Desk(con, tmp_path, table(0))
    assert desk.came("2026-03-20", b"x1") is None
    desk.source = table(1)
    assert desk.came("2026-04-20", b"x2") is None
    assert "the newest value; expected 2026-02-28" in str(replace_source(desk, table(0)).came("2026-04-21", b"x3"))


def replace_source(desk: Desk, source: Source) -> Desk:
    desk.source = source
    return desk
