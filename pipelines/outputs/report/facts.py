"""The head of the page: the newest month, how late it is, four numbers, what is new and what is not known."""

from collections.abc import Iterator
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import records
from pipelines.outputs.report import text
from pipelines.outputs.report.section import Row

NEWEST = """
select
  t.month, t.vintage, t.holdings_usd_bn, t.holdings_usd_bn - before.holdings_usd_bn as change_1m_usd_bn,
  t.holdings_usd_bn - year.holdings_usd_bn as change_12m_usd_bn
from marts.totals as t
left join marts.totals as before
  on before.month = last_day(t.month - interval 1 month) and before.row_id = t.row_id and before.basis = t.basis
left join marts.totals as year
  on year.month = last_day(t.month - interval 12 month) and year.row_id = t.row_id and year.basis = t.basis
where t.row_id = 'GRAND_TOTAL' and t.holdings_usd_bn is not null and t.month = (select max(month) from marts.holders)
order by t.basis
limit 1
"""
LATE = """
select newest_period, expected_period, missing_periods, days_late, state
from marts.freshness where source = 'tic_slt3'
"""
CHINA = """
select holdings_usd_bn, change_12m_usd_bn, below_peak_pct, peak_month from marts.holders
where holder_id = 'CHN' and holdings_usd_bn is not null and month = (select max(month) from marts.holders)
"""
OFFICIAL = """
select official_share_pct, month from marts.official_private
where official_share_pct is not null and month = (select max(month) from marts.official_private)
"""
DOLLAR = """
select share_pct, share_constant_fx_pct, quarter from marts.currency_shares
where currency = 'USD' and method = 'all_reserves' and share_constant_fx_pct is not null
order by quarter desc limit 1
"""
MOVERS = """
select h.country, h.change_1m_usd_bn, f.reading
from marts.holders as h
left join marts.flows as f on f.holder_id = h.holder_id and f.month = h.month
where h.month = (select max(month) from marts.holders) and h.change_1m_usd_bn is not null
order by h.change_1m_usd_bn, h.country
"""
REVISED = """
select count(distinct (source, key, published_column, period))::integer as n, max(vintage) as vintage
from marts.revisions
where
  source like 'tic%' and (published_column like '%treas%' or source like 'tic_mfh%')
  and abs(change) >= if(unit = 'USD mn', 100, 0.1)
  and vintage = (select max(vintage) from marts.revisions where source like 'tic%')
having n > 0
"""
EMPTY = """
select count(*)::integer as n, if(count(*) = 1, 'is', 'are') as verb
from marts.freshness where newest_period is null having count(*) > 0
"""
NO_VINTAGE = (
    "select count(distinct claim)::integer as n from marts.claims where claim_verdict = 'NO_VINTAGE' having n > 0"
)
HIDDEN = """
select residual_pct, month from marts.concentration
where scenario = 'raw' and basis = 'table3' and residual_pct is not null order by month desc limit 1
"""
CENTRES = """
select round(sum(share_of_foreign_pct), 6) as share_pct, count(*)::integer as n from marts.holders
where is_custody_centre and share_of_foreign_pct is not null and month = (select max(month) from marts.holders)
having n > 0
"""


def one(con: DuckDBPyConnection, query: str) -> Row | None:
    """The one row of a query; None where there is none."""
    rows = records(con, query)
    return rows[0] if rows else None


def numbers(con: DuckDBPyConnection) -> list[dict[str, Any]]:
    """Four numbers, each with its words and the section that it opens; without those that are not known."""
    found = [(one(con, query), anchor, words) for query, anchor, words in NUMBERS]
    return [
        dict(zip(("value", "words"), words(row), strict=True), anchor=anchor) for row, anchor, words in found if row
    ]


def _total(row: Row) -> tuple[str, str]:
    return text.usd(row["holdings_usd_bn"]), f"held by foreigners{_since(row)}"


def _china(row: Row) -> tuple[str, str]:
    return text.usd(row["holdings_usd_bn"]), f"reported by China{_since(row)}"


def _official(row: Row) -> tuple[str, str]:
    return text.percent(row["official_share_pct"], 1), "of foreign holdings are of central banks and governments"


def _dollar(row: Row) -> tuple[str, str]:
    constant = text.percent(row["share_constant_fx_pct"], 1)
    return text.percent(row["share_pct"], 1), f"is the dollar's share of reserves, {constant} at constant rates"


def _since(row: Row) -> str:
    """The change over a year, if it is known."""
    change = row["change_12m_usd_bn"]
    return "" if change is None else f", {text.usd(change)} {text.more_or_less(change)} than a year before"


NUMBERS = (
    (NEWEST, "holders", _total),
    (CHINA, "china", _china),
    (OFFICIAL, "official", _official),
    (DOLLAR, "dollar", _dollar),
)


def late(con: DuckDBPyConnection) -> dict[str, Any]:
    """The newest month, and whether a newer one should be public."""
    newest, state = one(con, NEWEST), one(con, LATE)
    if newest is None:
        return {"month": None, "is_late": False, "sentence": "No month is loaded yet."}
    sentence = f"The newest month is {text.month(newest['month'])}, public since {text.full_day(newest['vintage'])}."
    is_late = state is not None and state["state"] == "late"
    if state is not None and is_late:
        missing = text.plural(state["missing_periods"], "newer month")
        sentence += f" {missing} up to {text.month(state['expected_period'])} are public and not loaded yet:"
        sentence += f" the first has been out for {text.plural(state['days_late'], 'day')}."
    return {"month": newest["month"], "is_late": is_late, "sentence": sentence}


def new(con: DuckDBPyConnection) -> Iterator[str]:
    """What the newest release brought, a sentence each."""
    if (row := one(con, NEWEST)) is not None and row["change_1m_usd_bn"] is not None:
        word = text.more_or_less(row["change_1m_usd_bn"], "rose", "fell")
        yield f"Foreign holdings {word} by {text.usd(row['change_1m_usd_bn'])} in {text.month(row['month'])}."
    movers = records(con, MOVERS)
    for row, word in zip([*movers[:1], *movers[-1:]], ("fell", "rose"), strict=False):
        moved = f"{text.the(row['country'])} {word} most, by {text.usd(row['change_1m_usd_bn'])}{_read(row)}."
        yield text.first_word(moved)
    if (row := one(con, REVISED)) is not None:
        day = text.full_day(row["vintage"])
        values = text.plural(row["n"], "Treasury value")
        yield f"{values} of earlier months changed by $0.1 billion or more with the release of {day}."


def _read(row: Row) -> str:
    """What the largest part of a change was."""
    return f" ({row['reading']})" if row["reading"] else ""


def unknown(con: DuckDBPyConnection) -> Iterator[str]:
    """What nobody can read off this page, a sentence each."""
    if (row := one(con, CENTRES)) is not None:
        share = text.percent(row["share_pct"])
        yield f"Whose securities lie in {row['n']} custody centres, which hold {share} of the total."
    if (row := one(con, HIDDEN)) is not None:
        yield f"Which countries hold the {text.percent(row['residual_pct'], 1)} that TIC does not name."
    if (row := one(con, EMPTY)) is not None:
        yield f"What {text.plural(row['n'], 'source')} would add that {row['verb']} not loaded: see the sources below."
    if (row := one(con, NO_VINTAGE)) is not None:
        yield f"How {text.plural(row['n'], 'claim')} would have looked when said: that day's data are not archived."
