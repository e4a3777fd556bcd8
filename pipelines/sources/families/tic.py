"""Reading what the TIC files have in common: strict text, strict numbers, the long layout."""

import re
from collections.abc import Sequence

import pandas as pd

from pipelines.sources.base import Column
from pipelines.sources.errors import Refused

BASE = "https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/"
PUBLISHER = "U.S. Department of the Treasury, Treasury International Capital (TIC)"
LICENCE = "U.S. government work, public domain"
MONTH = re.compile(r"(19[789]|20[0-9])\d-(0[1-9]|1[0-2])")
DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,3})?")
WHOLE = re.compile(r"-?\d{1,12}")
SENTINELS = {"n.a.", "*"}

# The arrival checks that every file with labels shares. `payload` is the parsed frame.
KNOWN_LABELS: dict[str, object] = {
    "name": "every_label_is_in_countries_csv",
    "no_rows": """
        select line, label as not_in_countries_csv
        from payload
        anti join (
          select unnest(string_split(labels, '|')) as label from read_csv('warehouse/reference/countries.csv')
        ) using (label)
        order by line""",
}
KNOWN_CODES: dict[str, object] = {
    "name": "every_code_is_in_countries_csv",
    "no_rows": """
        select line, country_code || ' ' || country as not_in_countries_csv
        from payload
        anti join (
          select tic_code as country_code, unnest(string_split(labels, '|')) as country
          from read_csv('warehouse/reference/countries.csv', types = {'tic_code': 'VARCHAR'})
        ) using (country_code, country)
        order by line""",
}

# Without these rows nothing can be said, and no sum over the others would notice.
LARGEST = ["42609", "13005", "41408", "10251", "11703", "29998", "36137", "10804", "11401", "46302", "12688"]
REGIONS = ["19992", "29998", "39942", "34401", "49999", "59994", "69906"]
TOTALS = [*REGIONS, "69995", "79995", "99996"]


def rows_of(codes: Sequence[str]) -> dict[str, object]:
    """Every one of these codes in every month."""
    wanted = ", ".join(f"'{code}'" for code in codes)
    return {
        "name": "totals_and_largest_holders_are_there",
        "no_rows": f"""
            select dates.date, codes.country_code as missing
            from (select distinct date from payload) as dates
            cross join (select unnest([{wanted}]) as country_code) as codes
            anti join payload using (date, country_code)""",
    }


def adds_up(name: str, whole: str, parts: Sequence[str], figures: Sequence[str], tolerance: int) -> dict[str, object]:
    """Rows of `parts` must sum to the row of `whole`, month by month and figure by figure, within USD mn.

    A sum that is not known fails too, but for net sales, which begin later for some rows.
    """
    codes = ", ".join(f"'{code}'" for code in parts)
    sums = ", ".join(
        f"{{figure: '{f}', parts: sum({f}) filter (country_code in ({codes})),"
        f" whole: sum({f}) filter (country_code = '{whole}')}}"
        for f in figures
    )
    return {
        "name": name,
        "no_rows": f"""
            select date, figure, parts as sum_of_parts, whole as published_{whole}
            from (select date, unnest([{sums}], recursive := true) from payload group by date)
            where coalesce(
              abs(parts - whole) > {tolerance}, figure not like '%_net' and (parts is null) <> (whole is null)
            )""",
    }


MONTHS_RUN: dict[str, object] = {
    "name": "no_month_is_missing_inside",
    "no_rows": """
        select min(date) as first, max(date) as last, count(distinct date) as months
        from payload
        having count(distinct date) <> 1 + datediff('month', (min(date) || '-01')::date, (max(date) || '-01')::date)""",
}


def text_lines(body: bytes) -> list[str]:
    """Lines of a TIC file: pure ASCII, and ended by a line end (a cut file rarely is)."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Refused("a byte that is not ASCII", line=line, found=body[error.start : error.start + 1]) from None
    if not text.endswith("\n"):
        raise Refused("the end of the file", expected="a line end: the file is cut", found=text[-40:])
    return text.splitlines()


def number(cell: str, line: int, column: str, form: re.Pattern[str] = DECIMAL) -> float | None:
    """A published figure; a sentinel is None, never 0; anything else is refused."""
    if cell in SENTINELS:
        return None
    if not form.fullmatch(cell):
        raise Refused("a figure", line=line, column=column, expected=f"{form.pattern}, n.a. or *", found=cell)
    return float(cell)


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
    country, code, date = cells[:3]
    if not re.fullmatch(r"\d{5}", code):
        raise Refused("a country code", line=line, column=names[1], expected="five digits", found=code)
    figures = [number(c, line, n, WHOLE) for c, n in zip(cells[3:], names[3:], strict=True)]
    return [country, code, month(date, line), *figures]
