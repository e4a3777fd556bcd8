"""The tables of TIC: lines, cuts, holders, and what looks right but is not."""

import pandas as pd
import pytest

from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import tic
from tests.conftest import BY_NAME, sample
from tests.sources.tic import HISTORY, SLT1, SLT3, judged, lines

each_of_tic = pytest.mark.parametrize(
    "source", [s for s in SOURCES if s.url.startswith(tic.BASE)], ids=lambda s: s.name
)


@each_of_tic
def test_the_line_of_a_row_is_the_line_it_was_read_from(source: Source) -> None:
    text = sample(source).decode().splitlines()
    for line, row in source.read([sample(source)]).iterrows():
        assert str(row[source.key[0]]) in text[int(str(line)) - 1]


@each_of_tic
@pytest.mark.promise("parsers.cut")
def test_a_file_cut_at_any_line_is_refused_or_says_the_same(source: Source) -> None:
    whole = source.read([sample(source)])
    parts = lines(source)
    for n in range(len(parts)):
        try:
            frame = source.read([b"".join(parts[:n])])
        except Refused:
            continue
        pd.testing.assert_frame_equal(frame, whole)


@each_of_tic
@pytest.mark.promise("parsers.layout")
def test_carriage_returns_do_not_matter(source: Source) -> None:
    unix = sample(source).replace(b"\r\n", b"\n")
    pd.testing.assert_frame_equal(source.read([unix]), source.read([sample(source)]))


@each_of_tic
@pytest.mark.promise("parsers.unknown_names")
def test_an_unknown_holder_is_refused_by_name_and_line(source: Source) -> None:
    old = b"Japan" if b"Japan\t" in sample(source) else b'"Japan"'
    body = sample(source).replace(old, old.replace(b"Japan", b"Atlantis"))
    line = sample(source)[: sample(source).index(old)].count(b"\n") + 1
    with pytest.raises(Refused, match=rf"(?s)countries_csv fails.*line {line},.*Atlantis"):
        judged(source, body)


def thousandfold(body: bytes, label: bytes, cell: int) -> bytes:
    parts = body.splitlines(keepends=True)
    i = next(i for i, p in enumerate(parts) if p.startswith(label + b"\t"))
    cells = parts[i].split(b"\t")
    cells[cell] = str(float(cells[cell]) * 1000).encode().removesuffix(b".0")
    return b"".join([*parts[:i], b"\t".join(cells), *parts[i + 1 :]])


@pytest.mark.parametrize(
    ("name", "label", "cell"),
    [
        ("tic_slt3", b"Japan", 3), ("tic_slt3", b"Japan", 5), ("tic_slt3", b"Japan", 6), ("tic_slt3", b"Japan", 7),
        ("tic_slt3", b"Grand Total", 3), ("tic_slt1", b"Japan", 3), ("tic_slt1", b"Japan", 10),
        ("tic_mfh", b"Japan", 1), ("tic_mfh", b"Grand Total", 2), ("tic_mfh_history", b"Japan", 12),
    ],
)  # fmt: skip
@pytest.mark.promise("parsers.units")
def test_a_value_a_thousand_times_too_large_is_refused(name: str, label: bytes, cell: int) -> None:
    with pytest.raises(Refused, match="fails in"):
        judged(BY_NAME[name], thousandfold(sample(BY_NAME[name]), label, cell))


def without(body: bytes, *begins: bytes) -> bytes:
    return b"".join(p for p in body.splitlines(keepends=True) if not p.startswith(begins))


def replaced(body: bytes, begin: bytes, cell: int, value: bytes) -> bytes:
    parts = body.splitlines(keepends=True)
    i = next(i for i, p in enumerate(parts) if p.startswith(begin))
    cells = parts[i].split(b"\t")
    cells[cell] = value
    return b"".join([*parts[:i], b"\t".join(cells), *parts[i + 1 :]])


PLAUSIBLE_BUT_WRONG = {
    "no Grand Total": ("tic_slt3", without(SLT3, b"Grand Total\t")),
    "no Japan": ("tic_slt3", without(SLT3, b"Japan\t")),
    "only Japan": ("tic_slt3", b"".join(p for p in SLT3.splitlines(keepends=True) if b"\t2026-" not in p or p.startswith(b"Japan"))),
    "newest month n.a.": ("tic_slt3", replaced(SLT3, b"Grand Total\t99996\t2026-04", 3, b"n.a.")),
    "one position n.a.": ("tic_slt3", replaced(SLT3, b"Denmark\t10502\t2026-04", 8, b"n.a.")),
    "one long-term position n.a.": ("tic_slt3", replaced(SLT3, b"Poland\t15768\t2026-04", 5, b"n.a.")),
    "no valuation": ("tic_slt3", replaced(SLT3, b"Denmark\t10502\t2026-04", 7, b"n.a.")),
    "net of bills is not their change": ("tic_slt3", replaced(
        replaced(SLT3, b"Denmark\t10502\t2026-04", 9, b"999"), b"Denmark\t10502\t2026-04", 6, b"n.a."
    )),
    "a month missing inside": ("tic_slt3", b"".join(p for p in SLT3.splitlines(keepends=True) if b"\t2026-03\t" not in p)),
    "a month of another century": ("tic_slt3", SLT3.replace(b"\t2026-02\t", b"\t1066-02\t")),
    "issuer row a thousandfold": ("tic_slt1", thousandfold(SLT1, b"Of Which: Fund Shares", 3)),
    "no revision of the newest year": ("tic_mfh_history", without(HISTORY, b'"(2025 revised')),
    "a revision that cannot be read": ("tic_mfh_history", HISTORY.replace(b"(2024 revised January 15,", b"(2024 revised January 15")),
    "a revision before its year": ("tic_mfh_history", HISTORY.replace(b"(2019 revised August 17, 2020", b"(2019 revised August 17, 2018")),
    "a revised month that is none": ("tic_mfh_history", HISTORY.replace(b"revised May 18", b"revised Mai 18")),
    "official n.a.": ("tic_mfh_history", replaced(HISTORY, b"For. Official", 3, b"n.a.")),
    "right June a thousandfold": ("tic_mfh_history", HISTORY.replace(b"\t1112.1\t843.7\t", b"\t1112.1\t843700\t")),
    "years out of order": ("tic_mfh_history", HISTORY.replace(b"\t2024", b"\tX").replace(b"\t2023", b"\t2024").replace(b"\tX", b"\t2023")),
    "no names over a doubled June": ("tic_mfh_history", HISTORY.replace(b"Series 15/", b"         ")),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLAUSIBLE_BUT_WRONG)
@pytest.mark.promise("parsers.plausible_but_wrong")
def test_what_looks_right_but_is_not_is_refused(fault: str) -> None:
    name, body = PLAUSIBLE_BUT_WRONG[fault]
    assert body != sample(BY_NAME[name])
    with pytest.raises(Refused):
        judged(BY_NAME[name], body)
