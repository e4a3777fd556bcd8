"""From payloads to raw tables: read, date, validate, store, record.

The unit of storage is a partition: all rows of one source for one month, stored once under the hash of its content.
`meta.partitions` lists the partition of each payload and period. `history.<source>` has every row ever current,
with its first and last day; `known.<source>` has the rows that are current now, or as of a day. So loading twice, or in
another order, changes nothing, and unchanged rows are not stored again.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from pipelines import acceptance, continuity, metadata, settings
from pipelines.acceptance import Rows, Validate
from pipelines.archive.store import Archive, Body, Damaged, Payload
from pipelines.database import quoted, transaction
from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.periods import begun, observed
from pipelines.sources.vintages import Dates

DATED = ["payload", "fetched_at", "vintage", "vintage_is_rule"]
# Columns that the kernel adds to raw tables and to the views over them, described once, here.
ADDED = [
    Column("partition_hash", "VARCHAR", "sha256", "Hash of all rows of this source and month."),
    Column("period", "DATE", "date", "Last day of the month to which the row belongs."),
]
KNOWN = [
    Column("source", "VARCHAR", "name", "The source that the value comes from; several are joined by a plus sign."),
    Column("vintage", "DATE", "date", "Day on which the newest value in the row became known."),
    metadata.RELEASE,
    Column("vintage_is_rule", "BOOLEAN", "flag", "The vintage comes from a rule, not from a day the publisher stated."),
]
COUNTED = [
    Column("valid_from", "DATE", "date", "Day from which the row counted."),
    Column("valid_to", "DATE", "date", "Day from which another version counted. NULL: it still does."),
]
# Validates a parsed payload: the names of the expectations it fails, each with what was found.


@dataclass(frozen=True)
class Loaded:
    """What loading one source did: `refused` is the reason why its newest payload, or a part of it, stays out."""

    new: int
    refused: str | None


@cache
def reader(source: Source) -> str:
    """Hash of everything that decides how a payload of a source is read and what is accepted of it.

    These are this file, those that accept a payload, the source's own, what these import from `sources/`, and the
    reference files that they name.
    """
    acceptors = {Path(acceptance.__file__), Path(continuity.__file__)}
    modules = {Path(__file__), *acceptors, *_closure(Path(acceptance.__file__)), *_closure(source.file)}
    texts = [path.read_bytes() for path in sorted(modules)]
    named = {name.decode() for text in texts for name in re.findall(rb"warehouse/reference/\w+\.csv", text)}
    files = {*source.known_by.files, *(settings.ROOT / name for name in named)}
    return hashlib.sha256(b"\0".join([*texts, *(file.read_bytes() for file in sorted(files))])).hexdigest()


def _closure(module: Path) -> set[Path]:
    """A module and all that it imports from `sources/`, directly or not."""
    found, queue = {module}, [module]
    while queue:
        new = _imported(queue.pop()) - found
        found |= new
        queue += new
    return found


@cache
def _imported(module: Path) -> frozenset[Path]:
    """What a module itself imports from `sources/`."""
    nodes = [n for n in ast.walk(ast.parse(module.read_text())) if isinstance(n, ast.ImportFrom)]
    names = {
        name
        for node in nodes
        if str(node.module).startswith("pipelines.sources")
        for name in (str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    paths = {settings.ROOT / f"{name.replace('.', '/')}.py" for name in names}
    return frozenset(path for path in paths if path.exists())


def prepare(con: DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Raw tables, their history and known views, and `meta.observations`, the long form over all of them."""
    with transaction(con):
        for source in sources:
            create(con, source)
        con.execute("create or replace view meta.observations as " + " union all ".join(map(_long, sources)))


def _long(source: Source) -> str:
    """SQL of every value of a raw table, one a row, named by the rest of its key and by its column."""
    keys = [f'raw."{name}"' for name in source.key if name != source.period]
    key = f"concat_ws(' | ', {', '.join(keys)})" if keys else "''"
    cells = ", ".join(
        f"""{{published_column: '{c.name}', unit: '{c.unit}', value: raw."{c.name}"}}""" for c in source.values
    )
    return f"""
        select '{source.name}' as source, partition_hash, period, {source.day} as observed_on, {key} as key,
          unnest([{cells}], recursive := true)
        from raw.{source.name} as raw
        """


def create(con: DuckDBPyConnection, source: Source) -> None:
    """The raw table of a source and its views. What another version of its reader left there is read again."""
    found = con.execute("select distinct parser from meta.payloads where source = ?", [source.name]).fetchall()
    if found != [(reader(source),)]:
        forget(con, source)
    columns = ", ".join(f'"{c.name}" {c.type}' for c in [*ADDED, *source.content])
    con.execute(f"create table if not exists raw.{source.name} ({columns})")
    con.execute(f"create or replace view history.{source.name} as {source.known_by.history(source)}")
    con.execute(
        f"create or replace view known.{source.name} as"
        f" select * exclude (valid_from, valid_to) from history.{source.name} where valid_to is null"
    )


def forget(con: DuckDBPyConnection, source: Source) -> None:
    """Drop all that was read of a source: it is read again from snapshot and archive."""
    con.execute(f"drop table if exists raw.{source.name}")
    con.execute("delete from meta.payloads where source = ?", [source.name])
    con.execute("delete from meta.partitions where source = ?", [source.name])


@dataclass(frozen=True)
class Offer:
    """One payload on its way to raw: embedded in the snapshot, or kept in the archive."""

    id: str
    fetched_at: str
    read: Callable[[], Rows]
    kept: Payload | None = None

    @property
    def is_dated(self) -> bool:
        """Whether its user gave its day."""
        return self.kept is not None and self.kept.is_dated


def unseen(con: DuckDBPyConnection, source: Source, archive: Archive, snapshot: Path) -> list[Offer]:
    """Payloads, embedded or kept, that this reader has not validated yet. One that lacks a body waits for it."""
    seen = _seen(con, source)
    offers = [*_embedded(con, source, snapshot), *_archived(source, archive)]
    new = [offer for offer in offers if (offer.id, offer.fetched_at) not in seen]
    return [offer for offer in new if offer.kept is None or archive.has(offer.kept)]


def withdrawn(source: Source, archive: Archive) -> set[tuple[str, str]]:
    """Payloads that their user took back: id and time of fetch."""
    return {(p.id, p.fetched_at) for p in archive.payloads(source.name, "quarantine") if p.is_withdrawn}


def holds_withdrawn(con: DuckDBPyConnection, source: Source, archive: Archive) -> bool:
    """Was a payload loaded that was taken back since?"""
    return not withdrawn(source, archive).isdisjoint(_seen(con, source))


def _seen(con: DuckDBPyConnection, source: Source) -> set[tuple[str, str]]:
    """Payloads that were read: id and time of fetch."""
    return {*con.execute("select payload, fetched_at from meta.payloads where source = ?", [source.name]).fetchall()}


def load(con: DuckDBPyConnection, source: Source, archive: Archive, snapshot: Path, validate: Validate) -> Loaded:
    """Bring every payload not yet seen into raw, or into quarantine with the reason; without what was withdrawn."""
    if holds_withdrawn(con, source, archive):
        forget(con, source)
    create(con, source)
    new = 0
    for offer in unseen(con, source, archive, snapshot):
        left_out: Sequence[str] = []
        reason = None
        try:
            rows = acceptance.accept(con, source, offer.read(), offer.is_dated, validate)
            new, left_out = new + store(con, source, rows.frame), rows.left_out
        except Damaged:  # not the publisher's fault: it is set aside by now, named, and loaded once it is restored
            continue
        except Refused as refused:
            reason = f"{source.name}: {refused}"
        except Exception as error:  # whatever a payload does, it stays out and the others go on
            reason = f"{source.name}: {_unfit(source, offer, error)}"
        _record(con, source, offer, reason, left_out)
        _settle(archive, offer.kept, reason, left_out)
    return Loaded(new, newest_refusal(con, source))


def _unfit(source: Source, offer: Offer, error: Exception) -> Refused:
    """Why rows that were read could not be stored."""
    urls = ", ".join(dict.fromkeys(body.url for body in offer.kept.bodies[:1])) if offer.kept else "the snapshot"
    fields = ", ".join(f"{c.name} {c.type}" for c in source.content)
    return Refused(
        f"the rows of the payload of {offer.fetched_at[:10]} from {urls} could not be loaded",
        expected=f"rows of {fields:.300}", found=f"{type(error).__name__}: {error}",
    )  # fmt: skip


def saved(source: Source, bodies: Sequence[Body], day: str | None, is_dated: bool = False) -> Payload:
    """A payload that somebody saved, on a day if they (`is_dated`) or its file say so."""
    fetched_at, vintage = source.known_by.saved(day) if day else (None, None)
    return Payload(source.name, fetched_at or settings.timestamp(), bodies, vintage, is_dated=is_dated)


def verdict(con: DuckDBPyConnection, payload: Payload) -> tuple[bool, str | None]:
    """Whether a payload was accepted, and why it, or a part of it, was not."""
    asked = "select state = 'accepted', reason from meta.payloads where source = ? and payload = ? and fetched_at = ?"
    [(is_accepted, reason)] = con.execute(asked, [payload.source, payload.id, payload.fetched_at]).fetchall()
    return bool(is_accepted), reason


def _embedded(con: DuckDBPyConnection, source: Source, folder: Path) -> Iterator[Offer]:
    path = folder / f"{source.name}.parquet"
    if not path.exists():
        return
    order = "select distinct payload, fetched_at from read_parquet(?) order by all"
    for payload, fetched_at in con.execute(order, [str(path)]).fetchall():
        yield Offer(payload, fetched_at, partial(_embedded_frame, con, source, path, payload, fetched_at))


def _embedded_frame(con: DuckDBPyConnection, source: Source, path: Path, payload: str, fetched_at: str) -> Rows:
    query = "from read_parquet(?) where payload = ? and fetched_at = ?"
    return Rows(source.known_by.embedded(con.execute(query, [str(path), payload, fetched_at]).df()))


def _archived(source: Source, archive: Archive) -> list[Offer]:
    """Payloads of the archive, those in quarantine too: a changed reader may take them."""
    rooms = [*archive.payloads(source.name), *archive.payloads(source.name, "quarantine")]
    kept = sorted((p for p in rooms if not p.is_withdrawn), key=lambda p: p.fetched_at)
    return [Offer(p.id, p.fetched_at, partial(_parsed, source, p, archive), p) for p in kept]


def _parsed(source: Source, payload: Payload, archive: Archive) -> Rows:
    rows = acceptance.read(source, archive.bodies(payload))
    frame = rows.frame
    fetched = date.fromisoformat(payload.fetched_at[:10])
    if not source.is_daily:
        _refuse_what_is_to_come(source, frame, begun(frame, source), fetched, "began")
        frame = source.known_by.over(frame, observed(frame, source), fetched)
    dates = _dates(source, frame, payload, fetched)
    return replace(rows, frame=frame.assign(payload=payload.id, fetched_at=payload.fetched_at, **dates))


def _dates(source: Source, frame: pd.DataFrame, payload: Payload, fetched: date) -> Dates:
    """Day on which each row became known, and whether a rule says so. Never after the fetch."""
    days = observed(frame, source)
    _refuse_what_is_to_come(source, frame, days, fetched, "ended")
    newest = days[_with_value(source, frame)].max().date()
    if payload.vintage is None:
        return source.known_by.dates(frame, days, newest, fetched)
    if payload.vintage > payload.fetched_at:
        raise Refused("the vintage", expected=f"a day up to {fetched}, the fetch", found=payload.vintage)
    return {"vintage": date.fromisoformat(payload.vintage), "vintage_is_rule": False}


def _refuse_what_is_to_come(
    source: Source, frame: pd.DataFrame, days: "pd.Series[pd.Timestamp]", fetched: date, has: str
) -> None:
    """Refuse a value of a period that had not begun, or not ended, when it came."""
    to_come = frame[_with_value(source, frame) & (days > pd.Timestamp(fetched))]
    if to_come.empty:
        return
    raise Refused(
        "the period",
        line=f"{source.part} {to_come.index[0]}",
        column=source.period,
        expected=f"one that {has} by {fetched}, the day of the fetch",
        found=str(to_come[source.period].iloc[0])[:10],
    )


def _with_value(source: Source, frame: pd.DataFrame) -> "pd.Series[bool]":
    return frame[[c.name for c in source.values]].notna().any(axis=1)


def _record(con: DuckDBPyConnection, source: Source, offer: Offer, reason: str | None, left_out: Sequence[str]) -> None:
    origin, state = "archive" if offer.kept else "snapshot", "refused" if reason else "accepted"
    said = reason or "\n".join(f"{source.name}: {why}" for why in left_out) or None
    row = [source.name, offer.id, offer.fetched_at, origin, state, said, reader(source)]
    metadata.put(con, "payloads", [row])


def _settle(archive: Archive, payload: Payload | None, reason: str | None, left_out: Sequence[str]) -> None:
    """Move a kept payload to the room where it belongs now, and log the series that it lacks."""
    if payload and left_out:
        archive.log("refused", source=payload.source, state="partial", payload=payload.id, detail="; ".join(left_out))
    if payload and reason:
        archive.refuse(payload, reason)
    elif payload and payload.reason:
        archive.accept(payload)


def newest_refusal(con: DuckDBPyConnection, source: Source) -> str | None:
    """Why the newest payload of a source, or a part of it, stays out; None if nothing does."""
    row = con.execute(
        "select reason from meta.payloads where source = ? order by origin, fetched_at desc limit 1", [source.name]
    ).fetchone()
    return row[0] if row else None


def store(con: DuckDBPyConnection, source: Source, frame: pd.DataFrame) -> int:
    """Store rows with their `payload, fetched_at, vintage, vintage_is_rule`. Returns new partitions."""
    incoming = frame.assign(period=observed(frame, source) + pd.offsets.MonthEnd(0))
    con.register("incoming", incoming)
    con.execute(f"create or replace temp table carried as {_carried(source)}")
    before = _count(con, source)
    with transaction(con):
        con.execute(
            f"""
            insert into raw.{source.name}
            select carried.partition_hash, carried.period, {", ".join(f'incoming."{c.name}"' for c in source.content)}
            from incoming
            join carried using (payload, fetched_at, period)
            where carried.partition_hash not in (select partition_hash from raw.{source.name})
            """
        )
        con.execute(
            f"insert into meta.partitions by name select '{source.name}' as source, * from carried"
            f" anti join (from meta.partitions where source = '{source.name}') using (period, payload, fetched_at)"
        )
    con.unregister("incoming")
    return _count(con, source) - before


def _carried(source: Source) -> str:
    """SQL of the partitions that the rows of `incoming` make: their period, vintage and hash."""
    # Adding 0 makes -0 and 0 one value, with one hash.
    plus = {c.name: " + 0" if c.type == "DOUBLE" else "" for c in source.content}
    fields = ", ".join(f'"{c.name}" := "{c.name}"::{c.type}{plus[c.name]}' for c in source.content)
    return f"""
        with lines as (select {", ".join(DATED)}, period, to_json(struct_pack({fields}))::varchar as line from incoming)
        select
          period::date as period, {source.known_by.of_month}(vintage)::date as vintage,
          bool_or(vintage_is_rule) as vintage_is_rule, payload, fetched_at,
          sha256(period::date || chr(10) || string_agg(line, chr(10) order by line)) as partition_hash
        from lines
        group by payload, fetched_at, period
        """


def _count(con: DuckDBPyConnection, source: Source) -> int:
    [(partitions,)] = con.execute(f"select count(distinct partition_hash) from raw.{source.name}").fetchall()
    return int(partitions)


def digest(con: DuckDBPyConnection, source: Source) -> str:
    """Hash of the reader and of every partition of a source: the fingerprint of its raw table."""
    rows = con.execute("from meta.partitions where source = ? order by all", [source.name]).fetchall()
    return hashlib.sha256(repr((reader(source), rows)).encode()).hexdigest()


def export(con: DuckDBPyConnection, sources: Sequence[Source], folder: Path) -> None:
    """Write the embedded snapshot: one Parquet file per source, every vintage of what may be embedded in it.

    Raises Refused where a source that is embedded has nothing loaded: its file stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        path, new = folder / f"{source.name}.parquet", folder / f".{source.name}.parquet"
        if _exported(con, source, new):
            new.replace(path)
            continue
        new.unlink()  # a source that may not be embedded, or was never fetched
        if path.exists():
            why = "what reads it has changed since, or it may not be embedded any longer"
            todo = f"Run `reservewatch refresh --offline` first, or delete {path}; it was left as it is."
            expected = "those of the snapshot at least"
            raise Refused(f"the loaded rows of {source.name}", expected=f"{expected}; found none: {why}", todo=todo)


def _exported(con: DuckDBPyConnection, source: Source, path: Path) -> int:
    """Write what may be embedded of a source. Returns its rows."""
    names = ", ".join(f'"{c.name}"' for c in source.content)
    [(rows,)] = con.execute(
        f"""
        copy (
          select s.payload, s.fetched_at, {source.known_by.of_row} as vintage, s.vintage_is_rule, {names}
          from meta.partitions as s
          join raw.{source.name} using (partition_hash, period)
          where s.source = '{source.name}' and {source.embed}
          order by all
        ) to {quoted(path)} (format parquet, compression zstd, compression_level 19)
        """
    ).fetchall()
    return int(rows)


def unknown(con: DuckDBPyConnection, day: date) -> list[str]:
    """Sources of which nothing was known on a day, each with its oldest vintage here."""
    rows = con.execute("select source, min(vintage) from meta.vintages group by source having min(vintage) > ?", [day])
    return [f"{source}: nothing known; its oldest vintage here is {oldest}" for source, oldest in rows.fetchall()]


def drop_after(con: DuckDBPyConnection, sources: Sequence[Source], day: date) -> None:
    """Take out of a rebuilt file what was not yet known on a day."""
    for source in sources:
        for statement in source.known_by.forget(source, day):
            con.execute(statement)
        left = f"(select partition_hash from raw.{source.name})"
        con.execute(f"delete from meta.partitions where source = ? and partition_hash not in {left}", [source.name])
        con.execute(
            f"delete from raw.{source.name} where partition_hash not in (select partition_hash from meta.partitions)"
        )
