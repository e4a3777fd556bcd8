"""Gold: who added to it, and who sold."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import first_word, listed, month, the

QUERY = """
with
added as (
  select
    country,
    arg_min(gold_tonnes, period_end) as tonnes_before,
    arg_max(gold_tonnes, period_end) as tonnes_now,
    round(arg_max(gold_tonnes, period_end) - arg_min(gold_tonnes, period_end), 2) as added_tonnes,
    min(period_end) as since,
    max(period_end) as period_end,
    max(vintage) as vintage
  from marts.gold
  where frequency = 'quarterly'
  group by country
)

select *
from added
where abs(added_tonnes) >= 1
qualify
  row_number() over (order by added_tonnes desc, country) <= 11
  or (added_tonnes < 0 and row_number() over (order by added_tonnes, country) <= 4)
order by added_tonnes desc, country
"""


def title(rows: Rows) -> str:
    """The largest buyer and those after it."""
    first, others = rows[0], [the(row["country"]) for row in rows[1:3] if row["added_tonnes"] > 0]
    if first["added_tonnes"] <= 0:
        return f"No country added gold since {month(first['since'])}"
    most = f"{the(first['country'])} added most gold since {month(first['since'])}, {first['added_tonnes']:,.0f} tonnes"
    follow = "follows" if len(others) == 1 else "follow"
    return first_word(most) + (f"; {listed(others)} {follow}" if others else "")


def chart(rows: Rows) -> Chart:
    """A bar a country, in tonnes."""
    return bars(rows, "country", [Series("added_tonnes", "Tonnes added", "amber")], "+,.0f")


SECTION = Section(
    anchor="gold",
    question="Who buys gold?",
    unit="Change of official gold, tonnes: eleven largest buyers and up to four sellers",
    source="IMF International Financial Statistics, as compiled by the World Gold Council (limited extract)",
    note="Reported holdings only. Purchases that a country does not report are not in this chart.",
    needs="official gold by country",
    query=QUERY,
    columns={
        "country": "Country", "added_tonnes": "Added, tonnes", "tonnes_before": "Before, tonnes",
        "tonnes_now": "Now, tonnes", "since": "From", "period_end": "To",
    },
    title=title,
    chart=chart,
)  # fmt: skip
