"""Fiscal Data, the Treasury's two curves and Binance: figures, layouts, traps, and what must be refused.

Made up in the samples: in MSPD July 2026 and the nonmarketable rows, in gold May 2026 (as June), in interest the group
and type of some rows, in the real curve 5 and 7 years, and all prices of Binance. The other figures are as published.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.quality.audit import arrival
from pipelines.sources import (
    binance_klines,
    fiscal_average_rates,
    fiscal_debt_to_penny,
    fiscal_interest_expense,
    fiscal_mspd,
    treasury_gold,
    treasury_par_curve,
    treasury_real_curve,
)
from pipelines.sources.base import Request, Response, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import fiscal, treasury_curve
from tests import mirror as m
from tests.conftest import DATA, real, samples
from tests.publishers.fiscal import RENDER, bar, envelope, midnight, year_csv

PENNY, INTEREST, MSPD = fiscal_debt_to_penny.SOURCE, fiscal_interest_expense.SOURCE, fiscal_mspd.SOURCE
RATES, GOLD, BINANCE = fiscal_average_rates.SOURCE, treasury_gold.SOURCE, binance_klines.SOURCE
PAR, REAL = treasury_par_curve.SOURCE, treasury_real_curve.SOURCE
DATASETS = [PENNY, INTEREST, MSPD, RATES, GOLD]
CURVES = [PAR, REAL]
ALL = [*DATASETS, *CURVES, BINANCE]
# A day on which the plan of a source asks for exactly the bodies of its sample (Binance: for more).
TODAY = {PAR.name: date(1990, 2, 10), REAL.name: date(2003, 2, 10), BINANCE.name: date(2020, 9, 5)}
FIGURES = DATA.parent / "figures"
figures = pytest.mark.skipif(not FIGURES.exists(), reason=f"the full figures are not at hand in {FIGURES}")
HTML = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"

each = pytest.mark.parametrize("source", ALL, ids=lambda s: s.name)
each_dataset = pytest.mark.parametrize("source", DATASETS, ids=lambda s: s.name)
each_curve = pytest.mark.parametrize("source", CURVES, ids=lambda s: s.name)


def judged(source: Source, *bodies: bytes) -> pd.DataFrame:
    """The frame of bodies that are read and pass their checks on arrival; else Refused."""
    return arrived(source, source.read(list(bodies)))


def arrived(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    with connect(":memory:") as con:
        failures = arrival(con, source, frame)
    if failures:
        raise Refused("; ".join(failures))
    return frame


def read(source: Source) -> pd.DataFrame:
    return source.read(samples(source))


def on(source: Source, day: str) -> pd.DataFrame:
    """The rows of one date of a sample."""
    frame = read(source)
    return frame[frame[source.key[0]] == pd.Timestamp(day)]


def today(source: Source) -> date:
    return TODAY.get(source.name, date(2026, 8, 22))


def plan(source: Source, day: date, answer: Callable[[Request], bytes] = lambda _: b"") -> list[Request]:
    """The requests of a plan whose every request is answered."""
    requests, steps = [], source.plan(day)
    request = next(steps)
    while True:
        requests.append(request)
        try:
            request = steps.send(Response(request.url, answer(request)))
        except StopIteration:
            return requests


def fetched(source: Source, mirror: m.Mirror, day: date, home: Path) -> tuple[Outcome, list[bytes]]:
    """What one fetch through a mirror kept."""
    archive = Archive(home)
    outcome = Fetcher(archive, mirror.url, 60, pace=0, today=day).fetch([source])[source.name]
    kept = archive.payloads(source.name)
    return outcome, archive.bodies(kept[-1]) if kept else []


def round_trip(source: Source, frame: pd.DataFrame, day: date, home: Path) -> pd.DataFrame:
    """Render, serve, fetch, read: the figures as they come back, like those that went in."""
    with m.serving(RENDER[source.name](frame, day)) as mirror:
        outcome, bodies = fetched(source, mirror, day, home)
    assert outcome.state == "new", outcome.detail
    return source.read(bodies)


def same(one: pd.DataFrame, other: pd.DataFrame, source: Source) -> None:
    parts = [f.sort_values(list(source.key)).reset_index(drop=True) for f in (one, other)]
    pd.testing.assert_frame_equal(*parts, check_dtype=False)


# Samples ---------------------------------------------------------------------------------------------------------


@each
def test_a_sample_is_read_and_passes_every_check_on_arrival(source: Source) -> None:
    frame = judged(source, *samples(source))
    assert list(frame.columns) == [c.name for c in source.columns]
    assert frame.index.name == "line"
    assert not frame.duplicated(list(source.key)).any()


@each
def test_what_is_rendered_is_fetched_and_read_as_it_was(source: Source, tmp_path: Path) -> None:
    frame = read(source)
    back = round_trip(source, frame, today(source), tmp_path)
    if source is BINANCE:  # the last prices stand until today
        back = back.merge(frame[["symbol", "date"]])
    same(back, frame, source)


@each
def test_the_mirror_has_every_body_that_is_asked_for_months_later(source: Source) -> None:
    bodies = RENDER[source.name](read(source), date(2026, 11, 25))
    assert [r.url for r in plan(source, date(2026, 11, 25), lambda r: bodies[r.url])] == list(bodies)
    judged(source, *bodies.values())


@each
@pytest.mark.parametrize("body", [HTML, b"", b"\xff\xfe\n", b"%PDF-1.7\n", b"PK\x03\x04\n"])
def test_another_kind_of_file_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([*samples(source)[:-1], body])


@each
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_body_cut_at_any_byte_is_refused_or_says_the_same(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    n = data.draw(st.integers(0, len(bodies) - 1))
    bodies[n] = bodies[n][: data.draw(st.integers(0, len(bodies[n]) - 1))]
    try:
        frame = source.read(bodies)
    except Refused:
        return
    pd.testing.assert_frame_equal(frame, read(source))


@each_curve
def test_a_file_cut_at_any_line_is_refused(source: Source) -> None:
    parts = samples(source)[0].splitlines(keepends=True)
    for n in range(len(parts)):
        with pytest.raises(Refused):
            source.read([b"".join(parts[:n])])


@each
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_raise_anything_but_a_refusal(source: Source, data: st.DataObject) -> None:
    bodies = samples(source)
    body = bytearray(bodies[0])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        source.read([bytes(body), *bodies[1:]])
    except Refused as refusal:
        assert "expected" in str(refusal) or "found" in str(refusal) or "line" in str(refusal)


@each
def test_carriage_returns_do_not_matter(source: Source) -> None:
    dos = [b.replace(b"\n", b"\r\n") for b in samples(source)]
    pd.testing.assert_frame_equal(source.read(dos), read(source))


# HTTP ------------------------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (m.status(204), "answered 204 No Content; expected 200"),
        (m.status(451), "answered 451 Unavailable For Legal Reasons; expected 200"),
        (m.status(400, b'{"error":"Invalid Query Param","message":"..."}'), "answered 400"),
        (m.cut(300), "broke off|IncompleteRead"),
    ],
)
def test_a_failed_answer_is_a_failed_fetch_with_its_reason(
    source: Source, fault: m.Fault, says: str, tmp_path: Path
) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[list(bodies)[-1]] = fault
        outcome, kept = fetched(source, mirror, today(source), tmp_path)
    assert outcome.state == "failed" and kept == []
    assert re.search(says, outcome.detail), outcome.detail


@each
def test_a_page_with_status_200_is_kept_and_refused(source: Source, tmp_path: Path) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[list(bodies)[-1]] = m.instead(HTML)
        outcome, kept = fetched(source, mirror, today(source), tmp_path)
    if outcome.state == "failed":  # a body that would be kept for good is looked at as it comes
        assert re.search(r"beginning of the file.*<!DOCTYPE html>", outcome.detail), outcome.detail
        return
    assert outcome.state == "new" and HTML in kept
    with pytest.raises(Refused, match=r"beginning of the file.*<!DOCTYPE html>"):
        source.read(kept)


@pytest.mark.parametrize("source", [PENNY, PAR, BINANCE], ids=lambda s: s.name)
def test_too_many_requests_are_tried_again(source: Source, tmp_path: Path) -> None:
    bodies = RENDER[source.name](read(source), today(source))
    with m.serving(bodies) as mirror:
        mirror.faults[next(iter(bodies))] = m.after(1, m.status(429, Retry_After="0"))
        outcome, _ = fetched(source, mirror, today(source), tmp_path)
    assert outcome.state == "new"


# Fiscal Data: pages and the envelope -----------------------------------------------------------------------------


def page(source: Source, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The sample, changed."""
    document = json.loads(samples(source)[0])
    change(document)
    return json.dumps(document).encode()


def recounted(source: Source, records: list[dict[str, Any]]) -> bytes:
    """A page of other records, counted as they are."""
    return envelope(source, records, 1, max(1, len(records)))


def records(source: Source) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(samples(source)[0])["data"]
    return found


def with_value(source: Source, where: dict[str, str], **values: Any) -> bytes:
    """The sample with other values in the records that match."""
    found = records(source)
    hits = [r for r in found if where.items() <= r.items()]
    assert hits
    for hit in hits:
        hit.update(values)
    return recounted(source, found)


@each_dataset
def test_only_the_named_fields_are_asked_for_in_an_order_without_ties(source: Source) -> None:
    [request] = plan(source, date(2026, 8, 22))
    names = ",".join(c.name for c in source.columns)
    assert request.url == (
        f"{source.url}?fields={names}&sort={','.join(source.key)}&page%5Bnumber%5D=1&page%5Bsize%5D=10000"
    )
    assert source.key[0] == "record_date" and request.final_from is None


def test_pages_are_asked_for_until_the_last_and_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fiscal, "SIZE", 10)
    bodies = RENDER[PENNY.name](read(PENNY), today(PENNY))
    assert len(bodies) == 3
    same(round_trip(PENNY, read(PENNY), today(PENNY), tmp_path), read(PENNY), PENNY)


def three_pages(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    monkeypatch.setattr(fiscal, "SIZE", 10)
    return list(RENDER[PENNY.name](read(PENNY), today(PENNY)).values())


def test_a_missing_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match=r"total-pages 3, as page 1 says; found '10 and 2'"):
        PENNY.read(three_pages(monkeypatch)[:2])


def test_a_page_short_of_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = three_pages(monkeypatch)
    document = json.loads(two)
    document["data"].pop()
    with pytest.raises(Refused, match=r"count 10 and total-pages 3, as page 2 says; found '9 and 3'"):
        PENNY.read([one, json.dumps(document).encode(), three])
    document["meta"]["count"] = 9
    with pytest.raises(Refused, match=r"the rows of all pages; expected 29, the total-count of page 1; found 28"):
        PENNY.read([one, json.dumps(document).encode(), three])


def test_a_row_on_two_pages_is_refused_because_another_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = three_pages(monkeypatch)
    document = json.loads(two)
    document["data"][0] = json.loads(one)["data"][-1]
    with pytest.raises(Refused, match="each row on one page"):
        PENNY.read([one, json.dumps(document).encode(), three])


def test_a_faulty_count_of_pages_is_not_followed_for_ever() -> None:
    endless = page(PENNY, lambda d: d["meta"].update({"total-pages": 8259}))
    assert len(plan(PENNY, today(PENNY), lambda _: endless)) == fiscal.MOST_PAGES
    with pytest.raises(Refused, match="total-pages 8259"):
        PENNY.read([endless] * fiscal.MOST_PAGES)


@pytest.mark.parametrize("body", [HTML, b"{", b"[]", b'{"data":[]}', b'{"meta":7}', b'{"meta":{"total-pages":"2"}}'])
def test_a_body_without_a_count_of_pages_ends_the_plan(body: bytes) -> None:
    assert len(plan(PENNY, today(PENNY), lambda _: body)) == 1


@each_dataset
def test_an_error_is_refused_in_its_own_words(source: Source) -> None:
    body = b'{"error":"Invalid Query Param","message":"Invalid query parameter \'filtr\' with value \'x\'."}'
    with pytest.raises(Refused, match=r"the request; expected data; found .*Invalid Query Param: Invalid query"):
        source.read([body])


@each_dataset
def test_no_rows_at_all_are_refused(source: Source) -> None:
    with pytest.raises(Refused, match="the data; expected rows; found 'an empty list'"):
        source.read([recounted(source, [])])


@each_dataset
def test_a_record_without_a_field_is_refused(source: Source) -> None:
    name = source.columns[1].name
    with pytest.raises(Refused, match=f"a record of page 1 in line 1, column {name}"):
        source.read([page(source, lambda d: d["data"][0].pop(name))])


@each_dataset
@pytest.mark.parametrize("value", [1234.5, "", "N/A", "1,234.50", "1e5", "NaN", "-", ".", True, ["1"]])
def test_what_is_no_figure_is_refused(source: Source, value: Any) -> None:
    name = source.columns[-1].name
    with pytest.raises(Refused, match=f"a figure in line 1, column {name}"):
        source.read([page(source, lambda d: d["data"][0].update({name: value}))])


@pytest.mark.parametrize("value", ["null", None, "2026-02-30", "08/01/2026", "2026", 20260801])
def test_what_is_no_day_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="record_date"):
        PENNY.read([page(PENNY, lambda d: d["data"][0].update(record_date=value))])


@each_dataset
@pytest.mark.parametrize(
    "body",
    [b'{"data":{}}', b'{"data":[],"meta":{}}', b'{"data":[7],"meta":{"count":1,"total-count":1,"total-pages":1}}'],
)
def test_another_envelope_is_refused(source: Source, body: bytes) -> None:
    with pytest.raises(Refused):
        source.read([body])


@each_dataset
def test_a_repeated_record_is_dropped_a_contradicting_one_is_refused(source: Source) -> None:
    found = records(source)
    same(source.read([recounted(source, [*found, found[0]])]), read(source), source)
    with pytest.raises(Refused, match=f"two different rows for {source.key[0]}"):
        source.read([recounted(source, [*found, found[0] | {source.columns[-1].name: "1.00"}])])


@each_dataset
def test_the_order_of_records_and_fields_does_not_matter(source: Source) -> None:
    turned = [dict(reversed(r.items())) for r in reversed(records(source))]
    same(source.read([recounted(source, turned)]), read(source), source)


@pytest.mark.parametrize(
    ("source", "where", "factors"),
    [
        (PENNY, {"record_date": "2005-03-15"}, [1000, 0.001]),
        (INTEREST, {"record_date": "2026-07-31", "expense_type_desc": "Treasury Bills"}, [1000]),  # a part may be small
        (MSPD, {"record_date": "2026-08-31", "security_class_desc": "Bills"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_type_desc": "Total Marketable"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_type_desc": "Total Public Debt Outstanding"}, [1000, 0.001]),
        (MSPD, {"record_date": "2026-08-31", "security_class_desc": "Government Account Series"}, [1000]),
        (RATES, {"record_date": "2001-02-28", "security_desc": "Total Marketable"}, [1000, 0.001]),
        (RATES, {"record_date": "2001-02-28", "security_desc": "Treasury Notes"}, [1000]),
        (GOLD, {"record_date": "2026-06-30", "location_desc": "Denver, CO"}, [1000, 0.001]),
    ],
    ids=lambda v: getattr(v, "name", str(v)),
)
def test_a_figure_off_by_a_thousand_is_refused(source: Source, where: dict[str, str], factors: list[float]) -> None:
    name = "tot_pub_debt_out_amt" if source is PENNY else source.columns[-1].name
    value = float(next(r for r in records(source) if where.items() <= r.items())[name])
    for factor in factors:
        with pytest.raises(Refused, match="fails in"):
            judged(source, with_value(source, where, **{name: f"{value * factor:.6f}"}))


@each_dataset
@pytest.mark.parametrize("factor", [1000, 0.001, 1e-6])
def test_another_unit_in_the_whole_file_is_refused(source: Source, factor: float) -> None:
    found = records(source)
    for column in (c.name for c in source.columns if c.type == "DOUBLE"):
        for r in found:
            r[column] = r[column] if r[column] == "null" else f"{float(r[column]) * factor:.9f}"
    with pytest.raises(Refused, match="fails in"):
        judged(source, recounted(source, found))


@pytest.mark.parametrize("source", [INTEREST, MSPD, RATES], ids=lambda s: s.name)
def test_a_month_missing_inside_is_refused(source: Source) -> None:
    found = records(source)
    days = sorted({r["record_date"] for r in found})
    moved = [r | {"record_date": {days[0]: "2000-11-30", days[1]: days[1]}[r["record_date"]]} for r in found]
    with pytest.raises(Refused, match="no_month_is_missing_inside"):
        judged(source, recounted(source, moved))


# Debt to the penny -----------------------------------------------------------------------------------------------


def test_debt_is_read_with_null_for_the_string_null() -> None:
    frame = read(PENNY).set_index("record_date")
    assert len(frame) == 29
    assert frame.loc["2005-03-30", "tot_pub_debt_out_amt"] == 7786606686259.96
    assert frame.loc["2005-03-30", ["debt_held_public_amt", "intragov_hold_amt"]].isna().all()
    assert frame.loc["2005-02-28"].notna().all()  # a month end has its parts
    assert frame.loc["2005-03-31"].tolist() == [7776939047670.14, 4572715640119.20, 3204223407550.94]


def without(source: Source, **where: str) -> bytes:
    kept = [r for r in records(source) if not where.items() <= r.items()]
    assert len(kept) < len(records(source))
    return recounted(source, kept)


@pytest.mark.parametrize(
    ("day", "values", "says"),
    [
        ("2005-03-15", {"tot_pub_debt_out_amt": "null"}, "total_is_known"),
        ("2005-03-31", {"debt_held_public_amt": "null"}, "parts_are_known_together"),
        ("2005-03-31", {"debt_held_public_amt": "null", "intragov_hold_amt": "null"}, "parts_are_known_together"),
        ("2005-03-31", {"intragov_hold_amt": "4000000000000.00"}, "parts_add_up"),
        ("2005-03-15", {"tot_pub_debt_out_amt": "8500000000000.00"}, "no_step_of_more_than_five_per_cent"),
    ],
)
def test_a_day_of_debt_that_cannot_be_is_refused(day: str, values: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(PENNY, with_value(PENNY, {"record_date": day}, **values))


def test_a_small_slip_in_the_identity_is_kept_as_published() -> None:
    [row] = [r for r in records(PENNY) if r["record_date"] == "2005-03-31"]
    off = f"{float(row['intragov_hold_amt']) + 1e10:.2f}"
    judged(PENNY, with_value(PENNY, {"record_date": "2005-03-31"}, intragov_hold_amt=off))


def test_a_lost_stretch_of_days_is_refused() -> None:
    kept = [r for r in records(PENNY) if not "2005-03-04" < r["record_date"] < "2005-03-21"]
    with pytest.raises(Refused, match="no_gap_of_more_than_ten_days"):
        judged(PENNY, recounted(PENNY, kept))


# Interest, MSPD, rates, gold -------------------------------------------------------------------------------------


def test_interest_is_read_with_zero_and_negative_rows() -> None:
    july = on(INTEREST, "2026-07-31").set_index(["expense_group_desc", "expense_type_desc"])
    assert july.loc[("ACCRUED INTEREST EXPENSE", "Treasury Notes"), "month_expense_amt"] == 43854569972.32
    assert july.loc[("AMORTIZED PREMIUM", "Treasury Notes"), "month_expense_amt"] < 0
    assert (july["month_expense_amt"] == 0).any()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(INTEREST, record_date="2026-07-31", expense_catg_desc=fiscal_interest_expense.ACCOUNTS), "both_categories"),
        (without(INTEREST, record_date="2026-07-31", expense_catg_desc=fiscal_interest_expense.PUBLIC), "both_categories"),
        (with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, month_expense_amt="null"), "not_be_null"),
        (with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, expense_catg_desc="INTEREST ON SOMETHING ELSE"), "be_in_set"),
        (with_value(INTEREST, {"record_date": "2026-07-31"}, record_date="2026-07-30"), "last_of_their_month"),
    ],
)  # fmt: skip
def test_interest_that_is_incomplete_or_new_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(INTEREST, body)


def test_group_and_type_may_be_null() -> None:
    frame = INTEREST.read([with_value(INTEREST, {"expense_type_desc": "Treasury Bills"}, expense_group_desc="null")])
    assert frame["expense_group_desc"].isna().sum() == 2


def test_the_statement_of_debt_is_read_with_its_totals() -> None:
    august = on(MSPD, "2026-08-31").set_index("security_type_desc")["total_mil_amt"]
    assert august["Total Marketable"] == pytest.approx(31828001.463613)
    assert august["Total Public Debt Outstanding"] == pytest.approx(40175641.129434)
    assert august["Marketable"].sum() == pytest.approx(august["Total Marketable"])
    assert august.sum() > 2.5 * august["Total Public Debt Outstanding"]  # all rows count everything twice and more


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(MSPD, record_date="2026-08-31", security_type_desc="Total Marketable"), "totals_are_there"),
        (without(MSPD, record_date="2026-08-31", security_type_desc="Total Public Debt Outstanding"), "totals_are_there"),
        (without(MSPD, record_date="2026-08-31", security_class_desc="Federal Financing Bank"), "add_up_to_their_total"),
        (with_value(MSPD, {"security_class_desc": "Federal Financing Bank"}, total_mil_amt="null"), "add_up_to_their_total"),
        (without(MSPD, security_type_desc="Marketable"), "add_up_to_their_total"),
        (with_value(MSPD, {"security_type_desc": "Total Marketable"}, total_mil_amt="null"), "totals_are_there"),
    ],
)  # fmt: skip
def test_a_statement_that_lost_a_row_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(MSPD, body)


def test_the_whole_debt_is_found_under_its_name_of_2001() -> None:
    where = {"security_type_desc": "Total Public Debt Outstanding"}
    judged(MSPD, with_value(MSPD, where, security_type_desc="Total Treasury Securities Outstanding"))


def test_marketable_rows_may_miss_their_total_by_a_million_dollars() -> None:
    [row] = [r for r in records(MSPD) if r["record_date"] == "2026-08-31" and r["security_class_desc"] == "Notes"]
    off = f"{float(row['total_mil_amt']) + 1:.6f}"
    judged(MSPD, with_value(MSPD, {"record_date": "2026-08-31", "security_class_desc": "Notes"}, total_mil_amt=off))


def test_rates_are_read_with_their_totals() -> None:
    rates = read(RATES).set_index(["record_date", "security_desc"])["avg_interest_rate_amt"]
    assert rates["2001-01-31", "Total Marketable"] == 6.620
    assert rates["2001-02-28", "Total Interest-bearing Debt"] == 6.512


@pytest.mark.parametrize(
    ("where", "values", "says"),
    [
        ({"security_desc": "Total Marketable"}, {"avg_interest_rate_amt": "null"}, "totals_are_there"),
        ({"security_desc": "Total Marketable"}, {"security_desc": "All Marketable"}, "totals_are_there"),
        ({"security_desc": "Total Interest-bearing Debt"}, {"avg_interest_rate_amt": "0.065"}, "totals_are_there"),
        ({"security_desc": "Treasury Notes"}, {"avg_interest_rate_amt": "609.6"}, "rates_are_percent"),
        ({"security_desc": "Treasury Notes"}, {"avg_interest_rate_amt": "-0.1"}, "rates_are_percent"),
    ],
)
def test_rates_that_cannot_be_are_refused(where: dict[str, str], values: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(RATES, with_value(RATES, where, **values))


def test_a_rate_of_nothing_is_real() -> None:
    judged(RATES, with_value(RATES, {"security_desc": "Foreign Series"}, avg_interest_rate_amt="0.000"))


def test_gold_is_read_by_vault() -> None:
    frame = on(GOLD, "2026-06-30")
    assert len(frame) == 8
    assert frame["fine_troy_ounce_qty"].sum() == pytest.approx(261498926.236, abs=0.01)
    assert frame["book_value_amt"].sum() / frame["fine_troy_ounce_qty"].sum() == pytest.approx(42.2222, abs=1e-5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (without(GOLD, location_desc="Fort Knox, KY"), "all_gold_is_there"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, fine_troy_ounce_qty="null"), "all_gold_is_there"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, book_value_amt="null"), "book_value_is"),
        (with_value(GOLD, {"location_desc": "Denver, CO"}, book_value_amt="180000000000.00"), "book_value_is"),
    ],
)
def test_gold_that_is_lost_or_revalued_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        judged(GOLD, body)


# The curves ------------------------------------------------------------------------------------------------------


def curve_lines(source: Source) -> list[bytes]:
    return samples(source)[0].splitlines(keepends=True)


def test_a_curve_is_read_by_its_header() -> None:
    frame = read(PAR).set_index(["date", "tenor"])["par_yield"]
    assert frame["1990-01-02", "10 Yr"] == 7.94
    assert frame["1990-01-02", "3 Mo"] == 7.83
    assert frame["1990-02-09", "30 Yr"] == 8.36
    assert len(frame) == 28 * 9
    assert read(REAL).set_index(["date", "tenor"]).loc[("2003-01-02", "10 YR"), "real_yield"] == 2.43


@each_curve
def test_columns_and_rows_in_another_order_say_the_same(source: Source) -> None:
    rows = [line.rstrip(b"\n").split(b",") for line in curve_lines(source)]
    turned = [b",".join([row[0], *row[:0:-1]]) + b"\n" for row in [rows[0], *rows[:0:-1]]]
    same(judged(source, b"".join(turned)), read(source), source)


@each_curve
def test_an_unknown_tenor_is_refused(source: Source) -> None:
    body = samples(source)[0]
    for old, new in ((b'"7 ', b'"8 '), (b'"5 Y', b'"10 Y'), (b"Date", b"Day")):
        with pytest.raises(Refused, match=r"the header of file 1 in line 1|beginning of the file"):
            source.read([body.replace(old, new, 1)])


def test_one_curve_is_not_taken_for_the_other() -> None:
    with pytest.raises(Refused, match="the header of file 1"):
        REAL.read(samples(PAR))
    with pytest.raises(Refused, match="the header of file 1"):
        PAR.read(samples(REAL))


@each_curve
@pytest.mark.parametrize("cell", [b"N/A", b".", b"n.a.", b"4,30", b"--", b"4.3%"])
def test_what_is_no_yield_is_refused_with_line_and_tenor(source: Source, cell: bytes) -> None:
    lines = curve_lines(source)
    cells = lines[4].split(b",")
    lines[4] = b",".join([*cells[:1], cell if b"," not in cell else b'"4,30"', *cells[2:]])
    with pytest.raises(Refused, match=r"a figure in line 5, column "):
        source.read([b"".join(lines)])


def test_a_day_without_any_yield_is_no_day() -> None:
    lines = curve_lines(PAR)
    empty = b"01/15/1990" + b"," * 9 + b"\n"
    kept = [line for line in lines if not line.startswith(b"01/15/1990")]
    frame = judged(PAR, b"".join([*kept[:5], empty, *kept[5:]]))
    assert pd.Timestamp("1990-01-15") not in set(frame["date"])


def test_a_yield_that_is_not_there_yet_may_leave_commas_beyond_the_last_column() -> None:
    lines = curve_lines(PAR)
    frame = PAR.read([b"".join([lines[0], lines[1].rsplit(b",", 1)[0] + b",,\n", *lines[2:]])])
    newest = frame[frame["date"] == "1990-02-09"]
    assert len(newest) == 8 and "30 Yr" not in set(newest["tenor"])


def test_a_cell_beyond_the_last_column_is_refused() -> None:
    lines = curve_lines(PAR)
    with pytest.raises(Refused, match="cells of a row of file 1 in line 2; expected 10; found 11"):
        PAR.read([b"".join([lines[0], lines[1].rstrip(b"\n") + b",8.36\n", *lines[2:]])])


@each_curve
def test_a_repeated_day_is_dropped_a_contradicting_one_is_refused(source: Source) -> None:
    lines = curve_lines(source)
    same(source.read([b"".join([*lines, lines[3]])]), read(source), source)
    with pytest.raises(Refused, match=r"two different rows for date .* in line \d+"):
        source.read([b"".join([*lines, lines[3].replace(b",", b",1", 1)])])


@each_curve
def test_a_body_that_repeats_a_year_or_skips_one_is_refused(source: Source) -> None:
    [body] = samples(source)
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([body, body])
    year = str(read(source)["date"].max().year).encode()
    later = body.replace(b"/" + year, b"/" + str(int(year) + 2).encode())
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([body, later])


@each_curve
def test_a_file_without_rows_is_refused(source: Source) -> None:
    with pytest.raises(Refused, match="the year of file 2"):
        source.read([*samples(source), curve_lines(source)[0]])


@pytest.mark.parametrize(
    ("year", "day"),
    [(1990, 2), (1993, 4), (1994, 3), (1995, 3), (2000, 3), (2006, 3), (2017, 3), (2021, 4), (2026, 2), (2027, 4)],
)
def test_a_year_begins_on_its_first_day_of_trading(year: int, day: int) -> None:
    body = 'Date,"5 Yr","10 Yr"\n01/{:02d}/{},4.00,4.20\n'
    assert len(PAR.read([body.format(day, year).encode()])) == 2
    with pytest.raises(Refused, match=f"the first day of file 1; expected {year}-01-0{day} or before: the file is cut"):
        PAR.read([body.format(day + 1, year).encode()])


def test_a_year_is_final_when_the_january_after_it_is_over() -> None:
    def years(day: date) -> dict[int, date | None]:
        return {int(r.url.split(".csv/")[1][:4]): r.final_from for r in plan(PAR, day)}

    assert years(date(2026, 1, 4)) == {year: date(year + 1, 2, 1) for year in range(1990, 2026)}
    assert years(date(2026, 1, 5)) == {year: date(year + 1, 2, 1) for year in range(1990, 2027)}
    assert min(int(r.url.split(".csv/")[1][:4]) for r in plan(REAL, date(2026, 2, 1))) == 2003


def test_a_curve_is_asked_for_at_its_address() -> None:
    assert plan(PAR, date(2026, 8, 22))[-1].url == (
        "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/2026/all"
        "?type=daily_treasury_yield_curve&field_tdr_date_value=2026&page&_format=csv"
    )
    assert "type=daily_treasury_real_yield_curve&" in plan(REAL, date(2026, 8, 22))[-1].url


def test_past_years_are_not_asked_for_again(tmp_path: Path) -> None:
    day = date(1992, 3, 2)
    with m.serving(RENDER[PAR.name](read(PAR), day)) as mirror:
        fetched(PAR, mirror, day, tmp_path)
        fetched(PAR, mirror, day, tmp_path)
    assert [url.split(".csv/")[1][:4] for url, _ in mirror.asked] == ["1990", "1991", "1992"]  # kept long after 1992


def wide(source: Source) -> pd.DataFrame:
    """The sample as a table of days and tenors."""
    found = read(source).pivot(index="date", columns="tenor", values=source.columns[2].name)
    return found[[t for t in (*treasury_par_curve.TENORS, *treasury_real_curve.TENORS) if t in found]]


def _thousandfold(w: pd.DataFrame) -> pd.DataFrame:
    w.iloc[5, 3] *= 1000
    return w


def _jump(w: pd.DataFrame) -> pd.DataFrame:
    w.iloc[5, 0] += 1.6
    return w


def _lost_cell(w: pd.DataFrame) -> pd.DataFrame:
    w.loc["1990-01-16", "10 Yr"] = None
    return w


def _late_column(w: pd.DataFrame) -> pd.DataFrame:
    w.loc[:"1990-01-12", "5 Yr"] = None
    return w


def _lost_column(w: pd.DataFrame) -> pd.DataFrame:
    w.loc["1990-01-29":, "2 Yr"] = None
    return w


PAR_FAULTS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "basis points": (lambda w: w * 100, "yields_are_percent"),
    "fractions": (lambda w: w / 100, "ten_years_yield_something"),
    "one yield thousandfold": (_thousandfold, "yields_are_percent"),
    "a jump": (_jump, "no_yield_jumps"),
    "no 10 years on a day": (_lost_cell, "ten_years_are_there_on_every_day"),
    "no 10 years at all": (lambda w: w.drop(columns="10 Yr"), "no_tenor_breaks_off_or_begins_late"),
    "a week lost": (lambda w: w.drop(w.loc["1990-01-16":"1990-01-22"].index), "no_tenor_breaks_off"),
    "a column that begins late": (_late_column, "no_tenor_breaks_off_or_begins_late"),
    "a column lost": (_lost_column, "no_tenor_breaks_off_or_begins_late"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PAR_FAULTS)
def test_a_curve_that_looks_right_but_is_not_is_refused(fault: str) -> None:
    change, says = PAR_FAULTS[fault]
    with pytest.raises(Refused, match=says):
        judged(PAR, year_csv(change(wide(PAR))))


def test_a_real_yield_may_be_negative_but_not_a_fraction() -> None:
    judged(REAL, year_csv(wide(REAL) - 2.5))
    fractions = samples(REAL)[0].replace(b"2.43", b"0.0243")
    with pytest.raises(Refused, match="yields_have_two_decimals"):
        judged(REAL, fractions)
    with pytest.raises(Refused, match="yields_are_percent"):
        judged(REAL, year_csv(wide(REAL) * 100))


# Binance ---------------------------------------------------------------------------------------------------------

BTC = binance_klines.LISTED["BTCUSDT"]


def bars(symbol: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(samples(BINANCE)[list(binance_klines.LISTED).index(symbol)])
    return found


def with_bars(**changed: list[list[Any]]) -> list[bytes]:
    """The bodies of the sample, some pairs with other bars."""
    return [json.dumps(changed.get(symbol, bars(symbol))).encode() for symbol in binance_klines.LISTED]


def test_the_close_at_twenty_hours_utc_is_the_price_of_the_day() -> None:
    frame = read(BINANCE)
    assert frame["symbol"].value_counts().to_dict() == dict.fromkeys(binance_klines.LISTED, 2)
    assert frame.set_index(["symbol", "date"]).loc[("BTCUSDT", "2017-08-17"), "close"] == 4116.0
    assert bars("BTCUSDT")[4][0] == midnight(BTC) + 16 * 3_600_000 and bars("BTCUSDT")[4][4] == "4116.00000000"


def test_a_running_bar_is_no_price() -> None:
    running = bars("BTCUSDT")[:5]  # the last one opens at 16:00
    assert len(BINANCE.read(with_bars(BTCUSDT=running)).query("symbol == 'BTCUSDT'")) == 0
    assert len(BINANCE.read(with_bars(BTCUSDT=bars("BTCUSDT")[:6])).query("symbol == 'BTCUSDT'")) == 1


def test_microseconds_are_refused() -> None:
    for member in (0, 6):
        changed = bars("BTCUSDT")
        changed[3][member] *= 1000
        with pytest.raises(
            Refused, match=r"a bar of page 1 in line 1, column (open|close) time; expected milliseconds"
        ):
            BINANCE.read(with_bars(BTCUSDT=changed))


def test_a_bar_cut_short_or_begun_late_by_an_outage_is_no_price() -> None:
    changed = bars("BTCUSDT")
    changed[4][6] -= 7_000_000
    assert len(BINANCE.read(with_bars(BTCUSDT=changed)).query("symbol == 'BTCUSDT'")) == 1
    changed[10][0] += 694_789
    with pytest.raises(Refused, match="every_pair_is_there"):
        judged(BINANCE, *with_bars(BTCUSDT=changed))


def test_bars_of_another_interval_are_refused() -> None:
    hourly = {s: [bar(midnight(d) + h * 3_600_000, 100) for h in range(48)] for s, d in binance_klines.LISTED.items()}
    for rows in hourly.values():
        for row in rows:
            row[6] = row[0] + 3_599_999
    with pytest.raises(Refused, match="no rows at all"):
        BINANCE.read(with_bars(**hourly))


@pytest.mark.parametrize(
    "body", [b"[]", b'{"code":-1121,"msg":"Invalid symbol."}', b"[", b"[[]]", b"[[1502928000000]]"]
)
def test_what_is_no_list_of_bars_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"beginning of the file|JSON|12 members"):
        BINANCE.read([body, *samples(BINANCE)[1:]])


@pytest.mark.parametrize(
    "prices",
    [["1", "2", "3", "2"], ["2", "3", "1", "4"], ["2", None, "1", "2"], ["2", 3, "1", "2"], ["2", "", "1", "2"]],
)
def test_prices_in_another_order_or_form_are_refused(prices: list[Any]) -> None:
    changed = bars("BTCUSDT")
    changed[4][1:5] = prices
    with pytest.raises(Refused, match=r"the prices of BTCUSDT at 2017-08-17 16:00|a figure in line 1"):
        BINANCE.read(with_bars(BTCUSDT=changed))


def test_bars_out_of_order_are_refused() -> None:
    with pytest.raises(Refused, match="a bar of page 1 in line 1; expected one after 2017-08-19 04:00"):
        BINANCE.read(with_bars(BTCUSDT=bars("BTCUSDT")[::-1]))


def test_a_pair_that_is_missing_or_in_the_place_of_another_is_refused() -> None:
    bodies = samples(BINANCE)
    for kept in ([0, 1, 3, 4], [0, 1, 2, 3], [0, 2, 1, 3, 4], [4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 4], [0, 0, 1, 2, 3, 4]):
        with pytest.raises(Refused, match=r"the first bar of page|the pages; expected"):
            BINANCE.read([bodies[n] for n in kept])


def test_no_two_windows_that_may_follow_each_other_begin_at_about_the_same_time() -> None:
    listed = [midnight(day) for day in binance_klines.LISTED.values()]
    for one, other in pairwise(listed):
        later = range(one + binance_klines.WINDOW_MS, midnight(date(2100, 1, 1)), binance_klines.WINDOW_MS)
        assert min(abs(start - other) for start in later) > 2 * binance_klines.OUTAGE_MS


def test_the_two_pairs_that_share_their_windows_are_told_apart_by_price() -> None:
    bodies = samples(BINANCE)
    with pytest.raises(Refused, match="bitcoin_is_worth_four_ether"):
        judged(BINANCE, bodies[1], bodies[0], *bodies[2:])


@pytest.mark.parametrize("symbol", binance_klines.LISTED)
def test_a_price_off_by_a_thousand_is_refused(symbol: str) -> None:
    for factor in (1000, 0.001):
        changed = bars(symbol)
        changed[4][1:5] = [f"{float(p) * factor:.8f}" for p in changed[4][1:5]]
        with pytest.raises(Refused, match="fails in"):
            judged(BINANCE, *with_bars(**{symbol: changed}))


@cache
def history() -> pd.DataFrame:
    """Made-up prices of each day from the listing of each pair to 2020-09-04: seven windows of bitcoin."""
    rows = [
        (symbol, day, price + day.day_of_year % 7 * price / 100)
        for symbol, price in zip(binance_klines.LISTED, (9000, 300, 15, 0.3, 1900), strict=True)
        for day in pd.date_range(binance_klines.LISTED[symbol], "2020-09-04")
    ]
    return pd.DataFrame(rows, columns=["symbol", "date", "close"])


def test_many_windows_are_fetched_and_each_is_given_to_its_pair(tmp_path: Path) -> None:
    back = round_trip(BINANCE, history(), date(2020, 9, 5), tmp_path)
    same(arrived(BINANCE, back), history(), BINANCE)


def windows() -> list[bytes]:
    return list(RENDER[BINANCE.name](history(), date(2020, 9, 5)).values())


def test_only_the_last_window_of_a_pair_is_not_final() -> None:
    day = date(2020, 9, 5)
    requests = plan(BINANCE, day)
    assert all(r.final_from is not None for r in requests)
    assert [r.url for r in requests if r.final_from and r.final_from > day] == [
        r.url for r, after in zip(requests, [*requests[1:], None], strict=True)
        if after is None or after.url.split("&")[0] != r.url.split("&")[0]
    ]  # fmt: skip
    assert len(requests) == 7 + 7 + 7 + 6 + 1
    assert requests[0].url == (
        "https://data-api.binance.vision/api/v3/klines"
        "?symbol=BTCUSDT&interval=4h&startTime=1502928000000&endTime=1517327999999&limit=1000"
    )


def test_a_window_cut_to_half_the_limit_is_refused() -> None:
    bodies = windows()
    bodies[2] = json.dumps(json.loads(bodies[2])[:500]).encode()
    with pytest.raises(Refused, match=r"the end of page 3; expected a bar near 2018-12-30 00:00; found"):
        BINANCE.read(bodies)


def test_a_window_lost_or_longer_than_asked_for_is_refused() -> None:
    bodies = windows()
    with pytest.raises(Refused, match="the first bar of page 3"):
        BINANCE.read([*bodies[:2], *bodies[3:]])
    longer = [*json.loads(bodies[0]), *json.loads(bodies[1])[:1]]
    with pytest.raises(Refused, match="the last bar of page 1"):
        BINANCE.read([json.dumps(longer).encode(), *bodies[1:]])


def test_an_outage_of_days_is_a_gap_and_a_longer_one_is_refused() -> None:
    def without_days(first: str, last: str) -> pd.DataFrame:
        lost = (history()["symbol"] == "ETHUSDT") & history()["date"].between(first, last)
        return history()[~lost]

    arrived(BINANCE, without_days("2018-02-08", "2018-02-10"))
    with pytest.raises(Refused, match="no_gap_of_more_than_five_days"):
        arrived(BINANCE, without_days("2018-02-08", "2018-02-18"))


def test_a_pair_that_ends_early_is_refused() -> None:
    later = pd.concat(
        [history(), history()[history()["date"] > "2020-08-28"].assign(date=lambda f: f["date"] + pd.Timedelta("365D"))]
    )
    later = later[(later["symbol"] != "XRPUSDT") | (later["date"] < "2021-01-01")]
    with pytest.raises(Refused, match="every_pair_is_there_and_reaches_the_newest_week"):
        arrived(BINANCE, later)


def test_no_price_of_binance_is_embedded() -> None:
    assert BINANCE.embed == "false"


# The full figures and the recorded files -------------------------------------------------------------------------


@cache
def full(name: str) -> pd.DataFrame:
    """The figures of a source, in its columns."""
    if name == PENNY.name:
        found = pd.read_csv(FIGURES / "debt_to_penny.csv", parse_dates=["date"])
        return found.set_axis([c.name for c in PENNY.columns], axis="columns")
    if name == INTEREST.name:
        found = pd.read_csv(FIGURES / "interest_expense_monthly.csv", parse_dates=["date"])
        found = found.set_axis(["record_date", "expense_catg_desc", "month_expense_amt"], axis="columns")
        found = found.assign(expense_group_desc=None, expense_type_desc=None)
        return found[[c.name for c in INTEREST.columns]]
    found = pd.read_csv(FIGURES / "treasury_par_curve.csv", parse_dates=["date"])
    return found.melt("date", var_name="tenor", value_name="par_yield").dropna()


@figures
@pytest.mark.parametrize(
    ("source", "rows"), [(PENNY, 8376), (INTEREST, 390), (PAR, 99_292)], ids=lambda v: getattr(v, "name", v)
)
def test_the_full_figures_come_back_through_the_mirror(source: Source, rows: int, tmp_path: Path) -> None:
    frame = full(source.name)
    back = round_trip(source, frame, date(2026, 8, 22), tmp_path)
    assert len(back) == rows
    same(arrived(source, back), frame.reset_index(drop=True), source)


@figures
def test_interest_of_a_fiscal_year_is_the_published_sum() -> None:
    months = full(INTEREST.name).set_index("record_date")["month_expense_amt"].sort_index()
    assert months["2024-10-01":"2025-09-30"].sum() / 1e9 == pytest.approx(1220.0, abs=0.05)
    assert months["2025-08-01":"2026-07-31"].sum() / 1e9 == pytest.approx(1372.8, abs=0.05)


@figures
def test_debt_misses_its_identity_on_one_known_day_only() -> None:
    frame = full(PENNY.name).set_index("record_date")
    off = frame["tot_pub_debt_out_amt"] - frame["debt_held_public_amt"] - frame["intragov_hold_amt"]
    assert off[off.abs() > 0.05].round(0).abs().to_dict() == {pd.Timestamp("2025-08-04"): 1e10}
    assert frame["debt_held_public_amt"].isna().sum() == 2958


@figures
def test_thirty_years_are_missing_where_none_was_issued() -> None:
    frame = full(PAR.name)
    days = frame[frame["tenor"] == "30 Yr"]["date"]
    assert not days.between("2002-02-19", "2006-02-08").any()
    filled = pd.DataFrame({"date": [pd.Timestamp("2004-05-05")], "tenor": ["30 Yr"], "par_yield": [5.3]})
    with pytest.raises(Refused, match="no_30_year_while_none_was_issued"):
        arrived(PAR, pd.concat([frame, filled]))


@figures
@pytest.mark.parametrize("tenor", treasury_par_curve.TENORS)
def test_a_tenor_lost_in_the_newest_year_is_refused(tenor: str) -> None:
    frame = full(PAR.name)
    lost = frame[(frame["tenor"] != tenor) | (frame["date"] < "2026-01-01")]
    with pytest.raises(Refused, match="no_tenor_breaks_off_or_begins_late"):
        arrived(PAR, lost)


def year_body(year: int) -> bytes:
    """A year of the full figures as its file."""
    url = (
        f"{treasury_curve.BASE}/{year}/all?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
    )
    return RENDER[PAR.name](full(PAR.name), date(2026, 8, 22))[url]


@figures
@real
@pytest.mark.parametrize(
    ("name", "year"), [("treasury_par_1990_tail.csv", 1990), ("treasury_par_2025_15month_gap.csv", 2025)]
)
def test_recorded_rows_are_those_of_the_full_figures(name: str, year: int) -> None:
    recorded = (DATA / "prices/samples" / name).read_bytes()
    header, rest = year_body(year).split(b"\n", 1)
    assert recorded.split(b"\n", 1)[0].strip() == header
    same(PAR.read([recorded + rest]), PAR.read([year_body(year)]), PAR)


@figures
@real
def test_the_recorded_head_of_2026_is_read() -> None:
    recorded = (DATA / "prices/samples/treasury_par_2026_head_recorded_2026-10-03.csv").read_bytes()
    with pytest.raises(Refused, match="the file is cut"):
        PAR.read([recorded])
    frame = PAR.read([recorded + year_body(2026).split(b"\n", 1)[1]]).set_index(["date", "tenor"])["par_yield"]
    assert frame["2026-10-02", "10 Yr"] == 5.28 and frame["2026-09-30", "1.5 Month"] == 4.13


@figures
@real
def test_the_curve_is_that_of_an_independent_copy_in_basis_points() -> None:
    rows = [
        r for path in sorted((DATA / "prices/treasury_par").glob("*-curve.json")) for r in json.loads(path.read_text())
    ]
    points = pd.DataFrame([r["par_yields_basis_points"] for r in rows], columns=list(treasury_par_curve.TENORS))
    copy = points.assign(date=pd.to_datetime([r["date"] for r in rows]))
    copy = copy.melt("date", var_name="tenor", value_name="par_yield").dropna()
    copy["par_yield"] = (copy["par_yield"].astype(float) / 100).round(2)
    same(copy, full(PAR.name), PAR)


def one_page(recorded: dict[str, Any]) -> bytes:
    """A recorded page of one row, as if it were all there is."""
    meta = recorded.get("meta", {}) | {
        "count": len(recorded["data"]),
        "total-count": len(recorded["data"]),
        "total-pages": 1,
    }
    return json.dumps({"data": recorded["data"], "meta": meta}).encode()


@real
@pytest.mark.parametrize(
    ("source", "name", "column", "value"),
    [
        (PENNY, "debt_to_penny_response_2026-03-06.json", "tot_pub_debt_out_amt", 38869818249468.38),
        (MSPD, "mspd_table_1_response_2025-02-28.json", "total_mil_amt", 6367951.7093),
    ],
)
def test_a_recorded_page_of_many_is_refused_and_its_row_is_read(
    source: Source, name: str, column: str, value: float
) -> None:
    body = (DATA / "prices/samples" / name).read_bytes()
    with pytest.raises(Refused, match="the rows and pages that came"):
        source.read([body])
    assert source.read([one_page(json.loads(body))])[column].tolist() == [value]


@real
def test_recorded_days_of_debt_pass_the_checks_and_go_on_from_the_full_figures() -> None:
    rows = pd.read_csv(DATA / "prices/samples/debt_to_penny_2026-08-18_to_2026-09-09.csv", parse_dates=["record_date"])
    arrived(PENNY, PENNY.read(list(RENDER[PENNY.name](rows, date(2026, 9, 10)).values())))


@real
def test_recorded_rows_that_lack_a_member_are_refused() -> None:
    partial = json.loads((DATA / "prices/samples/avg_interest_rates_2026-05-31_partial.json").read_text())
    with pytest.raises(Refused, match="column security_type_desc; expected a member security_type_desc"):
        RATES.read([one_page(partial)])


@real
def test_recorded_gold_is_all_the_gold() -> None:
    body = (DATA / "imf/treasury_fiscaldata_gold_reserve_2026-06-30.json").read_bytes()
    with pytest.raises(Refused, match="beginning of the file"):  # the list alone, without its envelope
        GOLD.read([body])
    assert len(judged(GOLD, one_page({"data": json.loads(body)}))) == 8


@real
def test_the_documented_bar_is_of_no_window_that_is_asked_for() -> None:
    body = (DATA / "prices/samples/binance_klines_documented_shape.json").read_bytes()
    with pytest.raises(
        Refused, match=r"the first bar of page 1; expected BTCUSDT from 2017-08-17 00:00; found '2017-07-03"
    ):
        BINANCE.read([body, *samples(BINANCE)[1:]])


@real
def test_recorded_bars_give_the_close_at_twenty_hours() -> None:
    rows = pd.read_csv(DATA / "prices/samples/binanceusdm_BNBUSDT_4h_2026-01-20_24.csv")
    moved = midnight(binance_klines.LISTED["BNBUSDT"]) - rows["open_time_ms"].min()
    recorded = []
    for row in rows.itertuples():
        recorded.append(bar(int(row.open_time_ms + moved), 1))
        recorded[-1][1:5] = [str(p) for p in (row.open, row.high, row.low, row.close)]
    closes = BINANCE.read(with_bars(BNBUSDT=recorded)).query("symbol == 'BNBUSDT'")["close"]
    assert closes.tolist() == [896.11, 890.07, 888.73, 894.42]


def test_the_licence_of_a_source_says_what_may_be_embedded() -> None:
    assert [s.embed for s in (*DATASETS, *CURVES)] == ["true"] * 7
    assert all(s.access == "open" for s in ALL)


def test_the_lag_of_each_source_is_declared() -> None:
    lags = {s.name: s.known_by.due_after_days for s in ALL}
    assert lags == {
        "fiscal_debt_to_penny": 3, "fiscal_interest_expense": 10, "fiscal_mspd": 8, "fiscal_average_rates": 8,
        "treasury_gold": 30, "treasury_par_curve": 1, "treasury_real_curve": 1, "binance_klines": 1,
    }  # fmt: skip
    assert {s.known_by.kind for s in ALL} == {"lag"}
