"""TIC Table 5: the major foreign holders of Treasury securities, thirteen months.

The page that newspapers quote. It names the twenty largest holders of its newest month; the rest
is All Other. A country that falls out of the list does not go to zero, it moves into All Other,
and so every release has its own names. Values are those of Table 3, in billions, to one decimal.
Replaced `mfh.txt` in April 2023; that file is still served, and ends in January 2023.
"""

import pandas as pd

from pipelines.sources.base import Column
from pipelines.sources.errors import Refused
from pipelines.sources.families import tic
from pipelines.sources.vintages import Calendar

COLUMNS = [
    Column("label", "VARCHAR", "label", "Holder or total, as published."),
    Column("date", "VARCHAR", "YYYY-MM", "Month, at its end."),
    Column("holdings", "DOUBLE", "USD bn", "Treasury securities held, long-term plus bills."),
]
OFFICIAL = ["Of Which: Foreign Official", "Of Which: Foreign Official Treasury Bills"]
OFFICIAL += ["Of Which: Foreign Official T-Bonds & Notes"]
TITLE, UNIT = "Table 5: Major Foreign Holders of Treasury Securities", "Billions of dollars"
TOTALS = ["All Other", "Grand Total", *OFFICIAL]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per label and month, from the wide table under the single header row."""
    lines = tic.text_lines(bodies[0])
    start = next((i for i, line in enumerate(lines) if line.startswith("Country\t")), None)
    if start is None:
        raise Refused("the header", expected="a row that begins with Country and lists months", found=lines[5:7])
    months = _months(lines[start].rstrip("\t").split("\t")[1:], start + 1)
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    rows = [row for i in range(start + 1, end) for row in _row(lines[i], i + 1, months)]
    frame = pd.DataFrame(rows, columns=["line", *(c.name for c in COLUMNS)]).set_index("line")
    _check_whole(lines[:start], set(frame["label"]), lines[end:])
    return frame


def _check_whole(above: list[str], labels: set[str], below: list[str]) -> None:
    """Refuse a part of a release, such as a table copied off the page, and say all that it lacks."""
    rows = ", ".join(label for label in TOTALS if label not in labels)
    parts = {
        f"the title {TITLE!r}": any(line.startswith(TITLE) for line in above),
        f"the unit, a line that says {UNIT!r}": any(line.strip() == UNIT for line in above),
        f"the rows {rows}": not rows,
        "the end of the table, Notes: under an empty line": any(line.startswith("Notes:") for line in below),
    }
    lacks = "; ".join(part for part, is_there in parts.items() if not is_there)
    if lacks:
        holders = len(labels.difference(TOTALS))
        raise Refused(f"a table of {holders} holders that lacks {lacks}", expected="a whole release")


def _months(cells: list[str], line: int) -> list[str]:
    months = [tic.month(cell, line) for cell in cells]
    if not months:
        raise Refused("the months", line=line, expected="months beside Country")
    run = [str(m) for m in pd.period_range(months[-1], periods=len(months), freq="M")][::-1]
    if months != run:
        raise Refused("the months", line=line, expected="newest first, none missing", found=" ".join(months))
    return months


def _row(text: str, line: int, months: list[str]) -> list[tuple[int, str, str, float | None]]:
    label, *cells = text.split("\t")
    tic.label(label, line)
    if len(cells) != len(months):
        raise Refused("cells of a row", line=line, expected=len(months), found=len(cells))
    return [(line, label, m, tic.number(c, line, m)) for m, c in zip(months, cells, strict=True)]


SOURCE = tic.source(
    name="tic_mfh",
    title="TIC Table 5: major foreign holders of Treasury securities",
    url=tic.BASE + "slt_table5.txt",
    cadence="monthly",
    known_by=Calendar("tic"),
    key=["label", "date"],
    begins=[TITLE.encode(), b"Country\t"],  # a part of the table is refused too, by what it lacks
    columns=COLUMNS,
    parse=parse,
    expect=[
        *tic.major_holders(OFFICIAL, 5000),
        {"expect_column_values_to_not_be_null": {"column": "holdings"}},
    ],
)
