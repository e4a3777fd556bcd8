"""Official or private: what kind of foreigner holds."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import month, percent

# Since Form SLT; before, positions were extrapolated from transactions.
QUERY = """
select month, official_usd_bn, private_usd_bn, official_share_pct, is_series_break, vintage
from marts.official_private
where month >= '2011-12-31' and official_share_pct is not null
order by month
"""


def title(rows: Rows) -> str:
    """The official share, and what it was when the series began."""
    first, last = rows[0], rows[-1]
    share = f"Central banks and governments hold {percent(last['official_share_pct'])} of foreign holdings"
    word = "down" if last["official_share_pct"] < first["official_share_pct"] else "up"
    return f"{share}, {word} from {percent(first['official_share_pct'])} in {month(first['month'])}"


def chart(rows: Rows) -> Chart:
    """Both amounts; breaks of the series are marked."""
    series = [Series("official_usd_bn", "Official", "blue"), Series("private_usd_bn", "Private", "amber")]
    return lines(rows, series, ",.0f")


SECTION = Section(
    anchor="official",
    question="Central banks, or private holders?",
    unit="USD billion at market value, end of month",
    source="U.S. Treasury, TIC",
    note="Official holders are governments and central banks. What they keep with private custodians abroad can count "
    "as private.",
    needs="TIC Table 3",
    query=QUERY,
    columns={
        "month": "Month", "official_usd_bn": "Official", "private_usd_bn": "Private",
        "official_share_pct": "Official, %",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
