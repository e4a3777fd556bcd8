"""A small chart of a series for the terminal, made of block characters."""

from collections.abc import Sequence
from datetime import date

BLOCKS = " ▁▂▃▄▅▆▇█"


def chart(points: Sequence[tuple[date, float]], width: int = 60, height: int = 7) -> list[str]:
    """Lines of text: up to `width` spans, each its last value, or the highest or lowest of all where it is in it.

    Blocks start at zero; where a value is negative, at the lowest. The last line names the lowest of all.
    """
    step = max(1, -(-len(points) // width))
    low, high = min(value for _, value in points), max(value for _, value in points)
    spans = [[value for _, value in points[i : i + step]] for i in range(0, len(points), step)]
    values = [next((v for v in span if v in (low, high)), span[-1]) for span in spans]
    base = min(0.0, low)
    # An eighth of a block at least, so that the lowest value is seen too.
    eighths = [max(1, round(8 * height * (v - base) / (high - base or 1))) for v in values]
    rows = ["".join(BLOCKS[min(8, max(0, e - 8 * floor))] for e in eighths) for floor in reversed(range(height))]
    labels = [f"{high:,.2f}", *[""] * (height - 2), f"{base:,.2f}"]
    margin = max(map(len, labels))
    first, last = str(points[0][0])[:7], str(points[-1][0])[:7]
    foot = f"{'':>{margin}}  {first}  {last.rjust(len(values) - len(first) - 2)}"
    said = f"{'':>{margin}}  lowest {low:,.2f}, newest {points[-1][1]:,.2f}"
    return [f"{label:>{margin}}  {row}" for label, row in zip(labels, rows, strict=True)] + [foot, said]
