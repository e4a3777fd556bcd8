"""Reading what the TIC files have in common: strict text, strict numbers, the long layout."""

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Expectation, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading

BASE = "https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/"
MONTH = re.compile(r"(19[789]|20[0-9])[0-9]-(0[1-9]|1[0-2])")
DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,3})?", re.ASCII)
WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})*", re.ASCII)
CODE = re.compile(r"\d{5}", re.ASCII)
SENTINELS = {"n.a.", "*"}

# What the files share.
source = partial(
    Source,
    publisher="U.S. Department of the Treasury, Treasury International Capital (TIC)",
    licence="U.S. government work, public domain",
    period="date",
)

# The arrival checks that every file with labels shares.
SPELLING = "If it is a new spelling, add it to `labels` in warehouse/reference/countries.csv, then refresh"
LABELS = "read_csv('warehouse/reference/countries.csv', types = {'tic_code': 'VARCHAR'})"
KNOWN_LABELS = arrival.known(
    "every_label_is_in_countries_csv",
    "label",
    f"select unnest(string_split(labels, '|')) as label from {LABELS}",
    SPELLING,
)
CODES = f"select tic_code as country_code, unnest(string_split(labels, '|')) as country from {LABELS}"
KNOWN_CODES = arrival.known("every_code_is_in_countries_csv", "country_code, country", CODES, SPELLING)

# Without these rows nothing can be said, and no sum over the others would notice.
LARGEST = ["42609", "13005", "41408", "10251", "11703", "29998", "36137", "10804", "11401", "46302", "12688"]
REGIONS = ["19992", "29998", "39942", "34401", "49999", "59994", "69906"]
TOTALS = [*REGIONS, "69995", "79995", "99996"]


MONTHS_RUN = arrival.no_gap("month", "month", of="(select distinct (date || '-01')::date as month from payload)")
EVERY_CODE = arrival.groups(
    "every_code_in_every_month",
    "months <> (select count(distinct date) from payload)",
    "country_code",
    months="count(*)",
)


def rows_of(codes: Sequence[str]) -> Expectation:
    """Every one of these codes in every month."""
    return arrival.all_there("totals_and_largest_holders_are_there", "country_code", codes, at="date")


def adds_up(
    name: str, total: str, parts: Sequence[str], values: Sequence[str], within: int, *, unless: str = "false"
) -> Expectation:
    """Rows of `parts` must sum to the row of `total`, month by month and value by value, within USD mn.

    A sum that is not known fails too, but for net sales, which begin later for some rows.
    """
    codes = ", ".join(f"'{code}'" for code in parts)
    return arrival.adds_up(
        name,
        values,
        f"country_code in ({codes})",
        f"country_code = '{total}'",
        within,
        by="date",
        unknown="value not like '%_net' and (parts is null) <> (total is null)",
        unless=unless,
    )


def size(grand_total: str, value: str, low: float, high: float) -> Expectation:
    """The rows of the grand total are between two bounds."""
    wrong = f"{grand_total} and {value} not between {low} and {high}"
    return {"name": "grand_total_is_plausible", "rows_where": wrong}


def major_holders(official: Sequence[str], low: int, by: str = "date", unless: str = "false") -> list[Expectation]:
    """The checks of a table by label in USD bn, to one decimal; `official`: the labels of its total, bills, bonds."""
    grand_total, total, bills, bonds = (f"label = '{label}'" for label in ("Grand Total", *official))
    holders, values = f"not ({grand_total} or {total} or {bills} or {bonds})", ["holdings"]
    return [
        KNOWN_LABELS,
        arrival.adds_up(
            "rows_and_all_other_add_up_to_grand_total", values, holders, grand_total, 0.65, by=by, unless=unless
        ),
        arrival.adds_up("official_is_bills_plus_bonds_and_notes", values, f"{bills} or {bonds}", total, 0.1, by=by),
        arrival.groups(
            "official_bills_are_the_smaller_part",
            "bills > bonds / 2",
            by,
            bills=f"sum(holdings) filter ({bills})",
            bonds=f"sum(holdings) filter ({bonds})",
        ),
        size(grand_total, "holdings", low, 30000),
    ]


def text_lines(body: bytes) -> list[str]:
    """Lines of a TIC file: ASCII today, labels may be UTF-8; ended by a line end (a cut file rarely is)."""
    text = reading.text(body)
    if not text.endswith("\n"):
        raise Refused("the end of the file", expected="a line end: the file is cut", found=text[-40:])
    return reading.lines(text)


def label(cell: str, line: int) -> str:
    """A label as published. TIC quotes none in these files, Excel those with a comma."""
    if cell.startswith('"'):
        todo = "Nothing was loaded. The file was saved by Excel. Ingest the file as the Treasury serves it."
        raise Refused("a label", line=line, expected="no quotes", found=cell, todo=todo)
    return cell


def number(cell: str, line: int, column: str, form: re.Pattern[str] = DECIMAL) -> float | None:
    """A published value; a sentinel is None, never 0; anything else is refused."""
    if cell in SENTINELS:
        return None
    if not form.fullmatch(cell):
        raise Refused("a value", line=line, column=column, expected=f"{form.pattern}, n.a. or *", found=cell)
    return float(cell)


def grouped(cell: str, line: int, column: str) -> float | None:
    """A whole value with or without thousands separators; a sentinel is None."""
    return number(cell.replace(",", "") if GROUPED.fullmatch(cell) else cell, line, column, WHOLE)


def code(cell: str, line: int) -> str:
    """A country code of TIC."""
    if not CODE.fullmatch(cell):
        raise Refused("a country code", line=line, column="country_code", expected="five digits", found=cell)
    return cell


def month(cell: str, line: int) -> str:
    """A month as published, `YYYY-MM`."""
    if not MONTH.fullmatch(cell):
        raise Refused("a month", line=line, column="date", expected="YYYY-MM", found=cell)
    return cell


def unit_line(lines: Sequence[str], unit: str) -> None:
    """Refuse a file whose preamble does not state the unit we read it in."""
    if not any(line.strip() == unit for line in lines):
        raise Refused("the unit", expected=f"a line that says {unit!r} above the header", found=[*lines][:5])


def long_table(body: bytes, columns: Sequence[Column]) -> pd.DataFrame:
    """Read Table 1 or 3: one row per country and month, under the machine header of line 9.

    The file must end in the definition of its last column: that is how a cut is noticed.
    """
    names = [c.name for c in columns]
    lines = text_lines(body)
    if len(lines) < 10 or lines[8].split("\t") != names:
        found = lines[8].split("\t") if len(lines) > 8 else lines[-1:]
        raise Refused("the header", line=9, expected=" ".join(names), found=" ".join(found))
    unit_line(lines[:8], "Millions of dollars")
    end = next((i for i, line in enumerate(lines) if i > 8 and not line.strip()), len(lines))
    last = next(line for line in reversed(lines) if line.strip())
    if not last.startswith(f"{names[-1]}: "):
        raise Refused("the end of the file", line=len(lines), expected=f"the definition of {names[-1]}", found=last)
    rows = [_long_row(lines[i], i + 1, names) for i in range(9, end)]
    index = pd.RangeIndex(10, end + 1, name="line")
    return pd.DataFrame(rows, columns=names, index=index)


def _long_row(text: str, line: int, names: Sequence[str]) -> list[object]:
    cells = text.split("\t")
    if len(cells) != len(names):
        raise Refused("cells of a row", line=line, expected=len(names), found=len(cells))
    country, country_code, date = label(cells[0], line), *cells[1:3]
    values = [number(c, line, n, WHOLE) for c, n in zip(cells[3:], names[3:], strict=True)]
    return [country, code(country_code, line), month(date, line), *values]
