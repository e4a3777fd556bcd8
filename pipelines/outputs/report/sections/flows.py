"""Selling, price or custody: what the changes of a year were made of."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import month, the, usd

QUERY = """
with
of_the_year as (
  select
    country,
    round(sum(net_long_term_purchases_usd_bn), 3) as purchases_usd_bn,
    round(sum(valuation_usd_bn), 3) as valuation_usd_bn,
    round(sum(other_usd_bn), 3) as other_usd_bn,
    round(sum(long_term_change_usd_bn), 3) as change_usd_bn,
    max(month) as month,
    max(vintage) as vintage
  from marts.flows
  where
    row_class = 'country'
    and month > (select last_day(max(month) - interval 12 month) from marts.flows)
  group by country
  having count(long_term_change_usd_bn) = 12 and count(net_long_term_purchases_usd_bn) = 12
)

select *
from of_the_year
qualify
  row_number() over (order by purchases_usd_bn, country) <= 7
  or row_number() over (order by purchases_usd_bn desc, country) <= 7
order by purchases_usd_bn, country
"""


def title(rows: Rows) -> str:
    """The largest net seller and the largest net buyer."""
    low, high = rows[0], rows[-1]
    sold = f"{the(low['country'])} sold {usd(low['purchases_usd_bn'])} more bonds than it bought"
    bought = f"{the(high['country'])} bought {usd(high['purchases_usd_bn'])} net"
    if low["purchases_usd_bn"] >= 0:
        return f"In the year to {month(low['month'])} no country sold more than it bought; {bought}"
    return f"In the year to {month(low['month'])}, {sold}; {bought}"


def chart(rows: Rows) -> Chart:
    """The three parts of each change."""
    series = [
        Series("purchases_usd_bn", "Net purchases", "blue"),
        Series("valuation_usd_bn", "Price", "amber"),
        Series("other_usd_bn", "Custody, reclassification and residual", "grey"),
    ]
    return bars(rows, "country", series, "+,.0f")


SECTION = Section(
    anchor="flows",
    question="Was it selling, price or custody?",
    unit="USD billion over twelve months, bonds and notes: seven largest net sellers and seven largest net buyers",
    source="U.S. Treasury, TIC Table 3",
    note="The parts add up to the change of holdings. Bills are left out: their net purchases are not published.",
    needs="twelve months of TIC Table 3 with flows",
    query=QUERY,
    columns={
        "country": "Country", "purchases_usd_bn": "Net purchases", "valuation_usd_bn": "Price",
        "other_usd_bn": "Other", "change_usd_bn": "Change",
    },
    title=title,
    chart=chart,
)  # fmt: skip
