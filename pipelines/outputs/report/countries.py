"""A page for each large holder, and for each that a claim speaks of: one template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from pipelines.database import quoted, records
from pipelines.outputs.report import text
from pipelines.outputs.report.draw import NARROW, lines
from pipelines.outputs.report.kept import Kept
from pipelines.outputs.report.section import Row, Rows, Series
from pipelines.outputs.report.svg import Drawing, drawn

# The newest month of each holder that is large, or of which a claim speaks, and what made up its twelve months.
HOLDERS = """
select h.holder_id, h.country, h.is_custody_centre, h.holdings_usd_bn, h.change_12m_usd_bn, h.share_of_foreign_pct,
  h.holdings_rank, h.peak_usd_bn, h.peak_month, h.below_peak_pct, h.is_record_low, h.month, h.vintage,
  y.purchases_usd_bn, y.valuation_usd_bn, y.other_usd_bn, y.bills_usd_bn
from marts.holders as h
left join (
  select holder_id, max(month) as month, sum(net_long_term_purchases_usd_bn) as purchases_usd_bn,
    sum(valuation_usd_bn) as valuation_usd_bn, sum(other_usd_bn) as other_usd_bn,
    sum(bills_change_usd_bn) as bills_usd_bn
  from marts.flows
  where month > (select last_day(max(month) - interval 12 month) from marts.flows)
  group by holder_id
  having count(other_usd_bn + bills_change_usd_bn) = 12
) as y on y.holder_id = h.holder_id and y.month = h.month
where h.month = (select max(month) from marts.holders) and h.holdings_usd_bn is not null
order by h.country
"""
LARGE = 50  # USD bn
HISTORY = """
select month, holdings_usd_bn, long_term_usd_bn, is_series_break, vintage
from marts.holders
where holder_id = $holder and month >= date '2011-09-30' and holdings_usd_bn is not null
order by month
"""


@dataclass(frozen=True)
class Part:
    """A table of a country's page: `$holder` in its query is the country's code."""

    anchor: str
    title: str
    note: str
    query: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A part with the rows of one country, and the query as it can be pasted."""

    part: Part
    query: str
    rows: Rows


PARTS = (
    Part(
        anchor="months",
        title="Holdings month by month: purchases, price and custody",
        note="USD billion. The parts are of bonds and notes; bills change holdings as well.",
        query="""
select
  h.month, h.holdings_usd_bn, h.holdings_rank, h.change_1m_usd_bn, f.net_long_term_purchases_usd_bn,
  f.valuation_usd_bn, f.other_usd_bn, f.bills_change_usd_bn, f.reading
from marts.holders as h
left join marts.flows as f on f.holder_id = h.holder_id and f.month = h.month
where h.holder_id = $holder
order by h.month desc
limit 13
""",
        columns={
            "month": "Month", "holdings_usd_bn": "Holdings", "holdings_rank": "Rank", "change_1m_usd_bn": "Change",
            "net_long_term_purchases_usd_bn": "Net purchases", "valuation_usd_bn": "Price",
            "other_usd_bn": "Custody and other", "bills_change_usd_bn": "Bills", "reading": "Reading",
        },
    ),
    Part(
        anchor="reserves",
        title="Reserves and gold at the end of the year",
        note="Treasuries of all residents, private ones included, over reserves without gold.",
        query="""
select
  period_end, reserves_ex_gold_usd_bn, gold_tonnes, gold_usd_bn, gold_share_pct, resident_treasuries_to_reserves_pct
from marts.reserve_mix
where holder_id = $holder and frequency = 'annual'
order by period_end desc
limit 10
""",
        columns={
            "period_end": "Year-end", "reserves_ex_gold_usd_bn": "Reserves without gold, USD bn",
            "gold_tonnes": "Gold, tonnes", "gold_usd_bn": "Gold, USD bn", "gold_share_pct": "Gold, % of reserves",
            "resident_treasuries_to_reserves_pct": "Treasuries to reserves, %",
        },
    ),
    Part(
        anchor="revisions",
        title="Revisions",
        note="USD billion: newest value less the earliest held here, where they differ; the largest first.",
        query="""
select
  month, first(holdings_usd_bn order by vintage, preference desc) as first_usd_bn,
  last(holdings_usd_bn order by vintage, preference desc) as latest_usd_bn,
  round(latest_usd_bn - first_usd_bn, 3) as revision_usd_bn, min(vintage) as first_vintage,
  max(vintage) as newest_vintage
from marts.holdings_by_vintage
where
  holder_id = $holder
  and month > (select last_day(max(month) - interval 24 month) from marts.holdings_by_vintage)
group by month
having count(distinct vintage) > 1 and abs(revision_usd_bn) >= 0.05
order by abs(revision_usd_bn) desc, month desc
limit 8
""",
        columns={
            "month": "Month", "first_usd_bn": "Earliest held", "latest_usd_bn": "Now", "revision_usd_bn": "Revision",
            "first_vintage": "Earliest vintage", "newest_vintage": "Newest vintage",
        },
    ),
)  # fmt: skip


def chosen(con: DuckDBPyConnection, claims: Sequence[Row]) -> list[dict[str, Any]]:
    """The holders that have a page, each with the claims that speak of it."""
    spoken: dict[str, list[Row]] = {}
    for claim in claims:
        for holder in claim["holder_ids"]:
            spoken.setdefault(holder, []).append(claim)
    rows = records(con, HOLDERS)
    large = [row for row in rows if (row["holdings_usd_bn"] or 0) > LARGE or row["holder_id"] in spoken]
    return [{**row, "claims": spoken.get(row["holder_id"], [])} for row in large]


def tables(con: DuckDBPyConnection, holder: str) -> list[Table]:
    """The tables of a country that have rows."""
    queries = [(part, part.query.replace("$holder", quoted(holder)).strip()) for part in PARTS]
    found = [Table(part, query, records(con, query)) for part, query in queries]
    return [table for table in found if table.rows]


def title(country: Row) -> str:
    """The level of a country, its rank, and how far it is below its peak."""
    held = (
        f"{text.the(country['country'])} held {text.usd(country['holdings_usd_bn'])} in {text.month(country['month'])}"
    )
    rank = f", rank {country['holdings_rank']}" if country["holdings_rank"] else ""
    below = country["below_peak_pct"]
    peak = (
        f", {text.percent(below)} below its peak of {text.month(country['peak_month'])}"
        if below
        else ", its highest level"
    )
    return text.first_word(held + rank + (peak if below is not None else ""))


def year(country: Row) -> str | None:
    """What its change over twelve months was made of; None where a part is not known."""
    bought = country["purchases_usd_bn"]
    if bought is None:
        return None
    parts = {"prices": "valuation_usd_bn", "custody and other changes": "other_usd_bn", "bills": "bills_usd_bn"}
    rest = [
        f"{what} {text.more_or_less(country[part], 'added', 'subtracted')} {text.usd(country[part])}"
        for what, part in parts.items()
        if abs(country[part]) >= 0.05  # less would read as nothing
    ]
    traded = f"it {text.more_or_less(bought, 'bought', 'sold')} {text.usd(bought)} of bonds and notes net"
    return f"Over twelve months {'; '.join([traded, *filter(None, [text.listed(rest)])])}."


def numbers(country: Row) -> list[tuple[str, str]]:
    """The numbers beside the chart, with their words; only those that are known."""
    share, change, peak = (country[c] for c in ("share_of_foreign_pct", "change_12m_usd_bn", "peak_usd_bn"))
    found = [(text.percent(share, 1), "of all foreign holdings")] if share is not None else []
    if change is not None:
        found.append((text.usd(change), f"{text.more_or_less(change)} than a year before"))
    if peak is not None:
        found.append((text.usd(peak), f"at the peak of {text.month(country['peak_month'])}"))
    return found


def drawing(con: DuckDBPyConnection, holder: str, kept: Kept) -> Drawing:
    """Holdings since Form SLT, all and bonds alone."""
    series = [
        Series("holdings_usd_bn", "All Treasuries", "blue"),
        Series("long_term_usd_bn", "Bonds and notes", "teal"),
    ]
    rows = records(con, HISTORY.replace("$holder", quoted(holder)))
    form = ",.0f" if max(row["holdings_usd_bn"] for row in rows) >= 100 else ".1f"
    return drawn(lines([{**row, "is_series_break": False} for row in rows], series, form).draw(NARROW), kept)
