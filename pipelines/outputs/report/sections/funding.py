"""Who funds the debt: the foreign share of it, and what it earns."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import month, percent

QUERY = """
select
  month, foreign_share_of_public_pct, foreign_share_of_gross_pct, foreign_usd_bn, debt_held_by_public_usd_bn,
  foreign_interest_12m_usd_bn, funding_share_flow_pct, vintage
from marts.foreign_funding
where foreign_share_of_public_pct is not null and month >= '2001-01-31'
order by month
"""


def title(rows: Rows) -> str:
    """The share, against its peak."""
    last, peak = rows[-1], max(rows, key=lambda row: row["foreign_share_of_public_pct"])
    share = f"Foreigners hold {percent(last['foreign_share_of_public_pct'])} of the debt held by the public"
    if peak is last:
        return f"{share}, their largest share since {month(rows[0]['month'])}"
    return f"{share}, down from {percent(peak['foreign_share_of_public_pct'])} in {month(peak['month'])}"


def chart(rows: Rows) -> Chart:
    """Shares of the debt in both definitions."""
    series = [
        Series("foreign_share_of_public_pct", "Of debt held by the public", "blue"),
        Series("foreign_share_of_gross_pct", "Of gross debt", "grey"),
    ]
    return lines(rows, series, ".1f")


SECTION = Section(
    anchor="funding",
    question="Who funds the debt?",
    unit="Foreign holdings as a percentage of U.S. federal debt, end of month",
    source="U.S. Treasury: TIC, Debt to the Penny, Interest Expense",
    note="Holdings are at market value, debt at face value. Interest is estimated at the average rate of the debt.",
    needs="TIC totals and Debt to the Penny",
    query=QUERY,
    columns={
        "month": "Month", "foreign_share_of_public_pct": "Of public debt, %",
        "foreign_share_of_gross_pct": "Of gross debt, %",
        "foreign_usd_bn": "Foreign, USD bn", "foreign_interest_12m_usd_bn": "Interest in 12 months, USD bn",
        "funding_share_flow_pct": "Share of new debt bought, %",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
