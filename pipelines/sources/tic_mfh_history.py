"""TIC mfhhis01: the major foreign holders since March 2000, one block a year, newest first.

Rebuilt irregularly; each year carries its own revision date in the footer, which dates its
vintage. Until 2011 positions were extrapolated from transactions and re-based on a survey every
June: those blocks have two June columns (2000: two March columns). The left one begins the new
series, the right one ends the old series and is there for comparison only; both are kept here.
December 2011 begins the last series, reported on Form SLT.
The United Kingdom includes the Channel Islands and the Isle of Man up to 2011 (`United Kingdom
2/`); Belgium includes Luxembourg up to May 2002. `Oil Exporters 3/` and `Carib Bnkng Ctrs 4/`
are groups. A country that a block does not name is in All Other, not at zero.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

import pandas as pd

from pipelines.sources.base import Column
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading, tic
from pipelines.sources.vintages import Stated

COLUMNS = [
    Column("label", "VARCHAR", "label", "Holder or total, as published, footnote included."),
    Column("date", "VARCHAR", "YYYY-MM", "Month, at its end."),
    Column("column_of_month", "INTEGER", "rank", "1: the month's left column; 2: the right one of a doubled month."),
    Column("series", "VARCHAR", "label", "Name of the series that begins or ends here, where a break is marked."),
    Column("holdings", "DOUBLE", "USD bn", "Treasury securities held, long-term plus bills."),
    Column("revised_on", "DATE", "date", "Day on which the year was last revised, from the footer."),
    Column("revised_on_is_rule", "BOOLEAN", "flag", "The footer names no day for this year: its oldest day is taken."),
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
OFFICIAL = ["For. Official", "Treasury Bills", "T-Bonds & Notes"]
TOTALS = {"All Other", "Grand Total", *OFFICIAL}
FIRST_YEAR = 2000
DOUBLED = {"2000-03", *(f"{year}-06" for year in range(2002, 2012))}
Cells = list[str]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per label, month and column of the month."""
    lines = tic.text_lines(bodies[0] if bodies[0].endswith(b"\n") else bodies[0] + b"\n")
    heads = [i for i, line in enumerate(lines) if line.startswith("Country\t")]
    footer = next((i for i, line in enumerate(lines) if line.startswith("Department of the Treasury")), None)
    if not heads or footer is None:
        raise Refused("the layout", expected="year blocks, then Department of the Treasury", found=lines[-1])
    if not any("(in billions of dollars)" in line for line in lines[: heads[0]]):
        raise Refused("the unit", expected="(in billions of dollars) above the first block", found=lines[1].strip())
    revised = _revisions(lines[footer:], footer + 1)
    rows = [row for head, end in zip(heads, [*heads[1:], footer], strict=True) for row in _block(lines, head, end)]
    frame = pd.DataFrame(rows, columns=["line", *(c.name for c in COLUMNS[:5])]).set_index("line")
    years = frame["date"].str[:4].astype(int)
    in_order = list(dict.fromkeys(years))
    if in_order != list(range(in_order[0], FIRST_YEAR - 1, -1)):
        raise Refused("the years", expected=f"every year down to {FIRST_YEAR}, newest first", found=in_order)
    _check_doubled(frame)
    _check_revisions(revised, in_order[0], footer + 1)
    frame["revised_on"] = pd.to_datetime(years.map(lambda y: revised.get(y, min(revised.values()))))
    frame["revised_on_is_rule"] = ~years.isin(revised)
    return frame


def _check_doubled(frame: pd.DataFrame) -> None:
    """The months with two columns are known, and each has the names of both series over it."""
    doubled = frame[frame["date"].isin(frame.loc[frame["column_of_month"] == 2, "date"])]
    if set(doubled["date"]) != DOUBLED:
        raise Refused("the doubled months", expected=sorted(DOUBLED), found=sorted(set(doubled["date"])))
    named = doubled.drop_duplicates(["date", "column_of_month"])
    new = named["series"].fillna("").str.contains("/")
    if named["series"].isna().any() or not (new == (named["column_of_month"] == 1)).all():
        raise Refused(
            "the names of the series", expected="Series NN/ over the left of two columns, Series over the right"
        )


def _check_revisions(revised: dict[int, date], newest: int, line: int) -> None:
    if newest not in revised:
        raise Refused("the footer", line=line, expected=f"a line ({newest} revised ...)", found=sorted(revised))
    early = {y: str(d) for y, d in revised.items() if d <= date(y, 12, 31)}
    if early or min(revised.values()) < date(FIRST_YEAR, 1, 1):
        raise Refused("the footer", line=line, expected="revision days after the year they revise", found=early)


def _revisions(lines: Cells, first: int) -> dict[int, date]:
    """`(2025 revised May 18, 2026)` by year; the notes must follow, else the list may be cut."""
    if not any(re.match(r'"?1/', line) for line in lines):
        raise Refused("the end of the file", line=first + len(lines) - 1, expected="the notes, 1/ to 17/")
    found = [re.match(r'"?\(([0-9]{4}) revised (\w+ \d+, \d{4})\)"?\s*$', line) for line in lines]
    stated = [line for line in lines if " revised " in line and line.lstrip('"').startswith("(")]
    dates = {
        int(m[1]): reading.day(m[2], line, "revised", "%B %d, %Y").date() for line, m in enumerate(found, first) if m
    }
    if not dates or len(dates) != len(stated):
        raise Refused("the footer", line=first, expected="lines such as (2025 revised May 18, 2026)", found=lines[:3])
    return dates


def _cells(lines: Cells, i: int) -> Cells:
    return reading.cells(lines[i], i + 1, "\t")


def _block(lines: Cells, head: int, end: int) -> Iterator[tuple[int, str, str, int, str | None, float | None]]:
    """The rows of one year. `head` is the line of the years; the months stand above it."""
    columns = _columns(_cells(lines, head - 1), _cells(lines, head), head + 1)
    series = _series(_cells(lines, head - 3), _cells(lines, head - 2), len(columns))
    seen = set()
    for i in range(head + 2, end):
        label, *cells = _cells(lines, i) or [""]
        if not label.strip() or not any(cells):
            continue
        label = label.strip()
        seen.add(label)
        values, padding = cells[: len(columns)], cells[len(columns) :]
        if len(values) < len(columns) or any(padding):
            raise Refused(f"cells of {label}", line=i + 1, expected=len(columns), found=cells)
        for (month, nth), name, cell in zip(columns, series, values, strict=True):
            yield i + 1, label, month, nth, name, tic.number(cell, i + 1, month)
    if not seen >= TOTALS:
        missing = ", ".join(sorted(TOTALS - seen))
        raise Refused("rows of the year", line=head + 1, expected=sorted(TOTALS), found=f"no row {missing}")


def _columns(months: Cells, years: Cells, line: int) -> list[tuple[str, int]]:
    """Month and place among equal months, per column: newest left, none missing."""
    pairs = [(m, y) for m, y in zip_longest(months[1:], years[1:], fillvalue="") if m or y]
    if not pairs or not all(m in MONTHS and re.fullmatch(r"20[0-9]{2}", y) for m, y in pairs):
        raise Refused("the months", line=line, expected="a month over each year", found=pairs)
    dates = [f"{y}-{MONTHS.index(m) + 1:02d}" for m, y in pairs]
    distinct = list(dict.fromkeys(dates))
    run = [str(m) for m in pd.period_range(distinct[-1], periods=len(distinct), freq="M")][::-1]
    expected = 10 if dates[0].startswith(str(FIRST_YEAR)) else 12  # the first block begins in March
    if distinct != run or len({y for _, y in pairs}) != 1 or len(distinct) != expected:
        raise Refused("the months", line=line, expected="one whole year, newest first, none missing", found=dates)
    return _numbered(dates)


def _numbered(dates: list[str]) -> list[tuple[str, int]]:
    """Each date with its place among those that are equal."""
    seen: Counter[str] = Counter()
    found = []
    for day in dates:
        seen[day] += 1
        found.append((day, seen[day]))
    return found


def _series(upper: Cells, lower: Cells, n: int) -> list[str | None]:
    """`Series 17/` above ` XIII`: the two rows over the months, where a break is marked."""
    upper, lower = ([*(c.strip() for c in cells[1 : n + 1]), *[""] * n][:n] for cells in (upper, lower))
    return [f"{u} {w}" if u.startswith("Series") else None for u, w in zip(upper, lower, strict=True)]


SOURCE = tic.source(
    name="tic_mfh_history",
    title="mfhhis01: major foreign holders of Treasury securities since 2000",
    url=tic.BASE + "mfhhis01.txt",
    cadence="irregular",
    known_by=Stated("revised_on"),
    key=["label", "date", "column_of_month"],
    begins=[b"MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        # The superseded right-hand column of June 2006 is off by 2.5 as published.
        *tic.major_holders(OFFICIAL, 500, "date, column_of_month", "date = '2006-06' and column_of_month = 2"),
    ],
)
