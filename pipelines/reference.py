"""The reference files, `warehouse/reference/*.csv`: what each may hold, validated before anything reads one.

They are edited by hand, so an error is named by file, line and column. What only a query can say of them, such as a
sum, is an expectation in the `.sql` file beside each. A byte order mark, CRLF and empty lines do no harm.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from pipelines import settings

Row = dict[str, str]
Lines = list[tuple[int, Row]]  # each with the number of its line
RESERVE = timedelta(days=270)  # the calendar should reach so far ahead


class BadReference(Exception):
    """A reference file that cannot be used: which, where, what was expected and found."""

    def __init__(self, file: Path, line: int, column: str, expected: str, found: str) -> None:
        where = f"line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{file}, {where}: expected {expected}; found {found!r:.200}. Correct the line.")


@dataclass(frozen=True)
class Kind:
    """What a cell may hold, in words and as a pattern; `means` raises ValueError for one that only looks right."""

    expected: str
    pattern: str
    means: Callable[[str], object] = str

    def admits(self, cell: str) -> bool:
        """Is a cell of this kind?"""
        try:
            self.means(cell)
        except ValueError:
            return False
        return re.fullmatch(self.pattern, cell) is not None

    def or_empty(self) -> "Kind":
        """This kind, or nothing."""
        return Kind(f"{self.expected}, or nothing", f"(?:{self.pattern})?", lambda c: self.means(c) if c else c)


def _in_turn(cell: str) -> None:
    if len({*cell.split("|")}) < cell.count("|") + 1:
        raise ValueError


TEXT = Kind("text without spaces around it", r"[^\s|](?:[^|]*[^\s|])?")
NAMES = Kind("different names with a bar between two", rf"{TEXT.pattern}(?:\|{TEXT.pattern})*", _in_turn)
NAME = Kind("a name in lower case letters, digits and _", "[a-z][a-z0-9_]*")
CODE = Kind("a code in capitals, digits and _", "[A-Z][A-Z0-9_]*")
ISO3 = Kind("three capitals", "[A-Z]{3}")
FIVE = Kind("five digits", r"[0-9]{5}")
DAY = Kind("a day as YYYY-MM-DD", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat)
YEAR = Kind("a year", "[12][0-9]{3}|9999")
NUMBER = Kind("a number such as -1.5", r"-?[0-9]{1,12}(?:\.[0-9]{1,10})?")
WHOLE = Kind("a whole number", "-?[0-9]{1,6}")
FLAG = Kind("true or false", "true|false")


def one_of(*words: str) -> Kind:
    """One of some words."""
    return Kind(f"one of {', '.join(words)}", "|".join(map(re.escape, words)))


@dataclass(frozen=True)
class File:
    """The columns of a file in their order, those that no two lines share, and those that never go down."""

    columns: Mapping[str, Kind]
    keys: Sequence[Sequence[str]]
    rising: Sequence[str] = field(default=())


PARTS = one_of("gold_share", "gold_bought", "treasuries", "purchases")
FILES = {
    "articles": File(
        {"article": Kind("a capital", "[A-Z]"), "article_file": TEXT.or_empty(), "described_as": TEXT,
         "published_on": DAY, "cited_from": TEXT}, [["article"]],
    ),
    "central_bank_gold_demand": File(
        {"year": YEAR, "edition": one_of("current", "first_print"), "demand_tonnes": NUMBER, "is_first_print": FLAG,
         "source": TEXT}, [["year", "edition"]],
    ),
    "countries": File(
        {"holder_id": CODE, "iso3": ISO3.or_empty(), "country": TEXT, "region": TEXT.or_empty(),
         "row_class": one_of("country", "residual", "total", "region", "memo", "official_split", "int_org", "group"),
         "is_custody_centre": FLAG, "tic_code": FIVE.or_empty(), "labels": NAMES.or_empty(),
         "aliases": NAMES.or_empty(), "source": TEXT}, [["holder_id"], ["iso3"], ["tic_code"]],
    ),
    "country_groups": File(
        {"holder_id": CODE, "country_group": NAME, "member_since": DAY.or_empty(), "source": TEXT},
        [["holder_id", "country_group"]],
    ),
    "dedollarization_parts": File(
        {"from_year": YEAR, "to_year": YEAR, "index_part": PARTS, "is_required": FLAG, "direction": one_of("1", "-1"),
         "full_scale": NUMBER, "reason": TEXT}, [["from_year", "index_part"]],
    ),
    "dedollarization_weights": File(
        {"weighting": NAME, "index_part": PARTS, "weight": NUMBER, "reason": TEXT}, [["weighting", "index_part"]],
    ),
    "ecb_currency_claims": File(
        {"year": YEAR, "currency": ISO3, "claims_usd_bn": NUMBER, "usd_per_unit": NUMBER.or_empty(),
         "usd_per_unit_2019": NUMBER.or_empty(), "source": TEXT}, [["year", "currency"]],
    ),
    "fred_series": File(
        {"series_id": CODE, "source": one_of("fred", "fred_stress", "fred_accounts", "fred_tic"),
         "holder_id": CODE.or_empty(), "measure": NAME,
         "frequency": one_of("daily", "weekly", "monthly", "quarterly", "annual"), "unit": TEXT, "title": TEXT,
         "licence": TEXT, "embed": FLAG, "lag_days": WHOLE, "min_value": NUMBER, "max_value": NUMBER,
         "first_date": DAY.or_empty(), "source_note": TEXT}, [["series_id"]],
    ),
    "imf_areas": File(
        {"imf_code": Kind("a code in capitals, digits and _", "[A-Z0-9_]+"), "holder_id": CODE.or_empty(),
         "area_class": one_of("country", "institution", "aggregate", "former", "unlisted"), "source": TEXT},
        [["imf_code"], ["holder_id"]],
    ),
    "published_values": File(
        {"value_name": NAME, "topic": TEXT, "what": TEXT, "published": NUMBER, "unit": TEXT, "tolerance": NUMBER,
         "published_by": TEXT, "why_apart": TEXT.or_empty()}, [["value_name"]],
    ),
    "release_calendar": File(
        {"calendar": NAME, "period": DAY, "earliest_on": DAY, "released_on": DAY, "cancelled_on": DAY.or_empty(),
         "is_rule": FLAG, "source": TEXT}, [["calendar", "period"]], ["period", "released_on"],
    ),
    "series_breaks": File(
        {"basis": one_of("all", "table3", "table5", "slt3d", "mfh_history", "first_print"), "month": DAY,
         "holder_id": CODE.or_empty(), "reason": TEXT, "source": TEXT},
        [["basis", "month", "holder_id"]],
    ),
    "world_gold": File({"period_end": DAY, "gold_tonnes": NUMBER, "source": TEXT}, [["period_end"]]),
}  # fmt: skip


def check() -> None:
    """Validate every reference file; raises BadReference for the first cell that is wrong."""
    lines = {name: read(name) for name in FILES}
    holders = {row["holder_id"] for _, row in lines["countries"]}
    for name in FILES:
        for number, row in lines[name]:
            if row.get("holder_id") and row["holder_id"] not in holders:
                raise BadReference(_path(name), number, "holder_id", "a holder of countries.csv", row["holder_id"])
    _labels_are_of_one_holder(lines["countries"])


def rows(name: str) -> list[Row]:
    """The lines of one reference file, validated."""
    return [row for _, row in read(name)]


def ends_soon(today: date) -> str | None:
    """What to do where the release calendar does not reach far enough ahead of a day."""
    last = max(date.fromisoformat(row["released_on"]) for row in rows("release_calendar"))
    if last >= today + RESERVE:
        return None
    verb = "ends" if last >= today else "ended"
    return f"{_path('release_calendar')} {verb} with the release of {last}: add the months to come, or TIC is refused."


def read(name: str) -> Lines:
    """The lines of one reference file with their numbers; raises BadReference where one is not what `FILES` says."""
    path, file = _path(name), FILES[name]
    lines = [*_records(path, _text(path))]
    header, wanted = lines[0][1] if lines else [], [*file.columns]
    if header != wanted or len(lines) == 1:
        found = "no line below the header" if header == wanted else ",".join(header)
        raise BadReference(path, 1, "", f"{','.join(wanted)} and lines below it", found)
    found_rows = [(number, _row(path, file, number, cells)) for number, cells in lines[1:]]
    _no_two_alike(path, file, found_rows)
    _in_order(path, file, found_rows)
    return found_rows


def _path(name: str) -> Path:
    return settings.REFERENCE / f"{name}.csv"


def _text(path: Path) -> str:
    """The text of a file, its line ends all alike; raises BadReference."""
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise BadReference(path, 1, "", "a file that can be read", error.strerror or "none") from None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadReference(path, line, "", "text in UTF-8", f"the byte {data[error.start]:#x}") from None
    if data.count(b"\r\n") not in (0, data.count(b"\n")) or b"\r" in data.replace(b"\r\n", b""):
        raise BadReference(path, 1, "", "line ends that are alike, LF or CRLF", "a mixture of them, or CR alone")
    return text.replace("\r\n", "\n")


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that has any, with its number."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        if strange := re.search(r"[\x00-\x1f\x7f-\x9f\ufffd\ufeff\u2028\u2029]", line):
            raise BadReference(path, number, "", "text without control characters", strange[0])
        try:
            [cells] = csv.reader([line], strict=True)
        except (csv.Error, ValueError):
            raise BadReference(path, number, "", "cells with every quote closed", line) from None
        yield number, cells


def _row(path: Path, file: File, number: int, cells: list[str]) -> Row:
    """One line by column."""
    if len(cells) != len(file.columns):
        raise BadReference(path, number, "", f"{len(file.columns)} cells", f"{len(cells)} cells")
    row = dict(zip(file.columns, cells, strict=True))
    for column, kind in file.columns.items():
        if not kind.admits(row[column]):
            raise BadReference(path, number, column, kind.expected, row[column])
    return row


def _no_two_alike(path: Path, file: File, lines: Lines) -> None:
    """No two lines have the same key; an empty cell that is a key by itself is none."""
    for key in file.keys:
        seen: dict[tuple[str, ...], int] = {}
        for number, row in lines:
            cells = tuple(row[column] for column in key)
            if any(cells) and (first := seen.setdefault(cells, number)) != number:
                expected = f"what no other line has, and line {first} has it"
                raise BadReference(path, number, ", ".join(key), expected, ", ".join(cells))


def _in_order(path: Path, file: File, lines: Lines) -> None:
    for column in file.rising:
        for (_, before), (number, row) in pairwise(lines):
            if row[column] < before[column]:
                raise BadReference(
                    path, number, column, f"nothing before {before[column]}, the line above", row[column]
                )


def _labels_are_of_one_holder(lines: Lines) -> None:
    """A label of TIC means one holder; those of memo rows differ by their code alone."""
    seen: dict[str, str] = {}
    for number, row in lines:
        for label in row["labels"].split("|") if row["row_class"] != "memo" else []:
            if label and (first := seen.setdefault(label, row["holder_id"])) != row["holder_id"]:
                raise BadReference(_path("countries"), number, "labels", f"no label of {first}", label)
