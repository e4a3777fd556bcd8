"""Specifications as drawings: SVG in the theme of the page, and pictures that stand alone."""

import re
import textwrap
from typing import Any

import vl_convert
from markupsafe import Markup

from pipelines.outputs.report.draw import NARROW, WIDE
from pipelines.outputs.report.section import Chart, Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# What Vega says to a screen reader of every mark; the figure has one label instead.
NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|pointer-events|xmlns(?::xlink)?|version|stroke-miterlimit)="[^"]*"'
    r'| (?:opacity|stroke-width)="1"| transform="translate\(0,0\)"'
)
EMPTY = re.compile(r'<path(?: [a-z-]+="[^"]*")* d="M0,0h0v0h0Z"(?: [a-z-]+="[^"]*")*/>|<path d=""/>|<g></g>')


def drawn(spec: Spec) -> tuple[str, float, float]:
    """What is inside the drawing, with its width and height."""
    text = vl_convert.vegalite_to_svg({"$schema": SCHEMA, **spec})
    start = re.match(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', text)
    if start is None:
        raise ValueError(f"vl-convert: expected an SVG that starts with its viewBox, found {text[:80]!r}")
    inside = re.sub(r"(\d+\.\d)\d+", r"\1", NOISE.sub("", text[start.end() : -len("</svg>")]))
    for _ in range(3):
        inside = EMPTY.sub("", inside)
    return inside, float(start[1]), float(start[2])


def inline(chart: Chart, themed: Any) -> Markup:
    """The chart at both widths, one of which the page shows."""
    found = []
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        inside, across, down = drawn(chart.draw(width))
        found.append(f'<svg class="{name}" viewBox="0 0 {across:g} {down:g}" aria-hidden="true">{themed(inside)}</svg>')
    return Markup("".join(found))


def wrapped(text: str, width: int) -> list[str]:
    """A text as lines of a picture."""
    return textwrap.wrap(text, width)


def png(svg: str) -> bytes:
    """A drawing as a picture, twice its size."""
    return vl_convert.svg_to_png(svg, scale=1.5)
