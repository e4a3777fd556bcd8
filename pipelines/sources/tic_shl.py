"""TIC shlhistdat: what foreigners held at every survey of foreign holdings since December 1974.

Survey dates are irregular: December of 1974, 1978, 1984, 1989 and 1994, March 2000, then every June
from 2002. The surveys asked for more over time. Up to 1989 long-term debt is one value; Treasuries
are apart from 1994, short-term debt from 2002. 1974 and 1978 lack bearer bonds; 1989 is rounded to
USD 100 mn. In 1974 only three rows have debt at all.
`*` is above zero and below USD 0.5 mn: small, not zero. But a group or joint row that has ended, such
as Belgium and Luxembourg, has `*` in every column from 2015, which reports nothing. Names carry the
numbers of footnotes.
The release line dates the whole file, which is rebuilt with every survey.
"""

import re
from collections.abc import Iterator

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading, tic
from pipelines.sources.vintages import Stated

COLUMNS = [
    Column("country_code", "VARCHAR", "code", "TIC's own five-digit code."),
    Column("country", "VARCHAR", "label", "Country, group or total, as published, footnote included."),
    Column("date", "VARCHAR", "YYYY-MM", "Month of the survey, at its end."),
    Column("long_term", "DOUBLE", "USD mn", "Treasury bonds and notes held; from 1994-12."),
    Column("short_term", "DOUBLE", "USD mn", "Short-term Treasury debt held; from 2002-06."),
    Column("long_term_debt", "DOUBLE", "USD mn", "All long-term debt held: Treasury, agency and corporate."),
    Column("long_term_is_small", "BOOLEAN", "flag", "Bonds and notes are above zero and below USD 0.5 mn: a `*`."),
    Column("short_term_is_small", "BOOLEAN", "flag", "Short-term debt is above zero and below USD 0.5 mn: a `*`."),
    Column("released_on", "DATE", "date", "Day of the release, from the head of the file."),
    Column("released_on_is_rule", "BOOLEAN", "flag", "Never: the file states its day."),
]
VALUES = [c.name for c in COLUMNS if c.type == "DOUBLE"]
HEADS = {
    ("Long-term", "Treasury Debt"): "long_term",
    ("Short-term", "Treasury debt"): "short_term",
    ("Long-term", "Total long-term Debt"): "long_term_debt",
    ("Long-term", "Debt"): "long_term_debt",  # the heading up to 1989
}
FOOTNOTE = re.compile(r"\s*\([\d, ]+\)$")
BEFORE_2002 = ["2000-03", "1994-12", "1989-12", "1984-12", "1978-12", "1974-12"]
END = "Department of the Treasury/Federal Reserve Board"
TOTAL = "country_code = '99996'"
Cells = list[str]
Places = dict[str, dict[str, int]]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per country code and survey."""
    lines = tic.text_lines(bodies[0])
    if len(lines) < 12:
        raise Refused("the header", line=len(lines), expected="11 lines above the table", found=lines[-1])
    released = reading.day(_cells(lines, 5)[0], 6, "released_on", "For release %B %d, %Y")
    days, kinds, names = (_row(lines, i, len(_cells(lines, 8))) for i in (8, 9, 10))
    tic.unit_line(kinds, "Millions of dollars.")
    columns = _columns(days, kinds, names)
    rows = [row for i in range(11, _end(lines)) for row in _surveys(_row(lines, i, len(days)), i + 1, columns)]
    frame = reading.frame(rows, [c.name for c in COLUMNS[:8]])
    return frame.assign(released_on=released, released_on_is_rule=False)


def _cells(lines: Cells, i: int) -> Cells:
    return reading.cells(lines[i], i + 1, "\t") or [""]


def _row(lines: Cells, i: int, width: int) -> Cells:
    """The cells of a line, as many as there are in the line of the dates."""
    cells = [cell.strip() for cell in _cells(lines, i)]
    if len(cells) != width:
        raise Refused("cells of a row", line=i + 1, expected=width, found=len(cells))
    return cells


def _end(lines: Cells) -> int:
    """Where the table ends: at a blank line, which the publisher's name follows."""
    end = next((i for i in range(11, len(lines)) if not lines[i].strip()), len(lines))
    found = "".join(lines[end + 1 : end + 2]).strip()
    if found != END:
        raise Refused("the end of the table", line=end + 1, expected=f"a blank line, then {END}", found=found)
    return end


def _columns(days: Cells, kinds: Cells, names: Cells) -> Places:
    """Where the cells of each survey are, values by their names: newest survey left, no column doubled."""
    found: Places = {}
    for place in range(2, len(days)):
        survey = f"{reading.day(days[place], 9, str(place + 1), '%b-%y'):%Y-%m}"
        value = HEADS.get((kinds[place], FOOTNOTE.sub("", names[place])), f"column {place + 1}")
        if value in found.setdefault(survey, {}):
            raise Refused("a column that is there twice", line=11, column=f"{survey} {value}", found=names[place])
        found[survey][value] = place
    _check_surveys(found)
    return found


def _check_surveys(found: Places) -> None:
    """Refuse a file that lacks a survey, or a survey that lacks a value which it has."""
    newest = max(found, default="2002")[:4]
    known = [*(f"{year}-06" for year in range(int(newest), 2001, -1)), *BEFORE_2002]
    if list(found) != known:
        raise Refused("the surveys", line=9, expected=known, found=[*found])
    for survey, places in found.items():
        missing = [name for name in _asked(survey) if name not in places]
        if missing:
            raise Refused("the columns of a survey", line=11, column=survey, expected=_asked(survey), found=[*places])


def _asked(survey: str) -> list[str]:
    """The values that a survey has."""
    return [name for name, since in zip(VALUES, ("1994-12", "2002-06", "1974-12"), strict=True) if survey >= since]


def _surveys(cells: Cells, line: int, columns: Places) -> Iterator[list[object]]:
    """One row of the file, a row for each survey."""
    country_code = tic.code(cells[0], line)
    for survey, places in columns.items():
        published = {name: cells[place] for name, place in places.items()}
        values = [tic.number(published.get(n, "n.a."), line, f"{survey} {n}", tic.WHOLE) for n in VALUES]
        has_ended = survey >= "2015" and set(published.values()) == {"*"}
        small = [published.get(name) == "*" and not has_ended for name in VALUES[:2]]
        yield [line, country_code, cells[1], survey, *values, *small]


SOURCE = tic.source(
    name="tic_shl",
    title="shlhistdat: foreign holdings of U.S. securities at the surveys since 1974",
    url=tic.BASE + "shlhistdat.txt",
    cadence="irregular",
    known_by=Stated("released_on"),
    key=["country_code", "date"],
    begins=[b"Foreign Holdings of U.S. Securities at the end of the period shown"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        # Its `All Other` is the rest of Oceania. In the monthly tables the same words name another row.
        arrival.known(
            "every_code_is_in_countries_csv",
            "country_code, country",
            f"{tic.CODES} union all select '63908', 'All Other'",
        ),
        tic.rows_of(["79995", "99996", *tic.LARGEST]),
        # Off by up to 18 by rounding and by `*`, which count nothing here. All debt of 1989 is rounded to USD 100 mn;
        # that of 1974 is known of three rows only.
        arrival.adds_up(
            "rows_add_up_to_the_total",
            VALUES,
            f"not {TOTAL}",
            TOTAL,
            25,
            by="date",
            unknown="(parts is null) <> (total is null)",
            unless="value = 'long_term_debt' and date in ('1974-12', '1989-12')",
        ),
        {"name": "treasuries_are_part_of_long_term_debt", "rows_where": "long_term > long_term_debt + 1"},
        {"name": "bills_are_the_smaller_part", "rows_where": f"{TOTAL} and short_term > long_term / 2"},
        tic.size(TOTAL, "long_term", 4e5, 3e7),
    ],
)
