"""Debt to the penny: nulls, the identity of its parts, lost days, and the recorded days."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.sources.errors import Refused
from pipelines.sources.families import fiscal
from tests.conftest import DATA, real
from tests.publishers.fiscal import RENDER
from tests.sources.fiscal import (
    HTML,
    PENNY,
    arrived,
    figures,
    full,
    judged,
    page,
    plan,
    read,
    records,
    recounted,
    round_trip,
    same,
    today,
    with_value,
)


def test_pages_are_asked_for_until_the_last_and_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fiscal, "SIZE", 10)
    bodies = RENDER[PENNY.name](read(PENNY), today(PENNY))
    assert len(bodies) == 3
    same(round_trip(PENNY, read(PENNY), today(PENNY), tmp_path), read(PENNY), PENNY)


def three_pages(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    monkeypatch.setattr(fiscal, "SIZE", 10)
    return list(RENDER[PENNY.name](read(PENNY), today(PENNY)).values())


@pytest.mark.promise("parsers.cut")
def test_a_missing_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match=r"total-pages 3, as page 1 says; found '10 and 2'"):
        PENNY.read(three_pages(monkeypatch)[:2])


@pytest.mark.promise("parsers.cut")
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


@pytest.mark.parametrize("value", ["null", None, "2026-02-30", "08/01/2026", "2026", 20260801])
@pytest.mark.promise("parsers.figures")
def test_what_is_no_day_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="record_date"):
        PENNY.read([page(PENNY, lambda d: d["data"][0].update(record_date=value))])


def test_debt_is_read_with_null_for_the_string_null() -> None:
    frame = read(PENNY).set_index("record_date")
    assert len(frame) == 29
    assert frame.loc["2005-03-30", "tot_pub_debt_out_amt"] == 7786606686259.96
    assert frame.loc["2005-03-30", ["debt_held_public_amt", "intragov_hold_amt"]].isna().all()
    assert frame.loc["2005-02-28"].notna().all()  # a month end has its parts
    assert frame.loc["2005-03-31"].tolist() == [7776939047670.14, 4572715640119.20, 3204223407550.94]


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


@figures
def test_debt_misses_its_identity_on_one_known_day_only() -> None:
    frame = full(PENNY.name).set_index("record_date")
    off = frame["tot_pub_debt_out_amt"] - frame["debt_held_public_amt"] - frame["intragov_hold_amt"]
    assert off[off.abs() > 0.05].round(0).abs().to_dict() == {pd.Timestamp("2025-08-04"): 1e10}
    assert frame["debt_held_public_amt"].isna().sum() == 2958


@real
def test_recorded_days_of_debt_pass_the_checks_and_go_on_from_the_full_figures() -> None:
    rows = pd.read_csv(DATA / "prices/samples/debt_to_penny_2026-08-18_to_2026-09-09.csv", parse_dates=["record_date"])
    arrived(PENNY, PENNY.read(list(RENDER[PENNY.name](rows, date(2026, 9, 10)).values())))
