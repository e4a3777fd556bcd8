"""Charts as Vega-Lite specifications: few lines, no ornament, the newest value named."""

from collections.abc import Sequence

from pipelines.outputs.report.colours import light
from pipelines.outputs.report.section import Chart, Row, Rows, Series, Spec
from pipelines.outputs.report.text import DASH

WIDE, NARROW = 760, 358  # the column of the page at 820 and at 390 pixels
HEIGHT = {WIDE: 330, NARROW: 250}
STEP = 26  # pixels from one bar to the next
GAP = 16  # pixels between two names of newest values
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
PADDING = {"left": 1, "right": 4, "top": 8, "bottom": 2}
# Without a limit the labels are not measured once more; what is written for screen readers is dropped anyway.
QUIET = {"labelColor": light("mute"), "labelFontSize": 13, "labelPadding": 6, "labelLimit": 0, "title": None}
TITLE = {"titleColor": light("mute"), "titleFontSize": 13, "titleFontWeight": "normal"}
CONFIG: Spec = {
    "background": None, "aria": False, "font": FONT, "view": {"stroke": None}, "padding": PADDING,
    "legend": {"disable": True},
    "axis": {**QUIET, "gridColor": light("grid"), "domain": False, "ticks": False},
    "axisX": {"grid": False, "domain": True, "domainColor": light("axis"), "ticks": True, "tickColor": light("axis")},
}  # fmt: skip
TIME: Spec = {"field": "x", "type": "temporal", "scale": {"type": "utc"}}
VALUE: Spec = {"field": "v", "type": "quantitative"}


def framed(width: int, height: int | Spec, spec: Spec) -> Spec:
    """A specification of a given outer width."""
    fit = {"type": "fit-x" if isinstance(height, dict) else "fit", "contains": "padding"}
    return {"width": width, "height": height, "autosize": fit, "config": CONFIG, **spec}


def lines(rows: Rows, series: Sequence[Series], form: str, *, x: str = "month", zero: bool = True) -> Chart:
    """One line for each series over time, or a band where it has a `high`; the newest value stands at its end.

    A row that is a series break gets a dashed line.
    """
    values = _long(rows, series, x)
    breaks = [{"x": str(row[x]), "w": "new series"} for row in rows[1:] if row.get("is_series_break")]

    def draw(width: int) -> Spec:
        ends = _ends(values, form, zero, HEIGHT[width])
        room = 16 + 8 * max(len(end["w"]) for end in ends)
        layers = [*map(_rule, breaks), _line(series, width, form, zero, room), _dots(ends), *_names(ends)]
        return framed(width, HEIGHT[width], {"data": {"values": values}, "layer": layers})

    return Chart(draw, series)


def _long(rows: Rows, series: Sequence[Series], x: str) -> list[Spec]:
    """A value for each series and day; NULL leaves a gap."""
    return [
        {"x": str(row[x]), "s": s.name, "v": _short(row[s.column]), "h": _short(row[s.high]) if s.high else None}
        for s in series
        for row in rows
    ]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _line(series: Sequence[Series], width: int, form: str, zero: bool, room: int) -> Spec:
    """The lines themselves with both axes; at their right there is room for the newest values."""
    axis: Spec = {"format": "%Y", "tickCount": 8 if width == WIDE else 4}
    encoding: Spec = {
        "x": {**TIME, "scale": {"type": "utc", "range": [0, {"expr": f"width - {room}"}]}, "axis": axis},
        "y": {**VALUE, "scale": {"zero": zero}, "axis": _height(form)},
        "color": _colour(series),
    }
    if series[0].high:
        mark: Spec = {"type": "area", "strokeWidth": 1.5, "opacity": 1}
        return {"mark": mark, "encoding": {**encoding, "y2": {"field": "h"}, "stroke": _colour(series)}}
    return {"mark": {"type": "line", "strokeWidth": 2.25, "strokeJoin": "round"}, "encoding": encoding}


def _height(form: str) -> Spec:
    """The axis of the values: some five labels, of which none can overlap another."""
    return {"format": form.replace("f", "~f"), "tickCount": 5, "labelOverlap": False}


def _colour(series: Sequence[Series]) -> Spec:
    scale = {"domain": [s.name for s in series], "range": [light(s.colour) for s in series]}
    return {"field": "s", "type": "nominal", "scale": scale}


def _ends(values: Sequence[Spec], form: str, zero: bool, height: int) -> list[Spec]:
    """The newest value of each series as words, with the pixels by which they move where two would overlap."""
    known = [v for v in values if v["v"] is not None]
    newest = {v["s"]: v for v in sorted(known, key=lambda v: str(v["x"]))}
    low = min([0.0] * zero + [v["v"] for v in known], default=0)
    span = max((v["h"] or v["v"] for v in known), default=1) - low or 1
    above, found = float("inf"), []
    for end in sorted(newest.values(), key=lambda v: -float(v["v"])):
        place = (end["v"] - low) / span * (height - 60)
        above = min(place, above - GAP)
        words = DASH.join(f"{end[edge]:{form}}" for edge in ("v", "h") if end[edge] is not None)
        found.append({**end, "w": words, "shift": round(place - above)})
    return found


def _dots(ends: Sequence[Spec]) -> Spec:
    mark = {"type": "point", "filled": True, "size": 44, "opacity": 1}
    return {"data": {"values": ends}, "mark": mark, "encoding": {"x": TIME, "y": VALUE, "color": {"field": "s"}}}


def _names(ends: Sequence[Spec]) -> list[Spec]:
    """The newest values as text; a layer each, because each is moved by its own distance."""
    mark = {"type": "text", "align": "left", "dx": 8, "fontSize": 13, "fontWeight": "bold", "color": light("ink")}
    encoding = {"x": TIME, "y": VALUE, "text": {"field": "w"}}
    return [
        {"data": {"values": [end]}, "mark": {**mark, "dy": end["shift"]}, "encoding": encoding}
        for end in ends
    ]  # fmt: skip


def _rule(row: Row) -> Spec:
    """A dashed line at a day, with its words."""
    words = {
        "type": "text",
        "align": "left",
        "dx": 4,
        "y": 4,
        "baseline": "top",
        "fontSize": 12,
        "color": light("mute"),
    }
    rule = {"type": "rule", "strokeDash": [3, 3], "color": light("axis")}
    named = {"x": TIME, "text": {"field": "w"}}
    layers = [{"mark": rule, "encoding": {"x": TIME}}, {"mark": words, "encoding": named}]
    return {"data": {"values": [row]}, "layer": layers}


def bars(rows: Rows, label: str, series: Sequence[Series], form: str) -> Chart:
    """A bar for each row, its parts stacked to both sides of zero; a bar of one part carries its value."""
    order = [str(row[label]) for row in rows]
    values = _parts(rows, label, series)
    stacked = len(values) > len(rows)
    below = min((v["v"] for v in values), default=0) < 0

    def draw(width: int) -> Spec:
        room = {} if stacked else {"range": [50 if below else 0, {"expr": "width - 50"}]}
        layers = [_bar(series, order, width, room, stacked), _zero(), *([] if stacked else _values(order, form))]
        return framed(width, {"step": STEP}, {"data": {"values": values}, "layer": layers})

    return Chart(draw, series)


def _parts(rows: Rows, label: str, series: Sequence[Series]) -> list[Spec]:
    """A value for each part of each bar that is known, in the order of the series."""
    return [
        {"n": str(row[label]), "s": s.name, "v": _short(row[s.column]), "o": i}
        for row in rows
        for i, s in enumerate(series)
        if row.get(s.column) is not None
    ]


def _bar(series: Sequence[Series], order: Sequence[str], width: int, room: Spec, stacked: bool) -> Spec:
    """The bars with the names of their rows, and an axis where they are stacked."""
    names: Spec = {"labelColor": light("ink"), "labelLimit": 190 if width == WIDE else 165, "labelPadding": 8}
    axis: Spec = {"format": ",.0f", "tickCount": 5, "grid": True, "domain": False, "ticks": False, "orient": "top"}
    return {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": {"field": "n", "type": "nominal", "sort": order, "axis": names},
            "x": {**VALUE, "stack": "zero", "axis": axis if stacked else None, "scale": room},
            "color": _colour(series),
            "order": {"field": "o"},
        },
    }


def _zero() -> Spec:
    return {"mark": {"type": "rule", "color": light("axis")}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}}


def _values(order: Sequence[str], form: str) -> list[Spec]:
    """The value beside each bar: on the right of what is above zero, on the left of what is below."""
    y = {"field": "n", "type": "nominal", "sort": list(order)}
    x = {"field": "v", "type": "quantitative"}
    text = {"field": "v", "type": "quantitative", "format": form}
    return [
        {
            "transform": [{"filter": f"datum.v {test} 0"}],
            "mark": {"type": "text", "align": align, "dx": dx, "fontSize": 13, "color": light("ink")},
            "encoding": {"x": x, "y": y, "text": text},
        }
        for test, align, dx in ((">=", "left", 5), ("<", "right", -5))
    ]  # fmt: skip


def scatter(rows: Rows, x: str, y: str, heads: tuple[str, str]) -> Chart:
    """A dot for each row, with both axes named and the line that fits best."""
    values = [{"x": _short(row[x]), "y": _short(row[y])} for row in rows]
    above = {"title": heads[1], "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -14}
    axes: Spec = {
        "x": {"field": "x", "type": "quantitative", "axis": {**TITLE, "title": heads[0], "tickCount": 6}},
        "y": {"field": "y", "type": "quantitative", "axis": {**TITLE, **above, "tickCount": 5}},
    }
    dots = {"mark": {"type": "circle", "size": 70, "opacity": 1, "color": light("blue")}, "encoding": axes}
    line = {"type": "line", "color": light("red"), "strokeWidth": 2}
    fit = {"transform": [{"regression": "y", "on": "x"}], "mark": line, "encoding": axes}
    return Chart(lambda width: framed(width, HEIGHT[width], {"data": {"values": values}, "layer": [dots, fit]}))
