"""Does the market feel it: foreign purchases and the ten-year yield in the same month."""

from pipelines.outputs.report.draw import scatter
from pipelines.outputs.report.section import Chart, Rows, Section
from pipelines.outputs.report.text import MINUS

QUERY = """
with
yields as (
  select
    month,
    round(100 * (yield_10y_month_end_pct - lag(yield_10y_month_end_pct) over (order by month)), 3) as yield_change_bp
  from marts.market_monthly
),

pairs as (
  select p.month, p.total_purchases_usd_bn, y.yield_change_bp, p.vintage
  from marts.purchases as p
  join yields as y using (month)
  where p.holder_id = 'GRAND_TOTAL' and not p.is_estimate and p.total_purchases_usd_bn is not null
),

link as (
  select corr(total_purchases_usd_bn, yield_change_bp) as r, count(yield_change_bp) as n
  from pairs
)

select
  pairs.*, r as correlation, n::integer as months, tanh(atanh(r) - 1.96 / sqrt(n - 3)) as correlation_low,
  tanh(atanh(r) + 1.96 / sqrt(n - 3)) as correlation_high
from pairs
cross join link
where yield_change_bp is not null and n >= 24 and abs(r) < 1
order by month
"""


def title(rows: Rows) -> str:
    """The correlation with its interval, and whether it differs from zero."""
    r, low, high = (rows[0][f"correlation{end}"] for end in ("", "_low", "_high"))
    seen = f"a correlation of {r:+.2f} over {rows[0]['months']} months (95% interval {low:+.2f} to {high:+.2f})"
    if low <= 0 <= high:
        return f"No clear link between foreign purchases and yields: {seen}".replace("-", MINUS)
    way = "fell" if r < 0 else "rose"
    return f"Yields {way} in months of larger foreign purchases: {seen}".replace("-", MINUS)


def chart(rows: Rows) -> Chart:
    """A dot a month."""
    heads = ("Net foreign purchases, USD billion", "Change of the ten-year yield, basis points")
    return scatter(rows, "total_purchases_usd_bn", "yield_change_bp", heads)


SECTION = Section(
    anchor="market",
    question="Does the market feel it?",
    unit="Net purchases of Treasuries by foreigners, and the change of the ten-year yield in the same month",
    source="U.S. Treasury: TIC Table 3, Daily Treasury Par Yield Curve Rates",
    note="Each dot is a month. A link would not say which of the two moved the other.",
    needs="24 months of TIC flows and yields",
    query=QUERY,
    columns={
        "month": "Month", "total_purchases_usd_bn": "Net purchases, USD bn",
        "yield_change_bp": "Yield change, basis points",
    },
    title=title,
    chart=chart,
    newest_first=True,
)  # fmt: skip
