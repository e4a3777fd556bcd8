"""Do bonds move first: the strongest lead of one market over another."""

from pipelines.outputs.report.draw import bars
from pipelines.outputs.report.section import Chart, Rows, Section, Series
from pipelines.outputs.report.text import plural

QUERY = """
select
  replace(pair, '->', '→') as pair, lag_days, correlation, p_value, q_value, n_obs, status, vintage
from marts.cascade
where sample = 'since_2025' and correlation is not null and lag_days is not null
order by abs(correlation) desc, pair
"""


def title(rows: Rows) -> str:
    """How many pairs have a lead that survives the correction for many tests."""
    found = [row for row in rows if row["q_value"] is not None and row["q_value"] < 0.05 and row["lag_days"] > 0]
    first = f", the strongest in {found[0]['pair']}" if found else ""
    return f"In {len(found)} of {plural(len(rows), 'pair')} one market leads the other beyond chance{first}"


def chart(rows: Rows) -> Chart:
    """The largest correlation of each pair over all lags."""
    return bars(rows, "pair", [Series("correlation", "Correlation", "violet")], "+.2f")


SECTION = Section(
    anchor="lead",
    question="Do bonds move first?",
    unit="Largest correlation of daily changes over all lags, since 2025",
    source="FRED; Binance",
    note="The q-value corrects for the many lags and pairs that were tried.",
    needs="stock indices and crypto prices by day, which may not be embedded",
    query=QUERY,
    columns={
        "pair": "Pair", "lag_days": "Lag, days", "correlation": "Correlation", "q_value": "q-value", "n_obs": "Days",
        "status": "Status",
    },
    title=title,
    chart=chart,
    digits=3,
)  # fmt: skip
