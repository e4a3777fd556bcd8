"""China and its custody: what is reported, and what could be held for it elsewhere."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Row, Rows, Section, Series
from pipelines.outputs.report.text import month, more_or_less, usd

QUERY = """
select
  month,
  max(adjusted_usd_bn) filter (custody_scenario = 'cn') as china_usd_bn,
  max(adjusted_usd_bn) filter (custody_scenario = 'cn_plus_hk') as with_hong_kong_usd_bn,
  max(adjusted_usd_bn) filter (custody_scenario = 'cn_plus_be') as with_belgium_usd_bn,
  max(adjusted_change_12m_usd_bn) filter (custody_scenario = 'cn') as china_change_12m_usd_bn,
  max(adjusted_change_12m_usd_bn) filter (custody_scenario = 'cn_plus_be') as with_belgium_change_12m_usd_bn,
  max(vintage) as vintage
from marts.custody_adjusted
group by month
having count(adjusted_usd_bn) filter (custody_scenario in ('cn', 'cn_plus_be')) = 2
order by month
"""


def title(rows: Rows) -> str:
    """China's decline since its peak, and whether Belgium makes up for it."""
    last, peak = rows[-1], max(rows, key=lambda row: row["china_usd_bn"])
    fall = usd(peak["china_usd_bn"] - last["china_usd_bn"])
    since = f"{fall} less than in {month(peak['month'])}" if peak is not last else "the most of all months"
    return f"China reports {usd(last['china_usd_bn'])}, {since}; {_with(last, peak)}"


def _with(last: Row, peak: Row) -> str:
    """The same change if all of Belgium were Chinese."""
    change = last["with_belgium_usd_bn"] - peak["with_belgium_usd_bn"]
    return f"with Belgium counted in, {usd(change)} {more_or_less(change)}"


def chart(rows: Rows) -> Chart:
    """China alone and with each of two custodians."""
    series = [
        Series("with_belgium_usd_bn", "China with Belgium", "amber"),
        Series("with_hong_kong_usd_bn", "China with Hong Kong", "teal"),
        Series("china_usd_bn", "China, mainland", "red"),
    ]
    return lines(rows, series, ",.0f")


SECTION = Section(
    anchor="china",
    question="Is China leaving, or moving its custody?",
    unit="USD billion at market value, end of month",
    source="U.S. Treasury, TIC Tables 3 and 3D",
    note="Belgium is the seat of Euroclear, which holds for clients everywhere. Nobody publishes how much is Chinese, "
    "so the upper line is a bound and no estimate.",
    needs="TIC Table 3",
    query=QUERY,
    columns={
        "month": "Month", "china_usd_bn": "China", "with_hong_kong_usd_bn": "With Hong Kong",
        "with_belgium_usd_bn": "With Belgium", "china_change_12m_usd_bn": "China, 12-month change",
        "with_belgium_change_12m_usd_bn": "With Belgium, 12-month change",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
