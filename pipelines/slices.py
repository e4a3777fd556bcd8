"""From payloads to raw tables: what was known of each period, and from which day on.

The unit of storage is a slice: all rows of one source for one month, stored once under the hash of
its content. `meta.slices` says which slice each payload carried for each period, and `known.<source>`
shows, for each period, the newest slice whose vintage is not later than the variable `as_of`; of
market data, which come day by day, the newest value of each row. So loading twice, or in another
order, changes nothing, and rows that did not change are not stored again.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines import meta
from pipelines.archive import Archive, Body, Payload, now
from pipelines.sources import base
from pipelines.sources.base import Column, Refused, Source

CALENDAR = Path(__file__).parents[1] / "warehouse" / "reference" / "release_calendar.csv"
DATED = ["payload", "fetched_at", "vintage", "vintage_is_rule"]
# Columns that the kernel adds to raw tables and known views, described once, here.
ADDED = [
    Column("slice", "VARCHAR", "sha256", "Hash of all rows of this source and month."),
    Column("period", "DATE", "date", "Last day of the month to which the row belongs."),
]
KNOWN = [
    Column("source", "VARCHAR", "name", "The source that the figure comes from; several are joined by a plus sign."),
    Column("vintage", "DATE", "date", "Day on which the newest figure in the row became known."),
    Column(
        "release",
        "DATE",
        "date",
        "Day of the release that the figure belongs to; the vintage of a correction is later.",
    ),
    Column("vintage_is_rule", "BOOLEAN", "flag", "The vintage comes from a rule, not from a day the publisher stated."),
]
# Judges a parsed payload: the names of the expectations it fails, each with what was found.
Judge = Callable[[DuckDBPyConnection, Source, pd.DataFrame], list[str]]


@dataclass(frozen=True)
class Loaded:
    """What loading one source did: `refused` is the reason why its newest payload stays out."""

    new: int
    refused: str | None


@cache
def reader() -> str:
    """Hash of everything that decides whether and how a payload is read: sources, kernel, labels, calendar."""
    kernel = [Path(__file__), Path(meta.__file__)]
    files = sorted([*Path(base.__file__).parent.glob("*.py"), *kernel, *CALENDAR.parent.glob("*.csv")])
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def prepare(con: DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Raw tables, known views, and `meta.figures`, the long form over all of them."""
    for source in sources:
        create(con, source)
    con.execute("create or replace view meta.figures as " + " union all ".join(map(_long, sources)))


def _long(source: Source) -> str:
    """SQL of every figure of a raw table, one a row, named by the rest of its key and by its column."""
    keys = [f'raw."{name}"' for name in source.key if name != source.period]
    key = f"concat_ws(' | ', {', '.join(keys)})" if keys else "''"
    figures = [c for c in source.content if c.type == "DOUBLE"]
    cells = ", ".join(f"""{{published_column: '{c.name}', unit: '{c.unit}', value: raw."{c.name}"}}""" for c in figures)
    return f"""
        select '{source.name}' as source, slice, period, {_day(source)} as observed_on, {key} as key,
          unnest([{cells}], recursive := true)
        from raw.{source.name} as raw
        """


def create(con: DuckDBPyConnection, source: Source) -> None:
    """The raw table of a source and its known view. What another version of the reader left there is read anew."""
    columns = ", ".join(f'"{c.name}" {c.type}' for c in [*ADDED, *source.content])
    found = con.execute("select distinct parser from meta.payloads where source = ?", [source.name]).fetchall()
    if found != [(reader(),)]:
        con.execute(f"drop table if exists raw.{source.name}")
        con.execute("delete from meta.payloads where source = ?", [source.name])
        con.execute("delete from meta.slices where source = ?", [source.name])
    con.execute(f"create table if not exists raw.{source.name} ({columns})")
    view = _known_by_row(source) if source.known_by.is_by_row else _known_by_slice(source)
    con.execute(f"create or replace view known.{source.name} as {view}")


# The day as of which known views show: of this connection, or of a file that was rebuilt as of a day.
AS_OF = "coalesce(getvariable('as_of')::date, (select max(as_of) from meta.publication), date '9999-12-31')"


def _known_by_slice(source: Source) -> str:
    """Of each month the slice of the newest release, as corrected last, whole: a row that left is absent, not stale.

    An older release that turns up late, such as a file that somebody saved, is no news.
    """
    return f"""
        with
        newest as (
          select period, slice, vintage, release, vintage_is_rule
          from meta.vintages
          where source = '{source.name}' and vintage <= {AS_OF}
          qualify row_number() over (
            partition by period order by release desc, vintage desc, fetched_at desc, payload desc
          ) = 1
        )
        select raw.* exclude (slice), '{source.name}' as source, newest.vintage, newest.release, newest.vintage_is_rule
        from raw.{source.name} as raw
        join newest using (period, slice)
        """


def _known_by_row(source: Source) -> str:
    """Of each row the newest value: market data come day by day, and not always every series."""
    key = ", ".join(f'"{name}"' for name in source.key)
    return f"""
        select
          * exclude (slice, fetched_at, payload, vintage_is_rule, vintage), '{source.name}' as source, vintage,
          vintage as release, vintage_is_rule
        from ({_rows_dated(source)}) as dated
        where vintage <= {AS_OF}
        qualify row_number() over (partition by {key} order by vintage desc, fetched_at desc, payload desc) = 1
        """


def _rows_dated(source: Source) -> str:
    """SQL of every value that was new of its row, and since when: the first from a lag after its day, or from when it
    came; a later one from when it came. What a later payload does not carry, it does not deny.
    """
    key = ", ".join(f'"{name}"' for name in source.key)
    values = ", ".join(f'"{c.name}"' for c in source.content if c.name not in source.key)
    came = "fetched_at[1:10]::date"
    return f"""
        with
        carried as (
          select period, slice, vintage_is_rule, fetched_at, payload
          from meta.slices
          where source = '{source.name}'
          qualify slice is distinct from lag(slice) over (partition by period order by fetched_at, payload)
        ),
        versions as (
          select
            raw.*, carried.vintage_is_rule, carried.fetched_at, carried.payload, {_lagged(source)} as due,
            row({values}) is distinct from lag(row({values})) over came as is_new,
            row_number() over came = 1 as is_first
          from raw.{source.name} as raw
          join carried using (period, slice)
          window came as (partition by {key} order by carried.fetched_at, carried.payload)
        )
        select * exclude (due, is_new, is_first), if(is_first, least(due, {came}), {came}) as vintage
        from versions
        where is_first or is_new
        """


def _lagged(source: Source) -> str:
    """SQL of the day that a row speaks of, plus the lag of its source or of its series."""
    by = source.known_by
    pairs = ", ".join(f"'{key}': {days}" for key, days in by.lags.items())
    lag = f'map {{{pairs}}}[raw."{by.detail}"]' if by.lags else str(by.lag_days)
    return f"{_day(source)} + {lag}"


def _day(source: Source) -> str:
    """SQL of the day that a row speaks of."""
    return f'raw."{source.period}"' if _is_daily(source) else "raw.period"


def _is_daily(source: Source) -> bool:
    """Does a row speak of a day, and not of a month, a quarter or a year?"""
    return any(c.name == source.period and c.type == "DATE" for c in source.columns)


@dataclass(frozen=True)
class Offer:
    """One payload on its way to raw: embedded in the snapshot, or kept in the archive."""

    id: str
    fetched_at: str
    read: Callable[[], pd.DataFrame]
    kept: Payload | None = None


def load(con: DuckDBPyConnection, source: Source, archive: Archive, snapshot: Path, judge: Judge) -> Loaded:
    """Bring every payload not yet judged into raw, or into quarantine with the reason."""
    create(con, source)
    seen = con.execute("select payload, fetched_at from meta.payloads where source = ?", [source.name]).fetchall()
    new = 0
    for offer in [*_embedded(con, source, snapshot), *_kept(source, archive)]:
        if (offer.id, offer.fetched_at) in seen:
            continue
        try:
            new += _judge_and_store(con, source, offer.read(), judge)
            reason = None
        except Refused as refusal:
            reason = f"{source.name}: {refusal}"
        except Exception as error:  # whatever a payload does, it stays out and the others go on
            reason = f"{source.name}: could not be loaded: {type(error).__name__}: {error}"
        _note(con, source, offer, reason)
        _settle(archive, offer.kept, reason)
    return Loaded(new, _newest_refusal(con, source))


def saved(source: Source, bodies: Sequence[Body], day: str | None) -> Payload:
    """A payload that somebody saved on a day. Rows that are known by a lag, and never after they were fetched, are
    dated as if fetched then; of other sources the day is the vintage.
    """
    if day and source.known_by.kind == "lag":
        return Payload(source.name, f"{day}T00:00:00.000000+00:00", bodies)
    return Payload(source.name, now(), bodies, day)


def refusal(con: DuckDBPyConnection, payload: Payload) -> str | None:
    """Why a payload was refused; None if it was accepted."""
    judged = "select reason from meta.payloads where source = ? and payload = ? and fetched_at = ?"
    [(reason,)] = con.execute(judged, [payload.source, payload.id, payload.fetched_at]).fetchall()
    return None if reason is None else str(reason)


def _embedded(con: DuckDBPyConnection, source: Source, folder: Path) -> list[Offer]:
    path = folder / f"{source.name}.parquet"
    if not path.exists():
        return []
    frame = con.execute("select * from read_parquet(?)", [str(path)]).df()
    if source.known_by.kind == "payload":
        stated = {source.known_by.detail: "vintage", f"{source.known_by.detail}_is_rule": "vintage_is_rule"}
        frame = frame.assign(**{name: frame[of] for name, of in stated.items()})
    groups = frame.groupby(["payload", "fetched_at"], sort=True)
    return [Offer(str(pid), str(at), rows.copy) for (pid, at), rows in groups]


def _kept(source: Source, archive: Archive) -> list[Offer]:
    """Payloads of the archive, those in quarantine too: a changed reader may take them."""
    rooms = [*archive.payloads(source.name), *archive.payloads(source.name, "quarantine")]
    kept = sorted(rooms, key=lambda p: p.fetched_at)
    return [Offer(p.id, p.fetched_at, partial(_read, source, p, archive), p) for p in kept]


def _read(source: Source, payload: Payload, archive: Archive) -> pd.DataFrame:
    frame = source.read(archive.bodies(payload))
    if source.known_by.kind == "lag" and not _is_daily(source):  # the average of a month that is not over yet
        frame = frame[observed(frame, source) <= pd.Timestamp(payload.fetched_at[:10])]
    vintages = _vintages(source, frame, payload)
    return frame.assign(payload=payload.id, fetched_at=payload.fetched_at, **vintages)


def _judge_and_store(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame, judge: Judge) -> int:
    failures = judge(con, source, frame)
    if failures:
        raise Refused("\n".join(failures), todo="Nothing of this payload was loaded.")
    return store(con, source, frame)


def _note(con: DuckDBPyConnection, source: Source, offer: Offer, reason: str | None) -> None:
    origin, state = "archive" if offer.kept else "snapshot", "refused" if reason else "accepted"
    row = [source.name, offer.id, offer.fetched_at, origin, state, reason, reader()]
    meta.put(con, "payloads", row)


def _settle(archive: Archive, payload: Payload | None, reason: str | None) -> None:
    """Move a kept payload to the room that the judgement gives it."""
    if payload and reason:
        archive.refuse(payload, reason)
    elif payload and payload.reason:
        archive.accept(payload)


def _newest_refusal(con: DuckDBPyConnection, source: Source) -> str | None:
    row = con.execute(
        "select reason from meta.payloads where source = ? order by origin, fetched_at desc limit 1", [source.name]
    ).fetchone()
    return row[0] if row else None


PERIODS = {r"(\d{4}-\d{2})": "M", r"(\d{4})-M(\d{2})": "M", r"(\d{4})-?(Q[1-4])": "Q", r"(\d{4})": "Y"}


def observed(frame: pd.DataFrame, source: Source) -> "pd.Series[pd.Timestamp]":
    """The day that each row speaks of: a date as it is, a month, quarter or year at its end."""
    names = frame[source.period]
    ends = {name: _end(str(name)) for name in names.unique()} if names.dtype.kind not in "Mm" else None
    return pd.to_datetime(names.map(ends) if ends else names)


def _end(name: str) -> pd.Timestamp:
    for form, frequency in PERIODS.items():
        if match := re.fullmatch(form, name):
            return pd.Period("-".join(match.groups()), freq=frequency).end_time.normalize()
    return pd.Timestamp(name)


def _vintages(source: Source, frame: pd.DataFrame, payload: Payload) -> dict[str, Any]:
    """Day on which each row became known, and whether a rule says so. Never after the fetch."""
    by, fetched = source.known_by, date.fromisoformat(payload.fetched_at[:10])
    days = observed(frame, source)
    figures = [c.name for c in source.content if c.type == "DOUBLE"]
    newest = days[frame[figures].notna().any(axis=1)].max().date()
    if newest > fetched:
        raise Refused("the newest period", expected=f"one that ended by {fetched}, the day of the fetch", found=newest)
    if payload.vintage and payload.vintage > payload.fetched_at:
        raise Refused("the vintage", expected=f"a day up to {fetched}, the fetch", found=payload.vintage)
    if payload.vintage:
        return {"vintage": date.fromisoformat(payload.vintage), "vintage_is_rule": False}
    match by.kind:
        case "payload":
            stated = pd.to_datetime(frame[by.detail])
            if stated.max().date() > fetched:
                raise Refused(by.detail, expected=f"a day up to {fetched}, the fetch", found=stated.max().date())
            return {"vintage": stated, "vintage_is_rule": frame[f"{by.detail}_is_rule"]}
        case "calendar":
            released, is_rule = release_day(by.detail, newest)
            return {"vintage": min(released, fetched), "vintage_is_rule": is_rule}
        case "lag":
            due = days + pd.to_timedelta(frame[by.detail].map(by.lags) if by.lags else by.lag_days, unit="D")
            return {"vintage": due.where(due <= pd.Timestamp(fetched), pd.Timestamp(fetched)), "vintage_is_rule": True}
        case "fixed":
            return {"vintage": by.day, "vintage_is_rule": False}
        case "fetch":
            return {"vintage": fetched, "vintage_is_rule": False}


def release_calendar() -> pd.DataFrame:
    """The release calendar: calendar, period, earliest_on, released_on, cancelled_on, is_rule, source."""
    return pd.read_csv(CALENDAR, parse_dates=["period", "earliest_on", "released_on", "cancelled_on"])


def release_day(calendar: str, period: date) -> tuple[date, bool]:
    """Day on which a period was first released, and whether that day comes from a rule."""
    rows = release_calendar().query("calendar == @calendar and period == @period")
    if len(rows) != 1:
        todo = "Add the line to warehouse/reference/release_calendar.csv."
        raise Refused("the release day", expected=f"one line for {calendar}, {period}", found=len(rows), todo=todo)
    return rows.iloc[0]["released_on"].date(), bool(rows.iloc[0]["is_rule"])


def store(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame) -> int:
    """Store rows with their `payload, fetched_at, vintage, vintage_is_rule`. Returns new slices."""
    names = [f'"{c.name}"' for c in source.content]
    incoming = frame.assign(period=observed(frame, source) + pd.offsets.MonthEnd(0))
    con.register("incoming", incoming)
    # Adding 0 makes -0 and 0 one figure, with one hash.
    plus = {c.name: " + 0" if c.type == "DOUBLE" else "" for c in source.content}
    fields = ", ".join(f'"{c.name}" := "{c.name}"::{c.type}{plus[c.name]}' for c in source.content)
    # Rows that are known each from its own day on are filtered one by one: their slice counts from the first.
    vintage = "min(vintage)" if source.known_by.is_by_row else "max(vintage)"
    con.execute(
        f"""
        create or replace temp table carried as
        with lines as (select {", ".join(DATED)}, period, to_json(struct_pack({fields}))::varchar as line from incoming)
        select
          period::date as period, {vintage}::date as vintage, bool_or(vintage_is_rule) as vintage_is_rule,
          payload, fetched_at, sha256(period::date || chr(10) || string_agg(line, chr(10) order by line)) as slice
        from lines
        group by payload, fetched_at, period
        """
    )
    con.execute("begin")
    try:
        before = con.execute(f"select count(distinct slice) from raw.{source.name}").fetchall()[0][0]
        con.execute(
            f"""
            insert into raw.{source.name}
            select carried.slice, carried.period, {", ".join(f"incoming.{n}" for n in names)}
            from incoming
            join carried using (payload, fetched_at, period)
            where carried.slice not in (select slice from raw.{source.name})
            """
        )
        con.execute(
            f"insert into meta.slices by name select '{source.name}' as source, * from carried"
            f" anti join (from meta.slices where source = '{source.name}') using (period, payload, fetched_at)"
        )
        after = con.execute(f"select count(distinct slice) from raw.{source.name}").fetchall()[0][0]
    except Exception:
        con.execute("rollback")
        raise
    con.execute("commit")
    con.unregister("incoming")
    return int(after) - int(before)


def digest(con: DuckDBPyConnection, source: Source) -> str:
    """Hash of the parser and of every slice of a source: the fingerprint of its raw table."""
    rows = con.execute("from meta.slices where source = ? order by all", [source.name]).fetchall()
    return hashlib.sha256(repr((reader(), rows)).encode()).hexdigest()


def export(con: DuckDBPyConnection, sources: Sequence[Source], folder: Path) -> None:
    """Write the embedded snapshot: one Parquet file per source, every vintage of what may be embedded in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        path = folder / f"{source.name}.parquet"
        names = ", ".join(f'"{c.name}"' for c in source.content)
        written = con.execute(
            f"""
            copy (
              select {", ".join(f"s.{n}" for n in DATED)}, {names}
              from meta.slices as s
              join raw.{source.name} using (slice, period)
              where s.source = '{source.name}' and {source.embed}
              order by all
            ) to '{path}' (format parquet, compression zstd, compression_level 19)
            """
        ).fetchall()[0][0]
        if not written:  # a source that may not be embedded, or was never fetched
            path.unlink()


def unknown(con: DuckDBPyConnection, day: date) -> list[str]:
    """Sources of which nothing was known on a day, each with its oldest vintage here."""
    rows = con.execute("select source, min(vintage) from meta.vintages group by source having min(vintage) > ?", [day])
    return [f"{source}: nothing known; its oldest vintage here is {oldest}" for source, oldest in rows.fetchall()]


def drop_after(con: DuckDBPyConnection, sources: Sequence[Source], day: date) -> None:
    """Take out of a rebuilt file what was not yet known on a day: slices, and of market data single rows."""
    for source in sources:
        if source.known_by.is_by_row:
            row = ", ".join(f'"{name}"' for name in ("slice", *source.key))
            known = f"(select ({row}) from ({_rows_dated(source)}) as dated where vintage <= ?)"
            con.execute(f"delete from raw.{source.name} where ({row}) not in {known}", [day])
        else:
            late = "(select (source, period, payload, fetched_at) from meta.vintages where vintage > ?)"
            ours = "source = ? and (source, period, payload, fetched_at) in"
            con.execute(f"delete from meta.slices where {ours} {late}", [source.name, day])
        left = f"(select slice from raw.{source.name})"
        con.execute(f"delete from meta.slices where source = ? and slice not in {left}", [source.name])
        con.execute(f"delete from raw.{source.name} where slice not in (select slice from meta.slices)")
