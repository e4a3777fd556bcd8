"""Concentration, as the interval that the data allow."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import month

QUERY = """
select
  month,
  max(hhi_low_points) filter (scenario = 'raw') as reported_low,
  max(hhi_high_points) filter (scenario = 'raw') as reported_high,
  max(hhi_low_points) filter (scenario = 'six_centres_merged') as merged_low,
  max(hhi_high_points) filter (scenario = 'six_centres_merged') as merged_high,
  max(effective_holders_low) filter (scenario = 'raw') as holders_low,
  max(effective_holders_high) filter (scenario = 'raw') as holders_high,
  max(effective_holders_low) filter (scenario = 'six_centres_merged') as merged_holders_low,
  max(vintage) as vintage
from marts.concentration
where basis in ('table3', 'slt3d')
group by month
having count(effective_holders_low) filter (scenario in ('raw', 'six_centres_merged')) = 2
order by month
"""


def title(rows: Rows) -> str:
    """How many equal holders it is like, reported and with the centres as one."""
    last = rows[-1]
    low, high = f"{last['holders_low']:.0f}", f"{last['holders_high']:.0f}"
    many = low if low == high else f"{low} to {high}"
    like = f"In {month(last['month'])} foreign holdings were as concentrated as {many} equal holders"
    return f"{like}; as {last['merged_holders_low']:.0f} if the six custody centres were one"


def chart(rows: Rows) -> Chart:
    """A band from the lowest to the highest possible index, reported and merged."""
    series = [
        Series("merged_low", "Six custody centres as one", "grey", high="merged_high"),
        Series("reported_low", "As reported", "blue", high="reported_high"),
    ]
    return lines(rows, series, ",.0f")


SECTION = Section(
    anchor="concentration",
    question="How concentrated is foreign ownership?",
    unit="Herfindahl-Hirschman index, 10,000 is a single holder; a band from the lowest to the highest possible",
    source="U.S. Treasury, TIC Tables 3 and 3D",
    note="TIC does not name every holder, so the index is an interval. Where the band looks like a line, it is narrow.",
    needs="TIC Table 3",
    query=QUERY,
    columns={
        "month": "Month", "reported_low": "Reported, low", "reported_high": "Reported, high",
        "merged_low": "Merged, low", "merged_high": "Merged, high",
        "holders_low": "Equal holders, low", "holders_high": "Equal holders, high",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
