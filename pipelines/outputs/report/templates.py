"""The templates, with the words, colours and files that they use. What is put into them is escaped."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from pipelines.outputs.report import text
from pipelines.outputs.report.claims import VERDICTS
from pipelines.outputs.report.colours import COLOURS, light, themed
from pipelines.outputs.report.svg import wrapped

HERE = Path(__file__).parent
FILTERS = {
    "cell": text.cell, "day": text.full_day, "light": light, "numeric": text.numeric, "plural": text.plural,
    "themed": themed, "wrapped": wrapped,
}  # fmt: skip


def template(name: str) -> Template:
    """A template by the name of its file."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    loader = PackageLoader("pipelines.outputs.report")
    found = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    script = (HERE / "filter.js").read_bytes()
    # The page allows its one script by its hash, and no other.
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    found.filters |= FILTERS
    found.globals |= {
        "colours": COLOURS,
        "verdicts": VERDICTS,
        "script": Markup(script.decode()),
        "script_hash": digest,
    }
    found.globals["style"] = Markup((HERE / "style.css").read_text())
    return found
