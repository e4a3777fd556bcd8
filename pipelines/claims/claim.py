"""The claims of published articles, one file each in `warehouse/claims/`: how such a file is read, and what it may say.

A YAML header gives the quote, who said it and when, and the parts: what is claimed, and how far the observed value may
be away. One query over the marts returns, per part, `observed` and a sentence, `reason`. It may also return `low` and
`high`, the 95 % interval of an estimate; `verdict`, if it follows a rule of its own; and `is_independent`, false where
the only witness of a value is the article itself. It speaks of its period by one literal, `date '2025-10-31'`, so that
it can be evaluated for another: see evaluation.py.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveInt, ValidationError

from pipelines import reference, settings
from pipelines.models import macros
from pipelines.models.sql import BadModel, lineage, read_header, without_schema

FOLDER = settings.WAREHOUSE / "claims"
ARTICLES = settings.REFERENCE / "articles.csv"
Kind = Literal["level", "change", "extreme", "rank", "share", "comparison", "trend", "causal", "event", "opinion"]
Rule = Literal[
    "about", "below", "above", "at_most", "at_least", "consistent_below", "consistent_above", "untestable"
]  # fmt: skip
DAY = re.compile(r"'(\d{4}-\d\d-\d\d)'")
NAME = re.compile(r"([a-z]\d{2})_[a-z0-9_]+")


class Part(BaseModel, frozen=True, extra="forbid"):
    """One number of a claim. `rule` says how the observed value is compared with it; see macros/verdict.sql.

    `exact`: up to here the value is the quoted one; `tolerance`: up to here it is within rounding and vintage.
    """

    name: str
    claimed: float | None = None
    unit: str
    rule: Rule
    because: Annotated[str, Field(min_length=3)]
    exact: Annotated[float, Field(ge=0)] = 0.05
    tolerance: Annotated[float, Field(ge=0)] = 0.0


class Claim(BaseModel, frozen=True, extra="forbid"):
    """One claim of an article.

    `needs` names the data that an untestable one would need, or what a query needs that may not be available;
    `no_vintage` why it cannot be evaluated as of its day. `dated`: the words fix their period, so there is no `latest`.
    `candidates` are further periods that the words may mean: each part is evaluated for each of them.
    `sources` are those of the columns that the query reads, where its tables hold columns of others too.
    """

    id: str
    file: Path
    claim: Annotated[str, Field(min_length=3)]
    article: str
    line: PositiveInt
    quote: str
    claimant: str
    claim_date: date
    kind: Kind
    parts: tuple[Part, ...]
    query: str
    reads: tuple[str, ...] = ()
    period: date | None = None
    newest: str | None = None
    series: str | None = None
    needs: str | None = None
    note: str | None = None
    no_vintage: str | None = None
    dated: bool = False
    candidates: tuple[date, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which it is evaluated: point-in-time, as known now, of the newest period."""
        return ("point_in_time", "revised") if self.dated else ("point_in_time", "revised", "latest")


@cache
def all_claims() -> tuple[Claim, ...]:
    """Every claim, in the order of their names."""
    claims = tuple(map(parse, sorted(FOLDER.glob("*.sql"))))
    ids = [c.id for c in claims]
    for claim in claims:
        if ids.count(claim.id) > 1:
            raise BadModel(f"{claim.file}: another file is named {claim.id} too")
    return claims


def parse(path: Path) -> Claim:
    """One claim file; raises BadModel with the file, what was expected and what was found."""
    name = NAME.fullmatch(path.stem)
    if name is None:
        raise BadModel(f"{path}: expected a letter, two digits and a name, such as b04_denmark.sql")
    header, query = read_header(path)
    parts = header.pop("parts", None)
    if not parts or not isinstance(parts, dict) or not all(isinstance(p, dict) for p in parts.values()):
        raise BadModel(f"{path}: parts are names, each with {{claimed, unit, rule, because}}; found {parts}")
    reads = lineage(query, path)[0] if query else []
    known = {"id": name[1].upper(), "file": path, "query": query, "reads": reads}
    if given := header.keys() & known.keys():
        raise BadModel(f"{path}: {', '.join(sorted(given))}: not said in the header, but by the file itself")
    try:
        claim = Claim.model_validate({**header, **known, "parts": [{**p, "name": n} for n, p in parts.items()]})
    except ValidationError as error:
        raise BadModel(f"{path}: {_said(error, [*parts])}") from None
    _check(claim)
    return claim


def _said(error: ValidationError, parts: list[str]) -> str:
    """Every fault of a header: where, what was expected, what was found."""
    said = []
    for fault in error.errors():
        where = ".".join(parts[step] if isinstance(step, int) else str(step) for step in fault["loc"])
        found = "" if fault["type"] == "missing" else f"; found {fault['input']}"
        said.append(f"{where}: {fault['msg']}{found}")
    return "; ".join(said)


@cache
def _articles() -> dict[str, date]:
    """Letter of every article, and the day on which it was published."""
    return {row["article"]: date.fromisoformat(row["published_on"]) for row in reference.rows("articles")}


def _check(claim: Claim) -> None:
    """A header that contradicts itself, its query or its article is refused."""
    literal = f"date '{claim.period}'"
    # A claim as of a day must not read the tables of today, as these macros do.
    readers = [macro.file.stem for macro in macros.readers() if macro.is_called(claim.query)]
    bare = without_schema(claim.query) if claim.query else []
    published_on = _articles().get(claim.article)
    days = sorted({*DAY.findall(claim.query)})
    wrong = [
        (claim.id[0] != claim.article, f"a claim of article {claim.article} is named {claim.article.lower()}01_..."),
        (published_on is None, f"article {claim.article} is unknown: add a line to {ARTICLES}"),
        (
            published_on and claim.claim_date > published_on,
            f"claim_date {claim.claim_date} is after the day of the article, {published_on}",
        ),
        (claim.period and literal not in claim.query, f"the query does not contain its period, {literal}"),
        (
            bool(days) and not claim.period,
            f"the query asks for {', '.join(days)}: write that day as `period` too, so that another can take its place",
        ),
        (bool(claim.candidates) and not claim.period, "candidates need a period"),
        (not claim.query and claim.needs is None, "without a query, name in `needs` the data that would be needed"),
        (bool(readers), f"reads tables by their names, not by {', '.join(readers)}, which reads those of today"),
        (bool(bare), f"names tables with their schema, such as marts.holders; found {', '.join(bare)}"),
        (
            not all(r.startswith(("marts.", "reference.")) for r in claim.reads),
            f"reads marts only; found {', '.join(claim.reads)}",
        ),
    ]
    for part in claim.parts:
        wrong += [
            (not claim.query and part.rule != "untestable", f"{part.name}: without a query it is untestable"),
            (part.rule != "untestable" and part.claimed is None, f"{part.name}: what is claimed?"),
            (part.rule == "about" and part.tolerance <= 0, f"{part.name}: about what? a tolerance is missing"),
            (part.rule != "about" and part.tolerance > 0, f"{part.name}: {part.rule} has a bound and no tolerance"),
            (0 < part.tolerance < part.exact, f"{part.name}: exact {part.exact} is more than the tolerance"),
            (
                claim.kind == "causal" and not part.rule.startswith(("consistent", "untestable")),
                f"{part.name}: a causal claim is at best consistent, or untestable; found {part.rule}",
            ),
        ]
    for is_wrong, says in wrong:
        if is_wrong:
            raise BadModel(f"{claim.file}: {says}")


def check_quote(claim: Claim, article: str) -> None:
    """The words of the quote stand in that line of the article; raises BadModel that says where they do."""
    lines = article.splitlines()
    found = [n for n, line in enumerate(lines, 1) if claim.quote in line]
    if claim.line in found:
        return
    reads = f"; the line reads: {lines[claim.line - 1][:200]}" if claim.line <= len(lines) else f" of {len(lines)}"
    where = f"; line {found[0]} does" if found else reads
    raise BadModel(f"{claim.file}: line {claim.line} of the article does not have this quote{where}")
