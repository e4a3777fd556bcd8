"""TIC s1_globl: what foreigners bought from and sold to U.S. residents, 1977-01 to 2023-01, frozen.

Form S gave way to Form SLT with the data of February 2023. It recorded gross purchases and sales
by the country of the foreign counterparty: a purchase through a London dealer is one of the
United Kingdom, whoever owns the securities in the end. Of twelve columns the two of Treasury bonds
and notes are kept. Up to 2000 Belgium and Luxembourg are one row, the British West Indies another,
and Latin America and the Caribbean one region. Countries without a row are in their region only.
"""

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading, tic
from pipelines.sources.tic_slt3 import COLUMNS as TABLE_3
from pipelines.sources.vintages import Fixed

COLUMNS = [c for c in TABLE_3 if c.name in ("country", "country_code", "date")]
COLUMNS += [
    Column(
        "purchases", "DOUBLE", "USD mn", "Treasury bonds and notes that foreigners bought from U.S. residents, gross."
    ),
    Column("sales", "DOUBLE", "USD mn", "Treasury bonds and notes that foreigners sold to U.S. residents, gross."),
]
VALUES = {"purchases": 3, "sales": 9}
SIDES = ["Gross purchases by foreigners from U.S. residents", "Gross sales by foreigners to U.S. residents"]
HEADS = {
    "purchases": "Marketable U.S. Treasury and Federal Financing Bank bonds & notes [1]",
    "sales": "Marketable U.S. Treasury and Federal Financing Bank bonds & notes [7]",
}
KEYS = ["Country name", "Country code", "End of month"]
WIDTH = 15
LAST = ["99996", "1977-01"]
# Latin America and the Caribbean: one region up to 2000, two since.
REGIONS = [*tic.REGIONS, "39993"]
Cells = list[str]


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per country code and month."""
    lines = tic.text_lines(bodies[0])
    cells = [reading.cells(line, i, "\t") for i, line in enumerate(lines, 1)]
    _check_header(cells[:19])
    rows = [_row(cells[i], i + 1) for i in range(19, len(cells))]
    if not rows or rows[-1][2:4] != LAST:
        raise Refused("the end of the file", line=len(lines), expected=f"the row {LAST}", found=lines[-1])
    return reading.frame(rows, [c.name for c in COLUMNS])


def _check_header(head: list[Cells]) -> None:
    """Refuse a header of another shape or unit, or with purchases and sales in other places."""
    if not any("All amounts in millions of dollars." in line for line in head):
        raise Refused("the unit", expected="All amounts in millions of dollars.", found=head[:3])
    short = next((i for i, line in enumerate(head, 1) if len(line) != WIDTH), None)
    if len(head) < 19 or short:
        raise Refused("the header", line=short or len(head), expected=f"19 lines of {WIDTH} cells", found=head[-1])
    sides = [cell.strip() for cell in head[4] if cell.strip()]
    if sides != SIDES:
        raise Refused("the header", line=5, expected=SIDES, found=sides)
    _check_columns(head[8:18])


def _check_columns(names: list[Cells]) -> None:
    """Refuse columns that are not where they are read; a name is written down lines 9 to 18."""
    wanted = {**dict(enumerate(KEYS)), **{VALUES[name]: text for name, text in HEADS.items()}}
    for place, text in wanted.items():
        found = " ".join(line[place].strip() for line in names if line[place].strip())
        if found != text:
            raise Refused("the header", line=18, column=str(place + 1), expected=text, found=found)


def _row(cells: Cells, line: int) -> list[object]:
    if len(cells) != WIDTH:
        raise Refused("cells of a row", line=line, expected=WIDTH, found=len(cells))
    country, country_code, date = cells[:3]
    values = [tic.grouped(cells[place], line, name) for name, place in VALUES.items()]
    return [line, country, tic.code(country_code, line), tic.month(date, line), *values]


SOURCE = tic.source(
    name="tic_form_s",
    title="Form S: Treasury securities bought and sold by foreigners, 1977-01 to 2023-01",
    url=tic.BASE + "s1_globl.txt",
    cadence="frozen",
    known_by=Fixed(pd.Timestamp("2023-03-15").date()),
    key=["country_code", "date"],
    begins=[b'"U.S. Transactions with Foreigners in Long-term Domestic and Foreign Securities'],
    columns=COLUMNS,
    parse=parse,
    expect=[
        tic.KNOWN_CODES,
        {"name": "nothing_is_unknown_or_negative", "rows_where": "not coalesce(purchases >= 0 and sales >= 0, false)"},
        arrival.whole(41_519),
        arrival.all_there(
            "totals_are_there",
            "country_code",
            ["19992", "29998", "49999", "59994", "69906", "69995", "79995", "99996"],
            at="date",
        ),
        tic.adds_up("regions_add_up_to_all_countries", "69995", REGIONS, [*VALUES], 3),
        tic.adds_up("countries_and_organizations_add_up_to_grand_total", "99996", ["69995", "79995"], [*VALUES], 1),
        tic.size("country_code = '99996'", "purchases", 1e3, 3e6),
    ],
)
