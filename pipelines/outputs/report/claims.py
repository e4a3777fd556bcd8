"""The claims as a reader meets them: three verdicts, and reasons that stand alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.outputs.report import text

# One row for each claim. Evaluations and claimants are named here and nowhere else in the report.
QUERY = """
with
texts as (
  select distinct claim, quote || ' ' || statement as said, evidence_sql
  from marts.claims
),

named as (
  select t.claim, c.holder_id
  from texts as t
  join reference.countries as c on contains(t.said, c.country)
  union
  select claim, unnest(regexp_extract_all(evidence_sql, 'holder_id = ''([^'']+)''', 1))
  from texts
),

spoken_of as (
  select claim, list(holder_id order by holder_id) as holder_ids
  from named
  semi join (from reference.countries where row_class = 'country') as c using (holder_id)
  group by claim
)

select
  claim,
  any_value(article) as article,
  any_value(quote) as quote,
  any_value(statement) as statement,
  any_value(claimant) as claimant,
  any_value(claim_date) as claim_date,
  any_value(claim_verdict) filter (evaluation = 'point_in_time') as at_the_time,
  any_value(claim_verdict) filter (evaluation = 'revised') as revised,
  any_value(claim_verdict) filter (evaluation = 'latest') as newest,
  coalesce(bool_or(is_stale), false) as is_stale,
  count(distinct part) as parts,
  arg_min(reason, part_number) filter (
    evaluation = 'revised' and verdict in ('SUPPORTED', 'SUPPORTED_ROUNDED', 'CONSISTENT')
  ) as reason_for,
  arg_min(reason, part_number) filter (evaluation = 'revised' and verdict in ('CONTRADICTED', 'NOT_CONSISTENT'))
    as reason_against,
  arg_min(reason, part_number) filter (evaluation = 'revised' and verdict in ('INCONCLUSIVE', 'MIXED')) as reason_open,
  arg_min(reason, part_number) filter (evaluation = 'revised') as reason_first,
  any_value(coalesce(s.holder_ids, [])) as holder_ids
from marts.claims
left join spoken_of as s using (claim)
group by claim
order by claim
"""


@dataclass(frozen=True)
class Verdict:
    """A verdict by mark, word and colour."""

    mark: str
    word: str
    colour: str


VERDICTS: Mapping[str | None, Verdict] = {
    "SUPPORTED": Verdict("✓", "supported", "yes"),
    "SUPPORTED_ROUNDED": Verdict("≈", "supported, rounded", "yes"),
    "CONSISTENT": Verdict("✓", "consistent", "yes"),
    "CONTRADICTED": Verdict("✕", "contradicted", "no"),
    "NOT_CONSISTENT": Verdict("✕", "not consistent", "no"),
    "MIXED": Verdict("±", "mixed", "part"),
    "INCONCLUSIVE": Verdict("?", "inconclusive", "part"),
    "UNTESTABLE": Verdict("○", "untestable", "mute"),
    "NO_VINTAGE": Verdict("○", "no vintage", "mute"),
    "NO_DATA": Verdict("○", "no data", "mute"),
    None: Verdict(text.DASH, "fixed period", "mute"),
}


SIDES = (("reason_for", "✓"), ("reason_against", "✕"), ("reason_open", "?"))


def reasons(claim: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why, each with its mark: what is for it and what is against it, else what there is to say."""
    sides = [(mark, claim[side]) for side, mark in SIDES if claim[side]]
    return sides if len(sides) > 1 else [("", sides[0][1] if sides else claim["reason_first"])]


def title(claims: Sequence[Mapping[str, Any]]) -> str:
    """How many claims hold by today's data."""
    colours = [VERDICTS[claim["revised"]].colour for claim in claims]
    yes, no, part = (colours.count(colour) for colour in ("yes", "no", "part"))
    others = len(claims) - yes - no - part
    found = f"Of {len(claims)} claims, today's data support {yes} and contradict {no}"
    return f"{found}; {part} are mixed or open, and {others} cannot be evaluated"
