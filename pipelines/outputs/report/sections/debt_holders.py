"""Foreigners beside the other holders of the debt."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import percent, quarter, usd

# Foreigners alone are the section before: a comparison needs somebody else in the same quarter.
QUERY = """
select
  replace(debt_holder, '_', ' ') as debt_holder, held_usd_bn, held_share_of_public_pct, held_change_1y_usd_bn,
  held_share_of_change_pct, quarter, vintage
from marts.holders_of_the_debt
where
  debt_holder not in ('foreign_official', 'foreign_private')
  and held_share_of_public_pct is not null
  and quarter = (select max(quarter) from marts.holders_of_the_debt where debt_holder not like 'foreign%')
order by held_usd_bn desc, debt_holder
"""


def title(rows: Rows) -> str:
    """The largest kind of holder, and who added most."""
    first = rows[0]
    grown = max(rows, key=lambda row: row["held_change_1y_usd_bn"] or 0)
    most = (
        f"In {quarter(first['quarter'])} {first['debt_holder']} held most, {percent(first['held_share_of_public_pct'])}"
    )
    return f"{most}; {grown['debt_holder']} added {usd(grown['held_change_1y_usd_bn'] or 0)} in a year"


def chart(rows: Rows) -> Chart:
    """A bar for each kind of holder."""
    return bars(rows, "debt_holder", [Series("held_usd_bn", "Holdings", "blue")], ",.0f")


SECTION = Section(
    anchor="debt-holders",
    question="Who else holds the debt?",
    unit="USD billion, end of quarter",
    source="U.S. Treasury; Federal Reserve, Financial Accounts",
    note="The kinds do not add up to the debt: their values differ in basis, and custody overlaps.",
    needs="the holdings of the Federal Reserve, funds and households, which come from FRED",
    query=QUERY,
    columns={
        "debt_holder": "Holder", "held_usd_bn": "USD bn", "held_share_of_public_pct": "Of public debt, %",
        "held_change_1y_usd_bn": "Change in a year, USD bn", "held_share_of_change_pct": "Of the change, %",
    },
    title=title,
    chart=chart,
)  # fmt: skip
