"""Loading: once, in any order, twice; and what was known on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations
from random import Random

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import raw
from pipelines.archive.store import Archive, Body, Payload
from pipelines.models.build import connect
from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.periods import observed
from pipelines.sources.vintages import Lagged, LaggedMonths, Stated, release_day
from tests.conftest import BY_NAME, keep, sample

as_of_a_day = pytest.mark.promise("published.as_of")
FIGURES = Source(
    name="figures", title="Figures", publisher="us", url="https://example.org/f", licence="-", cadence="monthly",
    known_by=Stated("stated"), period="date", key=["date"], begins=[b""],
    columns=[
        Column("date", "VARCHAR", "YYYY-MM", "Month."),
        Column("value", "DOUBLE", "1", "Value."),
        Column("stated", "DATE", "date", "Vintage."),
        Column("stated_is_rule", "BOOLEAN", "flag", "Rule."),
    ],
    parse=lambda bodies: pd.DataFrame(),
)  # fmt: skip


def frame(values: dict[str, float], vintage: date, payload: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"date": m, "value": v, "stated": pd.Timestamp(vintage), "stated_is_rule": False, "payload": payload,
             "fetched_at": f"{vintage}T00:00:00", "vintage": pd.Timestamp(vintage), "vintage_is_rule": False}
            for m, v in values.items()
        ]
    )  # fmt: skip


def known(con: duckdb.DuckDBPyConnection, as_of: date | None = None) -> list[tuple[object, ...]]:
    day = f"date {chr(39)}{as_of}{chr(39)}" if as_of else "null"
    con.execute(f"set variable as_of = {day}")
    return con.execute("select date, value, vintage from known.figures order by all").fetchall()


def loaded(frames: list[pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    con = connect(":memory:")
    raw.create(con, FIGURES)
    for f in frames:
        raw.store(con, FIGURES, f)
    return con


MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
RELEASES = [
    frame({"2025-01": 1.0, "2025-02": 2.0}, MARCH, "a"),
    frame({"2025-01": 1.0, "2025-02": 2.5, "2025-03": 3.0}, APRIL, "b"),
    frame({"2025-03": 3.5}, MAY, "c"),
]


def test_what_is_known_is_the_newest_vintage_of_each_month_up_to_the_day() -> None:
    with loaded(RELEASES) as con:
        assert known(con, MARCH - timedelta(days=1)) == []
        assert known(con, MARCH) == [("2025-01", 1.0, MARCH), ("2025-02", 2.0, MARCH)]
        assert known(con, MAY) == [("2025-01", 1.0, APRIL), ("2025-02", 2.5, APRIL), ("2025-03", 3.5, MAY)]
        assert known(con) == known(con, MAY)


def fetched(values: dict[str, float], at: str, payload: str) -> pd.DataFrame:
    return frame(values, MARCH, payload).assign(fetched_at=at)


CORRECTED = [
    fetched({"2025-01": 1.0, "2025-02": 2.0}, "2026-03-02T00:00:00", "a"),
    fetched({"2025-01": 1.0, "2025-02": 9.0}, "2026-03-20T00:00:00", "b"),
    fetched({"2025-01": 1.0, "2025-02": 2.0}, "2026-03-25T00:00:00", "a"),
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_silent_correction_is_known_from_the_day_it_was_seen(order: tuple[int, ...]) -> None:
    with loaded([CORRECTED[i] for i in order]) as con:
        assert [value for _, value, _ in known(con, date(2026, 3, 19))] == [1.0, 2.0]
        assert [value for _, value, _ in known(con, date(2026, 3, 20))] == [1.0, 9.0]
        assert known(con) == [("2025-01", 1.0, MARCH), ("2025-02", 2.0, date(2026, 3, 25))]  # taken back


def test_unchanged_history_is_stored_once() -> None:
    with loaded([frame({"2025-01": 1.0}, MARCH, "a"), frame({"2025-01": 1.0}, MARCH, "b")]) as con:
        assert con.execute("select count(*) from raw.figures").fetchall() == [(1,)]
        assert con.execute("select count(*) from meta.partitions").fetchall() == [(2,)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_and_repetition_change_nothing(order: tuple[int, ...]) -> None:
    with loaded(RELEASES) as once, loaded([RELEASES[i] for i in order] * 2) as again:
        for query in ("from raw.figures order by all", "from meta.partitions order by all"):
            assert again.execute(query).fetchall() == once.execute(query).fetchall()
        assert known(again) == known(once)


LABELLED = replace(
    FIGURES, key=["date", "label"], columns=[*FIGURES.columns, Column("label", "VARCHAR", "label", "Row.")]
)  # fmt: skip
Rows = dict[tuple[str, str], float]
START = date(2026, 1, 1)


@dataclass(frozen=True)
class Came:
    """A payload: what it says, of which release, fetched when (days, and a minute that sets equals apart)."""

    rows: Rows
    release: int
    fetched: int
    minute: int
    id: str  # the same content is the same payload

    @property
    def at(self) -> str:
        return f"{START + timedelta(days=self.fetched)}T00:{self.minute:02d}:00"

    def of(self, month: str) -> Rows:
        return {key: value for key, value in self.rows.items() if key[0] == month}


def day(n: int) -> date:
    return START + timedelta(days=n)


def coming(rows: st.SearchStrategy[Rows]) -> st.SearchStrategy[list[Came]]:
    """Payloads with months that are missing, rows that leave and return, equal releases, equal times, repeats."""

    def came(said: Rows, release: int, lag: int, minute: int) -> Came:
        return Came(said, release, release + lag, minute, repr((sorted(said.items()), release)))

    one = st.builds(came, rows, st.integers(0, 6), st.integers(0, 6), st.integers(0, 2))
    return st.lists(one, max_size=7, unique_by=lambda c: (c.id, c.at))


months = st.sampled_from(["2025-01", "2025-02"])
labelled = st.dictionaries(
    st.tuples(months, st.sampled_from("xyz")), st.sampled_from([0.0, 1.0, 2.5]), min_size=1, max_size=4
)
AnyOrder = st.randoms(use_true_random=False)


def stored_by_slice(payloads: list[Came]) -> duckdb.DuckDBPyConnection:
    con = connect(":memory:")
    raw.create(con, LABELLED)
    for c in payloads:
        rows = [{"date": m, "label": name, "value": v} for (m, name), v in c.rows.items()]
        facts = {"payload": c.id, "fetched_at": c.at, "vintage": pd.Timestamp(day(c.release)), "vintage_is_rule": False}
        raw.store(con, LABELLED, pd.DataFrame(rows).assign(**facts))
    return con


def shown(con: duckdb.DuckDBPyConnection, as_of: int | None = None) -> list[tuple[object, ...]]:
    con.execute(f"set variable as_of = {'null' if as_of is None else f'date {chr(39)}{day(as_of)}{chr(39)}'}")
    return con.execute("select date::varchar, label, value, vintage from known.figures order by all").fetchall()


def counted(payloads: list[Came]) -> list[tuple[str, int, Came]]:
    """Every month of every payload, with the day it counts from: a correction of its release, from its fetch."""
    found, said = [], {}
    for c in sorted(payloads, key=lambda c: (c.at, c.id)):
        for month in {m for m, _ in c.rows}:
            before = said.setdefault((month, c.release), [])
            is_correction = any(rows != c.of(month) for rows in before)
            found.append((month, max(c.release, c.fetched) if is_correction else c.release, c))
            before.append(c.of(month))
    return found


def expected_by_slice(payloads: list[Came], as_of: int) -> list[tuple[object, ...]]:
    """Of each month the rows of the newest release that counts, as it was corrected last."""
    newest = {}
    for month, since, c in sorted(counted(payloads), key=lambda f: (f[2].release, f[1], f[2].at, f[2].id)):
        if since <= as_of:
            newest[month] = [(m, name, v, day(since)) for (m, name), v in c.of(month).items()]
    return sorted(row for rows in newest.values() for row in rows)


@as_of_a_day
@given(payloads=coming(labelled), as_of=st.integers(0, 13), random=AnyOrder)
def test_as_of_a_day_is_what_a_warehouse_shows_that_got_only_what_counted_by_then(
    payloads: list[Came], as_of: int, random: Random
) -> None:
    shuffled = random.sample(payloads * 2, 2 * len(payloads))
    counting = [replace(c, rows=c.of(month)) for month, since, c in counted(payloads) if since <= as_of]
    with stored_by_slice(shuffled) as all_, stored_by_slice(random.sample(counting, len(counting))) as only:
        assert shown(all_, as_of) == expected_by_slice(payloads, as_of)
        assert [row[:3] for row in shown(only)] == [row[:3] for row in shown(all_, as_of)]
        assert shown(all_) == expected_by_slice(payloads, 99)


def test_zero_and_minus_zero_are_one_figure() -> None:
    with loaded([frame({"2025-01": 0.0}, MARCH, "a"), frame({"2025-01": -0.0}, MARCH, "b")]) as con:
        assert con.execute("select count(distinct partition_hash) from meta.partitions").fetchall() == [(1,)]


def test_a_row_that_left_the_list_is_absent_not_stale() -> None:
    two = pd.concat([frame({"2025-01": 1.0}, MARCH, "a")] * 2, ignore_index=True).assign(value=[1.0, 2.0])
    with loaded([two, frame({"2025-01": 1.0}, APRIL, "b")]) as con:
        assert known(con) == [("2025-01", 1.0, APRIL)]


def offer(con: duckdb.DuckDBPyConnection, archive: Archive, name: str, at: str, body: bytes) -> raw.Loaded:
    source = BY_NAME[name]
    keep(archive, name, at, body, source.url)
    return raw.load(con, source, archive, archive.root / "no-snapshot", lambda *_: [])


def test_table_3_is_dated_by_the_calendar_from_its_newest_month(con: duckdb.DuckDBPyConnection, tmp_path) -> None:  # type: ignore[no-untyped-def]
    offer(con, Archive(tmp_path), "tic_slt3", "2026-11-22T00:00:00", sample(BY_NAME["tic_slt3"]))
    vintages = con.execute("select distinct vintage, vintage_is_rule from meta.partitions").fetchall()
    assert vintages == [(date(2026, 6, 18), False)]


def test_a_release_earlier_than_the_calendar_says_is_known_when_it_was_fetched(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    offer(con, Archive(tmp_path), "tic_slt3", "2026-06-17T00:00:00", sample(BY_NAME["tic_slt3"]))
    assert con.execute("select distinct vintage from meta.partitions").fetchall() == [(date(2026, 6, 17),)]


def test_a_month_that_has_not_ended_is_refused(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    loaded = offer(con, Archive(tmp_path), "tic_slt3", "2026-04-29T00:00:00", sample(BY_NAME["tic_slt3"]))
    assert loaded.refused is not None and "column date; expected one that ended by 2026-04-29" in loaded.refused
    assert con.execute("select count(*) from raw.tic_slt3").fetchall() == [(0,)]


def monthly(*months: str) -> Source:
    """A source of a value a month, known eight days later, or of the running month not yet."""
    parsed = pd.DataFrame({"month": months, "value": 1.0}, index=pd.RangeIndex(2, 2 + len(months), name="line"))
    columns = [Column("month", "VARCHAR", "YYYY-MM", "Month."), Column("value", "DOUBLE", "%", "Value.")]
    return replace(
        FIGURES, known_by=LaggedMonths(8), period="month", key=["month"], columns=columns, parse=lambda _: parsed
    )


def test_a_running_month_waits_and_one_to_come_is_refused_with_its_line(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    keep(archive, "figures", "2026-11-21T00:00:00")
    running = raw.load(con, monthly("2026-10", "2026-11"), archive, tmp_path, lambda *_: [])
    assert (running.refused, con.execute("select month from raw.figures").fetchall()) == (None, [("2026-10",)])
    raw.forget(con, FIGURES)
    to_come = raw.load(con, monthly("2026-10", "2026-12", "2026-11"), archive, tmp_path, lambda *_: [])
    assert (
        to_come.refused is not None
        and (
            "the period in line 3, column month; expected one that began by 2026-11-21, the day of the fetch; found '2026-12'"
        )
        in to_come.refused
    )


def test_a_month_beyond_the_calendar_asks_for_the_line() -> None:
    with pytest.raises(Refused, match=r"2099-01-31.*release_calendar\.csv"):
        release_day("tic", date(2099, 1, 31))


def daily(day: str) -> Source:
    columns = [Column("date", "DATE", "date", "Day."), Column("value", "DOUBLE", "%", "Value.")]
    rows = [[pd.Timestamp(d), v] for d, v in (("2026-10-30", 1.0), ("2026-11-19", 2.0), (day, 3.0))]
    parsed = pd.DataFrame(rows, columns=["date", "value"], index=pd.RangeIndex(1, 4, name="line"))
    return replace(FIGURES, known_by=Lagged(1), columns=columns, parse=lambda _: parsed)


def test_daily_data_are_stored_by_month_and_known_a_day_later(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    keep(archive, "figures", "2026-11-21T00:00:00")
    assert raw.load(con, daily("2026-11-20"), archive, tmp_path / "none", lambda *_: []).refused is None
    found = con.execute(
        "select period::varchar, max(vintage)::varchar, count(*) from known.figures group by all order by 1"
    ).fetchall()
    assert found == [("2026-10-31", "2026-10-31", 1), ("2026-11-30", "2026-11-21", 2)]


def test_within_a_month_each_day_is_known_from_its_own_day_on(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    keep(archive, "figures", "2026-11-25T00:00:00")
    assert raw.load(con, daily("2026-11-24"), archive, tmp_path / "none", lambda *_: []).refused is None
    con.execute("set variable as_of = date '2026-11-20'")
    found = con.execute("select date::varchar, vintage::varchar from known.figures order by 1").fetchall()
    assert found == [("2026-10-30", "2026-10-31"), ("2026-11-19", "2026-11-20")]  # not the 24th, of the same partition


DAYS = replace(
    FIGURES, known_by=Lagged(1), key=["date"],
    columns=[Column("date", "DATE", "date", "Day."), Column("value", "DOUBLE", "%", "Value.")],
)  # fmt: skip


def came(values: dict[str, float], at: str, payload: str) -> pd.DataFrame:
    days = pd.to_datetime(list(values))
    facts = {"payload": payload, "fetched_at": f"{at}T00:00:00", "vintage_is_rule": True}
    return pd.DataFrame({"date": days, "value": [*values.values()], "vintage": days + pd.Timedelta(days=1)}).assign(
        **facts
    )


MARKET = [
    came({"2026-08-03": 1.0, "2026-08-04": 2.0}, "2026-08-05", "a"),
    came({"2026-08-03": 1.0, "2026-08-04": 2.0, "2026-08-05": 3.0}, "2026-08-20", "b"),
    came({"2026-08-03": 1.0, "2026-08-04": 2.5, "2026-08-05": 3.0, "2026-08-19": 4.0}, "2026-09-01", "c"),
    came({"2026-08-03": 1.0, "2026-08-04": 2.0, "2026-08-05": 3.0, "2026-08-19": 4.0}, "2026-09-09", "d"),
]


def market(day: str | None, order: tuple[int, ...] = (0, 1, 2, 3)) -> list[tuple[str, float, str]]:
    with connect(":memory:") as con:
        raw.create(con, DAYS)
        for i in order:
            raw.store(con, DAYS, MARKET[i])
        con.execute(f"set variable as_of = {f'date {chr(39)}{day}{chr(39)}' if day else 'null'}")
        found = con.execute("select date::varchar, value, vintage::varchar from known.figures order by 1")
        return found.fetchall()


def test_a_month_that_grows_is_no_correction_and_a_revised_day_counts_from_its_fetch() -> None:
    assert market("2026-08-31") == [
        ("2026-08-03", 1.0, "2026-08-04"), ("2026-08-04", 2.0, "2026-08-05"), ("2026-08-05", 3.0, "2026-08-06"),
        ("2026-08-19", 4.0, "2026-08-20"),
    ]  # fmt: skip
    assert market("2026-09-01")[1] == ("2026-08-04", 2.5, "2026-09-01")
    assert market(None)[1] == ("2026-08-04", 2.0, "2026-09-09")  # taken back
    assert [v for _, _, v in market(None)] == ["2026-08-04", "2026-09-09", "2026-08-06", "2026-08-20"]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_the_order_of_market_payloads_changes_nothing(order: tuple[int, ...]) -> None:
    for day in ("2026-08-04", "2026-08-31", "2026-09-01", None):
        assert market(day, order) == market(day)


def test_a_month_that_is_one_table_is_replaced_whole() -> None:
    """Interest by category, embedded, and by category and kind, fetched: never both."""
    expense = BY_NAME["fiscal_interest_expense"]
    facts = {"record_date": pd.Timestamp("2026-07-31"), "expense_catg_desc": "INTEREST EXPENSE ON PUBLIC ISSUES"}
    known_on = {"vintage": pd.Timestamp("2026-08-10"), "vintage_is_rule": True}
    summed = pd.DataFrame([{**facts, "expense_group_desc": None, "expense_type_desc": None, "month_expense_amt": 3.0}])
    kinds = [
        {**facts, "expense_group_desc": "ACCRUED", "expense_type_desc": k, "month_expense_amt": v}
        for k, v in (("A", 1.0), ("B", 2.0))
    ]
    with connect(":memory:") as con:
        raw.create(con, expense)
        for frame_, at in ((summed, "2026-08-22"), (pd.DataFrame(kinds), "2026-09-01")):
            raw.store(con, expense, frame_.assign(payload=at, fetched_at=f"{at}T00:00:00", **known_on))
        assert con.execute("select sum(month_expense_amt), count(*) from known.fiscal_interest_expense").fetchall() == [
            (3.0, 2)
        ]


def test_a_payload_with_fewer_series_denies_nothing() -> None:
    """As the embedded series beside all that are fetched, or a night on which one did not come."""
    with connect(":memory:") as con:
        raw.create(con, DAYS)
        raw.store(con, DAYS, came({"2026-08-03": 1.0}, "2026-08-10", "embedded"))
        raw.store(con, DAYS, came({"2026-08-03": 1.0, "2026-08-04": 2.0}, "2026-08-05", "archive"))
        found = con.execute("select date::varchar, vintage::varchar from known.figures order by 1").fetchall()
    assert found == [("2026-08-03", "2026-08-04"), ("2026-08-04", "2026-08-05")]


def test_each_series_has_a_lag_of_its_own(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive, of = Archive(tmp_path), daily("2026-11-24")
    lags = Lagged(column="series", lags={"DAILY": 1, "SLOW": 30})
    parsed = of.parse([]).assign(series=["SLOW", "DAILY", "SLOW"])
    source = replace(
        of, known_by=lags, columns=[*of.columns, Column("series", "VARCHAR", "id", "Series.")], parse=lambda _: parsed
    )
    keep(archive, "figures", "2026-12-31T00:00:00")
    assert raw.load(con, source, archive, tmp_path / "none", lambda *_: []).refused is None
    found = con.execute("select date::varchar, vintage::varchar from known.figures order by 1").fetchall()
    assert found == [("2026-10-30", "2026-11-29"), ("2026-11-19", "2026-11-20"), ("2026-11-24", "2026-12-24")]


def stored_by_row(payloads: list[Came]) -> duckdb.DuckDBPyConnection:
    con = connect(":memory:")
    raw.create(con, DAYS)
    for c in payloads:
        values = {date_: value for (date_, _), value in c.rows.items()}
        rows = came(values, c.at[:10], c.id).assign(fetched_at=c.at)
        fetched_ = pd.Timestamp(c.at[:10])
        raw.store(con, DAYS, rows.assign(vintage=rows["vintage"].clip(upper=fetched_)))
    return con


def quotes(con: duckdb.DuckDBPyConnection, as_of: int | None = None) -> list[tuple[object, ...]]:
    con.execute(f"set variable as_of = {'null' if as_of is None else f'date {chr(39)}{day(as_of)}{chr(39)}'}")
    return con.execute("select date::date::varchar, value, vintage from known.figures order by all").fetchall()


def counted_by_row(payloads: list[Came]) -> list[tuple[str, date, Came]]:
    """Every value that is new of its day, and since when it counts: the first a day after its day, others as fetched."""
    found, last = [], {}
    for c in sorted(payloads, key=lambda c: (c.at, c.id)):
        for (quoted, _), value in c.rows.items():
            due = date.fromisoformat(quoted) + timedelta(days=1)
            if quoted not in last:
                found.append((quoted, min(due, day(c.fetched)), c))
            elif last[quoted] != value:
                found.append((quoted, day(c.fetched), c))
            last[quoted] = value
    return found


def expected_by_row(payloads: list[Came], as_of: int) -> list[tuple[object, ...]]:
    newest = {q: (q, c.rows[q, "x"], since) for q, since, c in counted_by_row(payloads) if since <= day(as_of)}
    return sorted(newest.values())


# Days of two months, 1 January (day 0) being the second: what a payload does not carry, it does not deny.
quotes_of = st.dictionaries(
    st.tuples(st.sampled_from([str(day(n)) for n in (-3, -1, 0, 2, 5)]), st.just("x")), st.sampled_from([0.0, 1.0, 2.5]),
    min_size=1, max_size=5,
)  # fmt: skip


def until_fetched(c: Came) -> Came:
    """No payload has a day to come."""
    return replace(c, rows={k: v for k, v in c.rows.items() if k[0] <= c.at[:10]})


@as_of_a_day
@given(drawn=coming(quotes_of), as_of=st.integers(-3, 13), random=AnyOrder)
def test_as_of_a_day_market_data_are_what_a_warehouse_shows_that_got_only_what_counted_by_then(
    drawn: list[Came], as_of: int, random: Random
) -> None:
    payloads = [c for c in map(until_fetched, drawn) if c.rows]
    shuffled = random.sample(payloads * 2, 2 * len(payloads))
    counting = [
        replace(c, rows={(q, "x"): c.rows[q, "x"]}) for q, since, c in counted_by_row(payloads) if since <= day(as_of)
    ]
    whole = [
        replace(c, rows={k: v for o in counting if (o.at, o.id) == (c.at, c.id) for k, v in o.rows.items()})
        for c in payloads
    ]
    whole = [c for c in whole if c.rows]
    with stored_by_row(shuffled) as all_, stored_by_row(random.sample(whole, len(whole))) as only:
        assert quotes(all_, as_of) == expected_by_row(payloads, as_of)
        assert quotes(only) == quotes(all_, as_of)
        assert quotes(all_) == expected_by_row(payloads, 99)


@as_of_a_day
@given(drawn=coming(quotes_of), as_of=st.integers(-3, 13))
def test_a_rebuilt_file_still_shows_what_it_was_built_from_by_row(drawn: list[Came], as_of: int) -> None:
    payloads = [c for c in map(until_fetched, drawn) if c.rows]
    with stored_by_row(payloads) as con:
        before = quotes(con, as_of)
        raw.drop_after(con, [DAYS], day(as_of))
        assert quotes(con, as_of) == before


@as_of_a_day
@given(payloads=coming(labelled), as_of=st.integers(0, 13))
def test_a_rebuilt_file_still_shows_what_it_was_built_from(payloads: list[Came], as_of: int) -> None:
    with stored_by_slice(payloads) as con:
        before = shown(con, as_of)
        raw.drop_after(con, [LABELLED], day(as_of))
        assert shown(con, as_of) == shown(con, 99) == before
        assert con.execute("select count(*) from meta.vintages where vintage > ?", [day(as_of)]).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("name", "ends"),
    [("2026-06", "2026-06-30"), ("2026-M06", "2026-06-30"), ("2026-Q2", "2026-06-30"), ("2026", "2026-12-31"),
     ("2026-06-15", "2026-06-15")],
)  # fmt: skip
def test_a_period_is_read_in_every_form_publishers_use(name: str, ends: str) -> None:
    assert str(observed(pd.DataFrame({"date": [name]}), FIGURES)[0].date()) == ends


def test_a_day_to_come_is_refused(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    keep(archive, "figures", "2026-11-21T00:00:00")
    refused = raw.load(con, daily("2026-11-22"), archive, tmp_path / "none", lambda *_: []).refused
    assert refused is not None and "line 3, column date" in refused and "found '2026-11-22'" in refused


def test_a_refused_payload_is_kept_as_evidence_and_leaves_raw_as_it_was(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    good = sample(BY_NAME["tic_mfh"])
    offer(con, archive, "tic_mfh", "2026-07-01T00:00:00", good)
    before = con.execute("from raw.tic_mfh order by all").fetchall()
    loaded = offer(con, archive, "tic_mfh", "2026-07-02T00:00:00", good[:-300])
    assert loaded.refused is not None and loaded.refused.startswith("tic_mfh: the end of the file")
    assert con.execute("from raw.tic_mfh order by all").fetchall() == before
    [kept] = archive.payloads("tic_mfh", "quarantine")
    assert archive.bodies(kept) == [good[:-300]] and kept.reason == loaded.refused
    assert len(archive.payloads("tic_mfh")) == 1


def test_a_mended_parser_takes_a_payload_back_out_of_quarantine(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive, source = Archive(tmp_path), BY_NAME["tic_mfh"]
    payload = Payload(source.name, "2026-07-01T00:00:00", [Body(source.url, archive.keep(sample(source)), 200, {})])
    archive.refuse(payload, "an older version did not understand it")
    assert raw.load(con, source, archive, tmp_path / "none", lambda *_: []).refused is None
    assert archive.payloads(source.name, "quarantine") == []
    assert len(archive.payloads(source.name)) == 1


def test_damaged_evidence_is_noticed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    sha = archive.keep(b"one")
    [path] = (tmp_path / "objects").rglob("*.gz")
    other = archive.keep(b"two")
    path.write_bytes(next((tmp_path / "objects").rglob(f"{other}.gz")).read_bytes())
    with pytest.raises(Refused, match="another hash"):
        archive.body(sha)
    assert archive.keep(b"one") == sha and archive.body(sha) == b"one"  # the same bytes mend it


def test_whatever_a_payload_does_it_stays_out_and_the_next_one_loads(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    keep(archive, "figures", "2026-11-21T00:00:00")
    odd = daily("2026-11-20")
    text = pd.DataFrame([["2026-11-20", "abc"]], columns=["date", "value"], index=pd.RangeIndex(1, 2, name="line"))
    refused = raw.load(con, replace(odd, parse=lambda _: text), archive, tmp_path / "none", lambda *_: []).refused
    assert (
        refused is not None
        and "the payload of 2026-11-21 from https://x could not be loaded; expected rows of" in refused
    )
    assert "found 'ConversionException: " in refused and refused.endswith("fix the parser.")
    keep(archive, "figures", "2026-11-22T00:00:00", b"y")
    assert raw.load(con, odd, archive, tmp_path / "none", lambda *_: []).refused is None
    assert con.execute("select count(*) from raw.figures").fetchall() == [(3,)]


def test_a_vintage_after_the_fetch_is_refused(con, tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive, source = Archive(tmp_path), BY_NAME["tic_mfh"]
    body = Body(source.url, archive.keep(sample(source)), 200, {})
    archive.add(Payload(source.name, "2026-07-01T00:00:00", [body], vintage="2062-06-18"))
    refused = raw.load(con, source, archive, tmp_path / "none", lambda *_: []).refused
    assert refused is not None and "the vintage; expected a day up to 2026-07-01" in refused


def test_a_ledger_line_cut_by_a_crash_is_passed_over(tmp_path) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(tmp_path)
    archive.log("one")
    with (tmp_path / "events.jsonl").open("a") as ledger:
        ledger.write('{"at": "2026-11')
    archive.log("glued to the fragment")
    archive.log("two")
    assert [entry["event"] for entry in archive.events()] == ["one", "two"]
