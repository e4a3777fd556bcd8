"""Every claim, evaluated three ways by changing the text of its query alone; each text is kept as the evidence.

point_in_time   the marts as known on the claim date: schema vintage_20260122 of the published file
revised         the marts as they are now
latest    the same, with the newest period in the place of the literal
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from textwrap import indent
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from pipelines import metadata
from pipelines.claims import asof, coverage, units
from pipelines.claims.asof import Room
from pipelines.claims.claim import Claim, Part, all_claims
from pipelines.database import quoted
from pipelines.models.build import behind
from pipelines.models.sql import BadModel
from pipelines.models.table import Build, PythonTable, RawTable, Table
from pipelines.sources.base import Column

WAYS = ("point_in_time", "revised", "latest")
SHOWN = {"part", "observed", "reason"}
COLUMNS = [
    Column("claim", "VARCHAR", "code", "Article and number of the claim."),
    Column("part", "VARCHAR", "name", "One number of a claim that has several."),
    Column("part_number", "INTEGER", "number", "Place of the part in the claim's file."),
    Column("evaluation", "VARCHAR", "class", "point_in_time, revised or latest."),
    Column("article", "VARCHAR", "code", "Article."),
    Column("line", "INTEGER", "number", "Line of the article."),
    Column("quote", "VARCHAR", "text", "The words of the article."),
    Column("statement", "VARCHAR", "text", "What is claimed, in plain words."),
    Column("claimant", "VARCHAR", "text", "Who said it, as the article names them."),
    Column("claim_date", "DATE", "date", "Day on which it was said."),
    Column("kind", "VARCHAR", "class", "Kind of claim."),
    Column("as_of", "DATE", "date", "Day as of which the data are known; NULL: everything known."),
    Column("period", "DATE", "date", "Period of which it is evaluated."),
    Column("observed", "DOUBLE", "unit of the row", "The value in the data."),
    Column("observed_low", "DOUBLE", "unit of the row", "Lower end of the 95 % interval of an estimate."),
    Column("observed_high", "DOUBLE", "unit of the row", "Upper end of the 95 % interval of an estimate."),
    Column("claimed", "DOUBLE", "unit of the row", "The claimed value, or the bound that the claim sets."),
    Column("unit", "VARCHAR", "unit", "Unit of both."),
    Column("rule", "VARCHAR", "class", "How observed is compared with claimed."),
    Column("tolerance", "DOUBLE", "unit of the row", "How far observed may be away."),
    Column("because", "VARCHAR", "text", "Why this rule and this tolerance."),
    Column("verdict", "VARCHAR", "class", "By the rule; NULL where nothing is observed."),
    Column("evidence_sql", "VARCHAR", "text", "The query that was asked."),
    Column("reason", "VARCHAR", "text", "The sentence that the query gave."),
    Column("coverage", "VARCHAR", "text", "How far the data reach that the query reads."),
    Column("needs", "VARCHAR", "text", "What must be fetched before it can be evaluated."),
    Column("sources", "VARCHAR[]", "names", "Sources of the values that the query reads."),
]  # fmt: skip
FIELDS = [column.name for column in COLUMNS]


@dataclass(frozen=True)
class Evaluation:
    """What claims are evaluated over: the tables of a file, and in which room each day is found."""

    con: DuckDBPyConnection
    tables: Mapping[str, Table]
    rooms: Mapping[date, Room] = field(default_factory=dict)
    returned: dict[str, set[str]] = field(default_factory=dict)

    def evaluate(self, claim: Claim, way: str) -> Iterator[list[Any]]:
        """One row of `meta.evaluations` per part, and one more for each further period that the words may mean."""
        if way == "latest":
            yield from self._rows(claim, way, self._newest(claim) if claim.period else None)
            return
        for nth, period in enumerate((claim.period, *claim.candidates)):
            yield from self._rows(claim, way, period, nth * len(claim.parts))

    def _rows(self, claim: Claim, way: str, period: date | None, before: int = 0) -> Iterator[list[Any]]:
        """The parts of a claim for one period, numbered after those before."""
        as_of = claim.claim_date if way == "point_in_time" else None
        is_asked = claim.query and not (way == "point_in_time" and claim.no_vintage)
        text = self.evidence(claim, way, period) if is_asked else None
        found = self._found(claim, way, text) if text else {}
        covered = coverage.in_words(self._ends(claim, way))
        sources = self._sources(claim)
        for number, part in enumerate(claim.parts, before + 1):
            name = f"{part.name}_{period:%Y_%m}" if before and period else part.name
            observed, low, high, verdict, reason = found[part.name] if text else (*[None] * 4, claim.no_vintage)
            if part.rule == "untestable":
                verdict, reason = "UNTESTABLE", reason or _untestable(claim, part)
            yield [
                claim.id, name, number, way, claim.article, claim.line, claim.quote, claim.claim, claim.claimant,
                claim.claim_date, claim.kind, as_of, period, observed, low, high, part.claimed, part.unit, part.rule,
                part.tolerance, part.because, verdict, text, reason, covered, claim.needs, sources,
            ]  # fmt: skip

    def _found(self, claim: Claim, way: str, text: str) -> dict[str, tuple[Any, ...]]:
        """Part to what the query returns of it."""
        try:
            rows = self.con.execute(text).fetchall()
        except duckdb.Error as error:
            raise BadModel(f"{claim.file}, {way}: {error}") from None
        found = {row[0]: row[1:] for row in rows}
        if strange := {str(part) for part in found} - {p.name for p in claim.parts}:
            parts = ", ".join(sorted(strange))
            raise BadModel(f"{claim.file}: the query returns {parts}, which is no part of the header")
        if len(rows) > len(found):
            raise BadModel(f"{claim.file}, {way}: the query returns a part twice")
        return found

    def dry_run(self, claim: Claim) -> None:
        """Run all that a claim says in SQL, and compare its units; raises BadModel with the file."""
        try:
            if claim.query:
                self.con.execute(self.evidence(claim, "revised", claim.period))
            for query in filter(None, (claim.newest, claim.series)):
                self.con.execute(query)
        except duckdb.Error as error:
            raise BadModel(f"{claim.file}: {error}") from None
        if claim.query:
            units.check(claim, self.tables)

    def evidence(self, claim: Claim, way: str, period: date | None) -> str:
        """The query that a reader can paste: what is observed of each part, compared with what is claimed."""
        query = claim.query
        columns = self._columns(claim)
        if way == "point_in_time":
            query = self.rooms[claim.claim_date].moved(query)
        if period != claim.period:
            query = query.replace(f"date '{claim.period}'", f"date '{period}'" if period else "null::date")
        held = ",\n    ".join(
            f"({quoted(p.name)}, {quoted(p.rule)}, {_number(p.claimed)}, {p.exact}, {p.tolerance})" for p in claim.parts
        )
        return EVIDENCE.format(indent(query, "  "), held, *_rule(columns, way))

    def _columns(self, claim: Claim) -> set[str]:
        """The columns that the query of a claim returns."""
        if claim.query not in self.returned:
            columns = {row[0] for row in self.con.execute(f"describe {claim.query}").fetchall()}
            if not SHOWN <= columns <= {*SHOWN, "low", "high", "verdict", "is_independent"}:
                found = ", ".join(sorted(columns))
                raise BadModel(f"{claim.file}: a query returns part, observed, reason; found {found}")
            self.returned[claim.query] = columns
        return self.returned[claim.query]

    def _newest(self, claim: Claim) -> date | None:
        """The newest period that all tables of a claim have, or the one it names itself."""
        if claim.newest:
            rows = self.con.execute(claim.newest).fetchall()
            if len(rows) != 1:
                raise BadModel(f"{claim.file}: `newest` is a query of one day; it returns {len(rows)} rows")
            return rows[0][0]  # type: ignore[no-any-return]
        return min(filter(None, self._ends(claim, "latest").values()), default=None)

    def _sources(self, claim: Claim) -> list[str]:
        """Sources behind the tables of a claim, or those of them whose columns it says that it reads."""
        found = [t.name for t in behind(self.tables, claim.reads) if isinstance(t, RawTable)]
        if strange := {*claim.sources} - {*found}:
            raise BadModel(f"{claim.file}: sources: {', '.join(sorted(strange))} is not behind its tables")
        return [name for name in found if not claim.sources or name in claim.sources]

    def _ends(self, claim: Claim, way: str) -> dict[str, date | None]:
        """How far each table of a claim that has periods reaches: `marts.holders`, 2026-04-30; None: it is empty."""
        ends = {}
        for key in (r for r in claim.reads if r.startswith("marts.")):
            if column := self.tables[key].period:
                table = self.rooms[claim.claim_date].moved(key) if way == "point_in_time" else key
                ends[key] = self.con.execute(f"select max({column}) from {table}").fetchall()[0][0]
        return ends


EVIDENCE = """with
asked as (
{}
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
    {}
)

select
  part,
  observed,
  {} as low,
  {} as high,
  {} as verdict,
  {} as reason
from claimed
full join observed using (part)"""


def _rule(columns: set[str], way: str) -> tuple[str, str, str, str]:
    """SQL of the interval, of the verdict and of its sentence, by what the query itself returns."""
    low, high = (f"if(observed is null, null, {end})" if end in columns else "null" for end in ("low", "high"))
    verdict, reason = f"verdict(rule, observed, claimed, exact, tolerance, {low}, {high})", "reason"
    if "verdict" in columns:
        verdict = f"coalesce(observed.verdict, {verdict})"
    if way == "point_in_time" and "is_independent" in columns:
        verdict = f"if(is_independent, {verdict}, 'NO_VINTAGE')"
        reason = "if(is_independent, reason, 'Only the article itself bears witness to this first print. ' || reason)"
    return low, high, verdict, reason


def _number(value: float | None) -> str:
    return "null" if value is None else str(value)


def _untestable(claim: Claim, part: Part) -> str:
    """Why no data can decide, and what would be needed."""
    why = part.because[0].upper() + part.because[1:].rstrip(".") + "."
    return f"{why} {claim.needs}" if claim.needs and not claim.query else why


def _judge(build: Build) -> None:
    """Fill `meta.evaluations`: every part of every claim, three ways. Builds the marts as known on each day."""
    rooms = asof.rooms(build.con, build.tables, all_claims())
    asof.clear(build.con, kept=[room.schema for room in rooms])
    for room in rooms:
        asof.bring(build, room)
    evaluation = Evaluation(build.con, build.tables, {day: room for room in rooms for day in room.days})
    rows = [row for claim in all_claims() for way in claim.ways for row in evaluation.evaluate(claim, way)]
    metadata.put(build.con, "evaluations", rows)


def _dry_run(con: DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    """Run every claim over empty tables: a misspelt table, column or unit fails before anything is fetched."""
    for claim in all_claims():
        Evaluation(con, tables).dry_run(claim)


def _about(con: DuckDBPyConnection, database: str, tables: Mapping[str, Table]) -> None:
    """Comments on the marts as known on each day."""
    for room in asof.rooms(con, tables, all_claims()):
        asof.describe(con, database, tables, room)


def evaluations() -> PythonTable:
    """The table of all claims as evaluated; `marts.claims` says in words what is missing."""
    return PythonTable(
        "meta", "evaluations", "claims",
        "Every claim as evaluated, before marts.claims says what is missing: one row per part, three times.",
        expect=[
            {"expect_compound_columns_to_be_unique": {"column_list": ["claim", "part", "evaluation"]}},
            {"name": "observed_or_reason_given", "rows_where": "observed is null and coverage is null"},
        ],
        columns=COLUMNS,
        reads=sorted({read for claim in all_claims() for read in claim.reads}),
        files=[Path(__file__), Path(asof.__file__), Path(coverage.__file__), *(c.file for c in all_claims())],
        calls=[c.query for c in all_claims()] + ["verdict("],
        make=_judge, dry_run=_dry_run, about=_about,
    )  # fmt: skip
