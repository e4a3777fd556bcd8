"""Every source reads its sample, and refuses what is not its file."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources import SOURCES
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import tic
from tests.conftest import BY_NAME, sample, samples

each = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
each_of_tic = pytest.mark.parametrize(
    "source", [s for s in SOURCES if s.url.startswith(tic.BASE)], ids=lambda s: s.name
)
HTML = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"


def judged(source: Source, *bodies: bytes) -> pd.DataFrame:
    """The frame of bodies that are read and pass their checks on arrival; else Refused."""
    frame = source.read([*bodies])
    whole = replace(source, expect=[e for e in source.expect if e.get("name") != "every_row_of_the_frozen_file"])
    with connect(":memory:") as con:
        failures = arrival(con, whole, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def lines(source: Source) -> list[bytes]:
    return sample(source).splitlines(keepends=True)


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, *samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each_of_tic
def test_the_line_of_a_row_is_the_line_it_was_read_from(source: Source) -> None:
    text = sample(source).decode().splitlines()
    for line, row in source.read([sample(source)]).iterrows():
        assert str(row[source.key[0]]) in text[int(str(line)) - 1]


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n"])
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match=r"beginning of the file|a whole xlsx file"):
        source.read([body])


@each_of_tic
def test_a_file_cut_at_any_line_is_refused_or_says_the_same(source: Source) -> None:
    whole = source.read([sample(source)])
    parts = lines(source)
    for n in range(len(parts)):
        try:
            frame = source.read([b"".join(parts[:n])])
        except Refused:
            continue
        pd.testing.assert_frame_equal(frame, whole)


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_at_any_byte_is_refused_or_says_the_same(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    nth = data.draw(st.integers(0, len(bodies) - 1))
    at = data.draw(st.integers(0, len(bodies[nth]) - 1))
    try:
        frame = source.read([*bodies[:nth], bodies[nth][:at], *bodies[nth + 1 :]])
    except Refused:
        return
    whole = source.read(bodies)
    # A file without an end mark that is cut between two lines says less, never something else: its length tells.
    if bodies[nth][:at].endswith(b"\n") and not source.url.startswith(tic.BASE):
        whole = whole.merge(frame[list(source.key)], on=list(source.key)).set_index(frame.index)
    pd.testing.assert_frame_equal(frame, whole)


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    body = bytearray(sample(source))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body), *samples(source)[1:]])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal) or "line" in str(refusal)


@each_of_tic
def test_carriage_returns_do_not_matter(source: Source) -> None:
    unix = sample(source).replace(b"\r\n", b"\n")
    pd.testing.assert_frame_equal(source.read([unix]), source.read([sample(source)]))


@each_of_tic
def test_an_unknown_holder_is_refused_by_name_and_line(source: Source) -> None:
    old = b"Japan" if b"Japan\t" in sample(source) else b'"Japan"'
    body = sample(source).replace(old, old.replace(b"Japan", b"Atlantis"))
    line = sample(source)[: sample(source).index(old)].count(b"\n") + 1
    with pytest.raises(Refused, match=rf"(?s)countries_csv fails.*line {line},.*Atlantis"):
        judged(source, body)


def test_a_changed_header_is_refused_with_both_headers() -> None:
    source = BY_NAME["tic_slt3"]
    body = sample(source).replace(b"for_treas_pos\t", b"treas_pos\t", 1)
    with pytest.raises(Refused, match=r"the header in line 9; expected country .* found 'country .* treas_pos"):
        source.read([body])


def test_columns_in_another_order_are_refused_not_guessed() -> None:
    source = BY_NAME["tic_slt3"]
    body = sample(source).replace(b"for_treas_pos\tfor_treas_net", b"for_treas_net\tfor_treas_pos", 1)
    with pytest.raises(Refused, match="header in line 9"):
        source.read([body])


def test_another_unit_is_refused() -> None:
    source = BY_NAME["tic_mfh"]
    with pytest.raises(
        Refused,
        match="table of 20 holders that lacks the unit, a line that says 'Billions of dollars'; expected a whole",
    ):
        source.read([sample(source).replace(b"Billions of dollars", b"Millions of dollars")])


def test_a_row_that_repeats_another_is_dropped_one_that_contradicts_is_refused() -> None:
    source = BY_NAME["tic_slt3"]
    parts = lines(source)
    twice = b"".join([*parts[:12], parts[11], *parts[12:]])
    assert len(source.read([twice])) == len(source.read([sample(source)]))
    changed = parts[11].replace(parts[11].split(b"\t")[3], b"1")
    with pytest.raises(Refused, match=r"two different rows for country_code 10189, date 2026-02 in line 13"):
        source.read([b"".join([*parts[:12], changed, *parts[12:]])])


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
def test_a_value_a_thousand_times_too_large_is_refused(name: str, label: bytes, cell: int) -> None:
    with pytest.raises(Refused, match="fails in"):
        judged(BY_NAME[name], thousandfold(sample(BY_NAME[name]), label, cell))


@pytest.mark.parametrize("word", ["0.0.1", "1,2,3", "--", "-", "N/A", "1e5", "", "12 345", "1185515.4", "9" * 40])
def test_what_is_no_figure_is_refused_with_line_and_column(word: str) -> None:
    source = BY_NAME["tic_slt3"]
    row = next(p for p in lines(source) if p.startswith(b"Denmark\t10502\t2026-04"))
    line = lines(source).index(row) + 1
    cells = row.split(b"\t")
    cells[4] = word.encode()
    with pytest.raises(Refused, match=rf"line {line}, column for_treas_net"):
        source.read([sample(source).replace(row, b"\t".join(cells))])


def test_a_sentinel_is_null_and_never_zero() -> None:
    frame = BY_NAME["tic_slt3"].read([sample(BY_NAME["tic_slt3"])])
    poland = frame[(frame["country"] == "Poland") & (frame["date"] == "2026-04")].iloc[0]
    assert pd.isna(poland["for_treas_pos"])
    assert poland["for_lt_treas_pos"] > 0


def without(body: bytes, *begins: bytes) -> bytes:
    return b"".join(p for p in body.splitlines(keepends=True) if not p.startswith(begins))


def replaced(body: bytes, begin: bytes, cell: int, value: bytes) -> bytes:
    parts = body.splitlines(keepends=True)
    i = next(i for i, p in enumerate(parts) if p.startswith(begin))
    cells = parts[i].split(b"\t")
    cells[cell] = value
    return b"".join([*parts[:i], b"\t".join(cells), *parts[i + 1 :]])


SLT3, SLT1, MFH, HISTORY = (sample(BY_NAME[n]) for n in ("tic_slt3", "tic_slt1", "tic_mfh", "tic_mfh_history"))
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
def test_what_looks_right_but_is_not_is_refused(fault: str) -> None:
    name, body = PLAUSIBLE_BUT_WRONG[fault]
    assert body != sample(BY_NAME[name])
    with pytest.raises(Refused):
        judged(BY_NAME[name], body)


@pytest.mark.parametrize("header", [b"Country\t\t\t", b"Country", b"Country\t2026-04\t2026-02"])
def test_a_header_without_a_run_of_months_is_refused(header: bytes) -> None:
    lines_ = MFH.splitlines(keepends=True)
    i = next(i for i, p in enumerate(lines_) if p.startswith(b"Country"))
    with pytest.raises(Refused, match=r"months|header"):
        BY_NAME["tic_mfh"].read([b"".join([*lines_[:i], header + b"\r\n", *lines_[i + 1 :]])])


def test_a_missing_total_row_is_named() -> None:
    source = BY_NAME["tic_mfh"]
    body = b"".join(p for p in lines(source) if not p.startswith(b"All Other"))
    with pytest.raises(Refused, match="lacks the rows All Other; expected"):
        source.read([body])


def test_a_missing_holder_breaks_the_sum() -> None:
    source = BY_NAME["tic_mfh"]
    body = b"".join(p for p in lines(source) if not p.startswith(b"Norway"))
    with pytest.raises(Refused, match="rows_and_all_other_add_up_to_grand_total fails in 3 rows"):
        judged(source, body)


class TestHistory:
    """mfhhis01: doubled months, footnotes, revision dates."""

    frame = BY_NAME["tic_mfh_history"].read([sample(BY_NAME["tic_mfh_history"])])

    def value(self, label: str, month: str, nth: int = 1) -> float:
        f = self.frame
        return float(
            f[(f["label"] == label) & (f["date"] == month) & (f["column_of_month"] == nth)]["holdings"].iloc[0]
        )

    def test_both_columns_of_a_doubled_june_are_kept_left_first(self) -> None:
        assert self.value("China, Mainland", "2010-06", 1) == 1112.1
        assert self.value("China, Mainland", "2010-06", 2) == 843.7
        assert self.value("United Kingdom 2/", "2011-06", 1) == 135.7
        assert self.value("United Kingdom 2/", "2011-06", 2) == 347.0
        assert self.value("Grand Total", "2000-03", 1) == 1085.0
        assert self.value("Grand Total", "2000-03", 2) == 1252.1

    def test_no_january_is_lost_in_years_with_thirteen_columns(self) -> None:
        januaries = self.frame[self.frame["date"].str.endswith("-01")]["date"].unique()
        assert len(januaries) == 2025 - 2000  # the year 2000 begins in March

    def test_a_sentinel_does_not_shift_its_row(self) -> None:
        luxembourg = self.frame[(self.frame["label"] == "Luxembourg") & (self.frame["date"] == "2002-05")]
        assert luxembourg["holdings"].isna().all()
        assert self.value("Luxembourg", "2002-07") > 0

    def test_each_year_has_its_revision_date_and_a_year_without_one_the_oldest(self) -> None:
        dates = self.frame.groupby(self.frame["date"].str[:4])[["revised_on", "revised_on_is_rule"]].first()
        assert str(dates.loc["2025", "revised_on"])[:10] == "2026-05-18"
        assert not dates.loc["2025", "revised_on_is_rule"]
        assert str(dates.loc["2012", "revised_on"])[:10] == "2016-05-16"
        assert dates.loc["2012", "revised_on_is_rule"]

    def test_a_break_carries_the_name_of_its_series(self) -> None:
        breaks = self.frame[self.frame["series"].notna()].groupby(["date", "column_of_month"])["series"].first()
        assert breaks["2011-06", 1] == "Series 16/ XII"
        assert breaks["2011-12", 1] == "Series 17/ XIII"


def test_the_frozen_page_of_2023_is_not_taken_for_table_5() -> None:
    frozen = b"\r\n\r\n\r\n       MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES\r\n"
    with pytest.raises(Refused, match="beginning of the file; expected 'Table 5"):
        BY_NAME["tic_mfh"].read([frozen])
