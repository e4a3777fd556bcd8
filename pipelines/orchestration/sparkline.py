"""A series as a small picture in Markdown. Dagster's page shows at most 999 letters at once, the rest behind a link."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

WIDE, HIGH, POINTS = 480, 90, 90
PICTURE = (
    "![](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='{w}'%20height='{h}'%20"
    "viewBox='0,-2,{w},{more}'%3E%3Cpath%20d='M{path}'%20fill='none'%20stroke='%232563eb'/%3E{zero}%3C/svg%3E)"
)
ZERO = "%3Cpath%20d='M0,{y}H{w}'%20stroke='gray'%20stroke-width='.5'/%3E"


def sparkline(points: Sequence[tuple[date, float]], unit: str) -> str:
    """A line through at least two points, oldest first, from the lowest to the highest; the numbers stand below."""
    shown = _thinned(points)
    low, high = min(v for _, v in shown), max(v for _, v in shown)
    first, last = shown[0][0], shown[-1][0]

    def down(value: float) -> int:
        return round(HIGH * (high - value) / (high - low or 1))

    at = [(round(WIDE * (day - first).days / ((last - first).days or 1)), down(v)) for day, v in shown]
    steps = [f"l{x - x0},{y - y0}" for (x0, y0), (x, y) in pairwise(at)]
    path = f"0,{at[0][1]}" + "".join(steps).replace(",-", "-")
    zero = ZERO.format(y=down(0), w=WIDE) if low < 0 < high else ""
    picture = PICTURE.format(w=WIDE, h=HIGH + 4, more=HIGH + 4, path=path, zero=zero)
    said = f"{number(shown[-1][1])} {unit} in {last:%Y-%m}; since {first:%Y-%m} from {number(low)} to {number(high)}."
    return f"{picture}\n\n{said}"


def _thinned(points: Sequence[tuple[date, float]]) -> list[tuple[date, float]]:
    """As many as are drawn: of each span its last value, or the lowest or highest of all where it is in it."""
    step = -(-len(points) // POINTS)
    extremes = (min(v for _, v in points), max(v for _, v in points))
    spans = [points[max(0, end - step) : end] for end in range(len(points), 0, -step)]
    kept = [next((p for p in span if p[1] in extremes), span[-1]) for span in reversed(spans)]
    return [*({points[0]: None} | dict.fromkeys(kept) | {points[-1]: None})]


def number(value: float) -> str:
    """A value with as many digits as a reader takes in."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"
