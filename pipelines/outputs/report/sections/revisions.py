"""First said, now said: the largest revisions of recent months."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import first_word, month, the, usd

QUERY = """
with
prints as (
  select
    country,
    month,
    first(holdings_usd_bn order by vintage, preference desc) as first_usd_bn,
    last(holdings_usd_bn order by vintage, preference desc) as latest_usd_bn,
    min(vintage) as first_vintage,
    max(vintage) as vintage
  from marts.holdings_by_vintage
  where
    row_class = 'country'
    and month > (select last_day(max(month) - interval 24 month) from marts.holdings_by_vintage)
  group by country, month
  having count(distinct vintage) > 1
)

select
  country || ', ' || strftime(month, '%b %Y') as holder_and_month, country, month, first_usd_bn, latest_usd_bn,
  round(latest_usd_bn - first_usd_bn, 3) as revision_usd_bn, first_vintage, vintage
from prints
where abs(latest_usd_bn - first_usd_bn) >= 0.1
order by abs(latest_usd_bn - first_usd_bn) desc, holder_and_month
limit 12
"""


def title(rows: Rows) -> str:
    """The largest revision."""
    row = rows[0]
    word = "down" if row["revision_usd_bn"] < 0 else "up"
    values = f"from {usd(row['first_usd_bn'])} to {usd(row['latest_usd_bn'])}"
    whose = first_word(f"{the(row['country'])}'s holdings of {month(row['month'])}")
    return f"{whose} were revised {word} by {usd(row['revision_usd_bn'])}, {values}"


def chart(rows: Rows) -> Chart:
    """A bar a revision."""
    return bars(rows, "holder_and_month", [Series("revision_usd_bn", "Revision", "violet")], "+,.1f")


SECTION = Section(
    anchor="revisions",
    question="What was said first, and what is said now?",
    unit="USD billion: newest value less the earliest held here; the twelve largest of the last 24 months",
    source="U.S. Treasury, TIC; first prints as reported by the press on the day",
    note="The earliest value is the first print where one is held, else that of the oldest vintage. "
    "An article that quotes a first print can be right on its day and wrong today.",
    needs="two vintages of one month",
    query=QUERY,
    columns={
        "holder_and_month": "Holder and month", "first_usd_bn": "Earliest held", "latest_usd_bn": "Now",
        "revision_usd_bn": "Revision", "first_vintage": "Earliest vintage", "vintage": "Newest vintage",
    },
    title=title,
    chart=chart,
)  # fmt: skip
