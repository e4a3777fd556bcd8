"""Specifications as drawings, and drawings as pictures."""

import json
import re
import textwrap
from dataclasses import dataclass

import vl_convert
from markupsafe import Markup

from pipelines.outputs.report.kept import Kept
from pipelines.outputs.report.section import Spec

SCALE = 1.5
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# What Vega says to a screen reader of every mark; the figure has one label instead.
NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|pointer-events|xmlns(?::xlink)?|version|stroke-miterlimit)="[^"]*"'
    r'| (?:opacity|stroke-width)="1"| transform="translate\(0,0\)"'
)
EMPTY = re.compile(r'<path(?: [a-z-]+="[^"]*")* d="M0,0h0v0h0Z"(?: [a-z-]+="[^"]*")*/>|<path d=""/>|<g></g>')


@dataclass(frozen=True)
class Drawing:
    """What is inside an SVG, and its size in pixels."""

    inside: Markup
    across: float
    down: float


def drawn(spec: Spec, kept: Kept) -> Drawing:
    """A specification as a drawing, without what Vega writes for screen readers and for scripts."""
    whole = json.dumps({"$schema": SCHEMA, **spec})
    text = kept.get(whole, lambda: vl_convert.vegalite_to_svg(whole).encode()).decode()
    start = re.match(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', text)
    if start is None:
        raise ValueError(f"vl-convert: expected an SVG that starts with its viewBox, found {text[:80]!r}")
    inside = re.sub(r"(\d+\.\d)\d+", r"\1", NOISE.sub("", text[start.end() : -len("</svg>")]))
    for _ in range(3):
        inside = EMPTY.sub("", inside)
    return Drawing(Markup(inside), float(start[1]), float(start[2]))


def wrapped(text: str, width: int) -> list[str]:
    """A text as lines of a picture."""
    return textwrap.wrap(text, width)


def png(svg: str, kept: Kept) -> bytes:
    """A drawing as a picture, half as large again for dense screens."""
    return kept.get(f"{SCALE}\n{svg}", lambda: vl_convert.svg_to_png(svg, scale=SCALE))
