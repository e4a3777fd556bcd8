"""Who holds the debt: the largest holders of the newest month."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import first_word, month, percent, the, usd

QUERY = """
select
  holdings_rank, country, holdings_usd_bn, share_of_foreign_pct, change_12m_usd_bn, below_peak_pct, is_custody_centre,
  month, vintage
from marts.holders
where month = (select max(month) from marts.holders) and holdings_rank <= 15 and share_of_foreign_pct is not null
order by holdings_rank
"""


def title(rows: Rows) -> str:
    """The largest holder, and the weight of the three largest."""
    first, share = rows[0], sum(row["share_of_foreign_pct"] for row in rows[:3])
    three = f"the three largest hold {percent(share)} of all foreign holdings"
    most = f"{the(first['country'])} held most in {month(first['month'])}, {usd(first['holdings_usd_bn'])}"
    return f"{first_word(most)}; {three}"


def chart(rows: Rows) -> Chart:
    """A bar a holder; custody centres have a colour of their own."""
    split = [{**row, "custody" if row["is_custody_centre"] else "own": row["holdings_usd_bn"]} for row in rows]
    series = [Series("own", "Holder", "blue"), Series("custody", "Custody centre: much is held for others", "grey")]
    return bars(split, "country", series, ",.0f")


SECTION = Section(
    anchor="holders",
    question="Who holds U.S. Treasuries?",
    unit="USD billion at market value, fifteen largest foreign holders",
    source="U.S. Treasury, TIC Table 3",
    note="TIC counts a security where its custodian's client resides. The final owner can live elsewhere.",
    needs="TIC Table 3",
    query=QUERY,
    columns={
        "holdings_rank": "Rank", "country": "Country", "holdings_usd_bn": "USD bn", "share_of_foreign_pct": "Share, %",
        "change_12m_usd_bn": "12-month change, USD bn", "below_peak_pct": "Below peak, %",
    },
    title=title,
    chart=chart,
)  # fmt: skip
