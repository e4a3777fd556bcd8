"""Treasuries or gold: what foreigners bought of each, year by year."""

from pipelines.outputs.report.draw import lines
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import more_or_less, usd

QUERY = """
with
gold as (
  select
    year(period_end) as gold_year,
    avg(gold_usd_oz) as gold_usd_oz
  from marts.gold_prices
  where gold_price_basis = 'monthly_average'
  group by all
  having count(*) = 12
)

select
  o.month,
  date_trunc('year', o.month)::date as year,
  o.total_purchases_12m_usd_bn as official_usd_bn,
  p.total_purchases_12m_usd_bn as private_usd_bn,
  d.demand_tonnes as gold_tonnes,
  d.demand_tonnes * ounces_per_tonne() * g.gold_usd_oz / 1e9 as gold_usd_bn,
  o.is_estimate_12m,
  o.vintage
from marts.purchases as o
join marts.purchases as p on o.month = p.month and p.holder_id = 'FOREIGN_NON_OFFICIAL'
join reference.central_bank_gold_demand as d on d.year = year(o.month) and d.edition = 'current'
join gold as g on d.year = g.gold_year
where
  o.holder_id = 'FOREIGN_OFFICIAL'
  and month(o.month) = 12
  and o.total_purchases_12m_usd_bn is not null
  and p.total_purchases_12m_usd_bn is not null
order by o.month
"""


def title(rows: Rows) -> str:
    """What central banks bought of both in the last whole year, and what private holders did."""
    last = rows[-1]
    gold = f"In {last['month'].year} central banks {_traded(last['gold_usd_bn'])} of gold"
    official = f"official holders {_traded(last['official_usd_bn'])} of Treasuries"
    return f"{gold}; {official}, private holders abroad {_traded(last['private_usd_bn'])}"


def _traded(net: float) -> str:
    return f"{more_or_less(net, 'bought', 'sold')} {usd(net)}"


def chart(rows: Rows) -> Chart:
    """Three amounts a year; what lies below zero was sold."""
    series = [
        Series("private_usd_bn", "Treasuries, private holders", "teal"),
        Series("official_usd_bn", "Treasuries, official holders", "blue"),
        Series("gold_usd_bn", "Gold, central banks", "amber"),
    ]
    return lines(rows, series, ",.0f", x="year")


SECTION = Section(
    anchor="treasuries-or-gold",
    question="Treasuries or gold?",
    unit="Net purchases, USD billion a calendar year",
    source="U.S. Treasury, TIC; World Gold Council, Gold Demand Trends (cited); World Bank, Pink Sheet",
    note="Gold is tonnes at the average price of the year, with purchases that no country reports. Purchases of "
    "Treasuries before 2024 are modelled in part. Official holders may also buy through private custodians.",
    needs="TIC Table 3, gold prices",
    query=QUERY,
    columns={
        "month": "Year to", "official_usd_bn": "Treasuries, official", "private_usd_bn": "Treasuries, private",
        "gold_usd_bn": "Gold, USD bn", "gold_tonnes": "Gold, tonnes", "is_estimate_12m": "Treasuries modelled",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
