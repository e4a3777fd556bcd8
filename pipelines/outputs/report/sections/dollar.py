"""The dollar's share of reserves, as published and at constant exchange rates."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import more_or_less, percent, points, quarter

QUERY = """
select quarter, share_pct, share_constant_fx_pct, not_adjusted_pct, vintage
from marts.currency_shares
where currency = 'USD' and method = 'all_reserves' and share_pct is not null and share_constant_fx_pct is not null
order by quarter
"""


def title(rows: Rows) -> str:
    """Both shares, against ten years before."""
    last = rows[-1]
    before = next((row for row in rows if row["quarter"].year == last["quarter"].year - 10), rows[0])
    change = last["share_constant_fx_pct"] - before["share_constant_fx_pct"]
    word = more_or_less(change, "higher", "lower")
    constant = f"At constant exchange rates the dollar's share is {percent(last['share_constant_fx_pct'], 1)}"
    since = f"{points(change)} {word} than in {quarter(before['quarter'])}"
    return f"{constant}, {since}; as published it is {percent(last['share_pct'], 1)}"


def chart(rows: Rows) -> Chart:
    """Both shares over time."""
    series = [
        Series("share_pct", "As published", "grey"),
        Series("share_constant_fx_pct", "At constant exchange rates", "blue"),
    ]
    return lines(rows, series, ".1f", x="quarter", zero=False)


SECTION = Section(
    anchor="dollar",
    question="Is the dollar's share of reserves falling, or only the dollar?",
    unit="Percent of the world's foreign exchange reserves, end of quarter; the scale does not begin at zero",
    source="IMF COFER; exchange rates of the Federal Reserve",
    note="When the dollar falls, other reserves are worth more dollars and its share falls without a sale. "
    "Constant rates take that out of currencies that COFER names.",
    needs="IMF COFER and exchange rates",
    query=QUERY,
    columns={
        "quarter": "Quarter", "share_pct": "As published, %", "share_constant_fx_pct": "Constant rates, %",
        "not_adjusted_pct": "Not adjusted, %",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
