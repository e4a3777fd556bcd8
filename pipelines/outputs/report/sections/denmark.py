"""Denmark, of which an article speaks."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import month, percent, usd

QUERY = """
select
  month, holdings_usd_bn, long_term_usd_bn, bills_usd_bn, change_12m_usd_bn, peak_usd_bn, peak_month, below_peak_pct,
  holdings_rank, is_record_low, vintage
from marts.holders
where
  holder_id = 'DNK' and holdings_usd_bn is not null and below_peak_pct is not null
  and month >= (select max(series_since) from marts.holders where holder_id = 'DNK')
order by month
"""


def title(rows: Rows) -> str:
    """The level against its peak and its lowest month."""
    last, low = rows[-1], min(rows, key=lambda row: row["holdings_usd_bn"])
    start = f"Denmark held {usd(last['holdings_usd_bn'])} in {month(last['month'])}"
    fall = f"{percent(last['below_peak_pct'])} below {month(last['peak_month'])}"
    if low is last:
        return f"{start}, {fall}: the least of the series"
    more = f"but {usd(last['holdings_usd_bn'] - low['holdings_usd_bn'])} above the low of {month(low['month'])}"
    return f"{start}, {fall} {more}"


def chart(rows: Rows) -> Chart:
    """All holdings, and bonds alone."""
    series = [
        Series("holdings_usd_bn", "All Treasuries", "blue"),
        Series("long_term_usd_bn", "Bonds and notes", "teal"),
    ]
    return lines(rows, series, ".1f")


SECTION = Section(
    anchor="denmark",
    question="Did Denmark leave?",
    unit="USD billion at market value, end of month",
    source="U.S. Treasury, TIC Tables 3 and 3D",
    note="An article of January 2026 spoke of a record low: see claims B02 to B11. Danish funds that keep their "
    "securities abroad are counted there.",
    needs="TIC Table 3",
    query=QUERY,
    columns={
        "month": "Month", "holdings_usd_bn": "All", "long_term_usd_bn": "Bonds and notes", "bills_usd_bn": "Bills",
        "change_12m_usd_bn": "12-month change", "holdings_rank": "Rank",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
