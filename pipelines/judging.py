"""Every claim, judged three ways by changing the text of its query alone; each text is kept as the evidence.

then      the marts as known on the day it was said: schema asof_20260122 of the published file
revised   the marts as they stand
latest    the same, with the newest period in the place of the literal
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import indent
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import meta, warehouse
from pipelines.claims import MACROS, Claim, Part, read_all
from pipelines.warehouse import BadModel, Table, quoted

JUDGED = ("then", "revised", "latest")
PERIODS = ("month", "quarter", "period_end", "date")
SHOWN = ("observed", "verdict", "reason")
FIELDS = [column.name for column in meta.TABLES["judgements"][1]]


def schema(day: date) -> str:
    """The schema of the marts as known on a day."""
    return f"asof_{day:%Y%m%d}"


def judge(con: DuckDBPyConnection) -> None:
    """Fill `meta.judgements`: every part of every claim, three ways. Builds the marts as known on each day."""
    _define(con)
    con.execute("delete from meta.judgements")
    for (name,) in con.execute("select schema_name from duckdb_schemas() where schema_name like 'asof_%'").fetchall():
        con.execute(f"drop schema {name} cascade")
    for day in sorted({c.said_on for c in read_all()}):
        _build(con, day, [t for c in read_all() if c.said_on == day for t in c.reads])
    for claim in read_all():
        for judged in JUDGED:
            for row in verdicts(con, claim, judged):
                meta.put(con, "judgements", row)


def compile_(con: DuckDBPyConnection) -> None:
    """Run every claim over empty tables: a misspelt table or column fails before anything is fetched."""
    _define(con)
    for claim in read_all():
        check(con, claim)


def check(con: DuckDBPyConnection, claim: Claim) -> None:
    """Run all that a claim says in SQL; raises BadModel with the file."""
    try:
        if claim.query:
            con.execute(evidence(con, claim, "revised", claim.period))
        for said in filter(None, (claim.newest, claim.series)):
            con.execute(said)
    except duckdb.Error as error:
        raise BadModel(f"{claim.file}: {error}") from None


def verdicts(con: DuckDBPyConnection, claim: Claim, judged: str) -> Iterator[list[Any]]:
    """One row of `meta.judgements` per part."""
    period = _newest(con, claim) if judged == "latest" and claim.period else claim.period
    as_of = claim.said_on if judged == "then" else None
    text = evidence(con, claim, judged, period) if claim.query else None
    if judged == "then" and claim.no_vintage:
        text = None
    try:
        rows = con.execute(text).fetchall() if text else []
    except duckdb.Error as error:
        raise BadModel(f"{claim.file}, judged {judged}: {error}") from None
    found = {row[0]: row for row in rows}
    if strange := {str(part) for part in found} - {p.name for p in claim.parts}:
        raise BadModel(f"{claim.file}: the query returns {', '.join(sorted(strange))}, which is no part of the header")
    if len(rows) > len(found):
        raise BadModel(f"{claim.file}, judged {judged}: the query returns a part twice")
    covered = _coverage(con, claim, schema(claim.said_on) if judged == "then" else "marts")
    for number, part in enumerate(claim.parts, 1):
        observed, verdict, reason = found[part.name][1:] if text else (None, None, claim.no_vintage)
        if part.rule == "untestable":
            verdict, reason = "UNTESTABLE", reason or _untestable(claim, part)
        yield [
            claim.id, part.name, number, judged, claim.article, claim.line, claim.quote, claim.claim, claim.said_by,
            claim.said_on, claim.kind, as_of, period, observed, part.claimed, part.unit, part.rule, part.tolerance,
            part.because, verdict, text, reason, covered, claim.needs,
        ]  # fmt: skip


def evidence(con: DuckDBPyConnection, claim: Claim, judged: str, period: date | None) -> str:
    """The query that a reader can paste: what is observed of each part, held against what is claimed."""
    query = claim.query
    columns = {row[0] for row in con.execute(f"describe {query}").fetchall()}
    if columns - {"part", "verdict", "is_independent", *SHOWN} or not {"part", "observed", "reason"} <= columns:
        raise BadModel(f"{claim.file}: a query returns part, observed, reason; found {', '.join(sorted(columns))}")
    if judged == "then":
        query = re.sub(r"\bmarts\.", f"{schema(claim.said_on)}.", query)
    if judged == "latest":
        query = query.replace(f"date '{claim.period}'", f"date '{period}'" if period else "null::date")
    held = ",\n    ".join(
        f"({quoted(p.name)}, {quoted(p.rule)}, {_number(p.claimed)}, {p.exact}, {p.tolerance})" for p in claim.parts
    )
    verdict, reason = _rule(columns, judged)
    return f"""with
asked as (
{indent(query, "  ")}
),

observed as (
  -- What cannot be computed, such as the correlation with a constant, is not known.
  select
    * replace (
      if(isfinite(observed::double), observed::double, null) as observed,
      if(isnan(observed::double), null, reason) as reason
    )
  from asked
),

claimed (part, rule, claimed, exact, tolerance) as (
  values
    {held}
)

select
  part,
  observed,
  {verdict} as verdict,
  {reason} as reason
from claimed
full join observed using (part)"""


def _rule(columns: set[str], judged: str) -> tuple[str, str]:
    """SQL of the verdict and of its sentence, by what the query itself returns."""
    verdict, reason = "verdict(rule, observed, claimed, exact, tolerance)", "reason"
    if "verdict" in columns:
        verdict = f"coalesce(observed.verdict, {verdict})"
    if judged == "then" and "is_independent" in columns:
        verdict = f"if(is_independent, {verdict}, 'NO_VINTAGE')"
        reason = "if(is_independent, reason, 'Only the article itself bears witness to this first print. ' || reason)"
    return verdict, reason


def _number(value: float | None) -> str:
    return "null" if value is None else str(value)


def _define(con: DuckDBPyConnection) -> None:
    """The macros that claims use, in this connection."""
    for macro in MACROS:
        con.execute(macro.read_text().replace("create or replace macro", "create or replace temp macro"))


def _newest(con: DuckDBPyConnection, claim: Claim) -> date | None:
    """The newest period that all tables of a claim have, or the one it names itself."""
    if claim.newest:
        rows = con.execute(claim.newest).fetchall()
        if len(rows) != 1:
            raise BadModel(f"{claim.file}: `newest` is a query of one day; it returns {len(rows)} rows")
        return rows[0][0]  # type: ignore[no-any-return]
    ends = [end for _, end in _ends(con, claim, "marts") if end]
    return min(ends) if ends else None


def _untestable(claim: Claim, part: Part) -> str:
    """Why no figure can decide, and what would be needed."""
    why = part.because[0].upper() + part.because[1:].rstrip(".") + "."
    return f"{why} {claim.needs}" if claim.needs and not claim.query else why


def _coverage(con: DuckDBPyConnection, claim: Claim, room: str) -> str:
    """How far the tables of a claim reach: `marts.holders to 2026-04-30`."""
    return ", ".join(f"{table} {f'to {end}' if end else 'has none'}" for table, end in _ends(con, claim, room))


def _ends(con: DuckDBPyConnection, claim: Claim, room: str) -> Iterator[tuple[str, date | None]]:
    by_key = {t.key: t for t in warehouse.catalogue()}
    for key in (r for r in claim.reads if r.startswith("marts.")):
        column = next((c.name for c in by_key[key].columns if c.name in PERIODS), None)
        table = key.replace("marts", room)
        yield table, con.execute(f"select max({column}) from {table}").fetchall()[0][0] if column else None


def _build(con: DuckDBPyConnection, day: date, read: Sequence[str]) -> None:
    """The marts that claims read, as known on a day: the same queries, over the known views as of that day."""
    room, before = schema(day), con.execute("select getvariable('as_of')").fetchall()[0][0]
    con.execute(f"create schema {room}; create schema {room}_staging")
    con.execute("set variable as_of = ?", [min(day, before or day)])
    try:
        for table in _needed(read):
            con.execute(f"create table {_moved(table.key, room)} as\n{_moved(table.query, room)}")
    finally:
        con.execute("set variable as_of = ?", [before])
    con.execute(f"drop schema {room}_staging cascade")
    for table in (t for t in _needed(read) if t.schema == "marts" and t.key not in read):
        con.execute(f"drop table {_moved(table.key, room)}")


def _moved(text: str, room: str) -> str:
    return re.sub(r"\bmarts\.", f"{room}.", re.sub(r"\bstaging\.", f"{room}_staging.", text))


def _needed(read: Sequence[str]) -> list[Table]:
    """Models of staging and marts behind some tables, in the order in which they can be built."""
    by_key = {t.key: t for t in warehouse.catalogue()}
    wanted, queue = set[str](), list(read)
    while queue:
        key = queue.pop()
        if key not in wanted and by_key[key].schema in {"staging", "marts"}:
            wanted.add(key)
            queue += by_key[key].reads
    return [t for t in warehouse.catalogue() if t.key in wanted]


def as_of_tables() -> dict[str, Table]:
    """Name of every as-of table of the published file, and the mart that it is."""
    by_key = {t.key: t for t in warehouse.catalogue()}
    pairs = {(c.said_on, key) for c in read_all() for key in c.reads if key.startswith("marts.")}
    return {_moved(key, schema(day)): by_key[key] for day, key in sorted(pairs)}
