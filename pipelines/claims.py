"""The claims of published articles, one file each in `warehouse/claims/`: how such a file is read, and what it may say.

A YAML header gives the quote, who said it and when, and the parts: what is claimed, and how far the observed figure
may be away. One query over the marts returns, per part, `observed` and a sentence, `reason`; also `verdict`, if it
follows a rule of its own, and `is_independent`, false where the only witness of a figure is the article itself. It
speaks of its period by one literal, `date '2025-10-31'`, so that it can be judged of another: see judging.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pipelines import warehouse
from pipelines.warehouse import BadModel, Table

FOLDER = warehouse.MODELS / "claims"
# Those that read no table: a claim as of a day must not read the tables of today.
MACROS = [macro for macro in warehouse.macros() if "marts." not in macro.read_text()]
Kind = Literal["level", "change", "extreme", "rank", "share", "comparison", "trend", "causal", "event", "opinion"]
RULES = ("about", "below", "above", "at_most", "at_least", "consistent_below", "consistent_above", "untestable")
REQUIRED = {"claim", "article", "line", "quote", "said_by", "said_on", "kind", "parts"}
OPTIONAL = {"period", "newest", "series", "needs", "note", "no_vintage"}
NAME = re.compile(r"([a-z]\d{2})_[a-z0-9_]+")


@dataclass(frozen=True)
class Part:
    """One number of a claim. `rule` says how the observed figure is held against it; see macros/verdict.sql.

    `exact`: up to here the figure is the quoted one; `tolerance`: up to here it is within rounding and vintage.
    """

    name: str
    claimed: float | None
    unit: str
    rule: str
    because: str
    exact: float = 0.05
    tolerance: float = 0.0


@dataclass(frozen=True)
class Claim:
    """One claim of an article.

    `needs` says what data an untestable one would need, or what a query needs that may not be at hand;
    `no_vintage` why it cannot be judged as of its day.
    """

    id: str
    file: Path
    claim: str
    article: str
    line: int
    quote: str
    said_by: str
    said_on: date
    kind: Kind
    parts: Sequence[Part]
    query: str
    reads: Sequence[str] = ()
    period: date | None = None
    newest: str | None = None
    series: str | None = None
    needs: str | None = None
    note: str | None = None
    no_vintage: str | None = None


@cache
def read_all() -> tuple[Claim, ...]:
    """Every claim, in the order of their names."""
    claims = tuple(map(read, sorted(FOLDER.glob("*.sql"))))
    ids = [c.id for c in claims]
    for claim in claims:
        if ids.count(claim.id) > 1:
            raise BadModel(f"{claim.file}: another file is named {claim.id} too")
    return claims


def read(path: Path) -> Claim:
    """One claim file; raises BadModel with the file, what was expected and what was found."""
    name = NAME.fullmatch(path.stem)
    if name is None:
        raise BadModel(f"{path}: expected <id>_<slug>.sql, such as b04_denmark.sql")
    header, query = warehouse.read_header(path)
    missing, unknown = REQUIRED - set(header), set(header) - REQUIRED - OPTIONAL
    if missing or unknown:
        raise BadModel(f"{path}: the header lacks {sorted(missing)}; not known in it: {sorted(unknown)}")
    reads = warehouse.lineage(query, path)[0] if query else []
    try:
        parts = [Part(name=n, **{"claimed": None, **p}) for n, p in header.pop("parts").items()]
    except (TypeError, AttributeError) as error:
        raise BadModel(f"{path}: a part has claimed, unit, rule, because, and exact or tolerance: {error}") from None
    claim = Claim(id=name[1].upper(), file=path, parts=parts, query=query, reads=reads, **header)
    return _checked(claim)


def _checked(claim: Claim) -> Claim:
    """A header that contradicts itself is refused."""
    literal = f"date '{claim.period}'"
    wrong = [
        (claim.kind not in get_args(Kind), f"kind is one of {', '.join(get_args(Kind))}; found {claim.kind}"),
        (not isinstance(claim.said_on, date), f"said_on is a day, 2026-01-22; found {claim.said_on}"),
        (claim.period is not None and literal not in claim.query, f"the query does not speak of its period, {literal}"),
        (not claim.query and claim.needs is None, "without a query, `needs` says what data would be needed"),
        (
            not all(r.startswith(("marts.", "reference.")) for r in claim.reads),
            f"reads marts only; found {claim.reads}",
        ),
    ]
    for part in claim.parts:
        wrong += [
            (part.rule not in RULES, f"{part.name}: rule is one of {', '.join(RULES)}; found {part.rule}"),
            (part.rule != "untestable" and part.claimed is None, f"{part.name}: what is claimed?"),
            (part.rule == "about" and part.tolerance <= 0, f"{part.name}: about what? a tolerance is missing"),
            (
                claim.kind == "causal" and part.rule not in RULES[5:],
                f"{part.name}: a causal claim is at best consistent, or untestable; found {part.rule}",
            ),
        ]
    for is_wrong, says in wrong:
        if is_wrong:
            raise BadModel(f"{claim.file}: {says}")
    return claim


def check_quote(claim: Claim, article: str) -> None:
    """The words of the quote stand in that line of the article; raises BadModel that says where they do."""
    lines = article.splitlines()
    found = [n for n, line in enumerate(lines, 1) if claim.quote in line]
    if claim.line in found:
        return
    reads = f"; the line reads: {lines[claim.line - 1][:200]}" if claim.line <= len(lines) else f" of {len(lines)}"
    where = f"; line {found[0]} does" if found else reads
    raise BadModel(f"{claim.file}: line {claim.line} of the article does not have this quote{where}")


def bind(table: Table) -> Table:
    """marts.claims, which is built from the claims' files and from what their queries read."""
    reads = sorted({read for claim in read_all() for read in claim.reads})
    return replace(table, reads=reads, files=[Path(__file__), *MACROS, *(c.file for c in read_all())])
