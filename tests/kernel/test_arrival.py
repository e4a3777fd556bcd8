"""Each kind of arrival check: what passes it, what fails it, and the rows that it lists."""

import duckdb
import pytest

from pipelines.quality.expectations import Result, name_of, validate
from pipelines.sources import arrival
from pipelines.sources.base import Expectation

# Two holders in three months, and their total; China's May is missing.
HOLDINGS = """
    (1, 'China', date '2026-04-30', 10.0), (2, 'China', date '2026-06-30', 30.0),
    (3, 'Japan', date '2026-04-30', 20.0), (4, 'Japan', date '2026-05-31', 20.0), (5, 'Japan', date '2026-06-30', 21.0),
    (6, 'Total', date '2026-04-30', 30.0), (7, 'Total', date '2026-05-31', 20.0), (8, 'Total', date '2026-06-30', 50.5)"""
JAPAN = "payload where label = 'Japan'"
SUM = ("sums", ["held"], "label <> 'Total'", "label = 'Total'")


@pytest.fixture
def payload(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.execute(f"create table payload as from (values {HOLDINGS}) as v(line, label, month, held)")
    return con


def judged(payload: duckdb.DuckDBPyConnection, expectation: Expectation) -> Result:
    [result] = validate(payload, "payload", [expectation])
    assert result.name == name_of(expectation)
    return result


PASS = {
    "groups": arrival.groups("g", "most > 60", "label", most="max(held)"),
    "groups without any": arrival.groups("g", "n <> 8", n="count(*)"),
    "newest": arrival.newest("n", "held", "month", 20, 22, of=JAPAN),
    "whole": arrival.whole(8),
    "steps": arrival.steps("s", "held / before not between 0.3 and 3", "month", "held", by="label"),
    "no_gap": arrival.no_gap("month", "month", of=JAPAN),
    "adds_up": arrival.adds_up(*SUM, 0.5, by="month"),
    "adds_up but for a known exception": arrival.adds_up(*SUM, 0.4, by="month", unless="month = '2026-06-30'"),
    "adds_up where a part may be unknown": arrival.adds_up(*SUM, 1, by="label", unknown="false"),
    "all_there": arrival.all_there("a", "label", ["China", "Japan"]),
    "all_there each month": arrival.all_there("a", "label", ["Japan", "Total"], at="month"),
    "known": arrival.known("k", "label", "select unnest(['China', 'Japan', 'Total', 'Peru']) as label"),
    "limits": arrival.limits("l", "held", "label", {"China": (1, 30), "Japan": (20, 21), "Total": (20, 50.5)}),
}  # fmt: skip
FAIL = {
    "groups": (arrival.groups("g", "most > 45", "label", most="max(held)"), 1, "label Total, most 50.5"),
    "newest": (arrival.newest("n", "held", "month", 20, 20.5, of=JAPAN), 1, "newest 21.0"),
    "newest of none": (arrival.newest("n", "held", "month", 1, 99, of="payload where label = 'Peru'"), 1, "newest nan"),
    "newest of each": (arrival.newest("n", "held", "month", 20, 50, by="label"), 1, "label Total, newest 50.5"),
    "whole": (arrival.whole(9), 1, "found 8"),
    "steps": (
        arrival.steps("s", "held / before not between 0.4 and 2.5", "month", "held", by="label"),
        2,
        "label China, month 2026-06-30, previous 2026-04-30, held 30.0, before 10.0",
    ),
    "no_gap": (
        arrival.no_gap("month", "month", by="label"), 1, "label China, month 2026-06-30, previous 2026-04-30"
    ),
    "no_gap with a month twice": (arrival.no_gap("month", "month"), 5, "month 2026-04-30, previous 2026-04-30"),
    "adds_up": (
        arrival.adds_up(*SUM, 0.4, by="month"), 1, "month 2026-06-30, value held, parts 51.0, total 50.5"
    ),
    "adds_up with an unknown part": (arrival.adds_up(*SUM, 1, by="label"), 3, "value held, parts"),
    "all_there": (arrival.all_there("a", "label", ["Peru", "Japan"]), 1, "label Peru"),
    "all_there each month": (
        arrival.all_there("a", "label", ["China", "Japan"], at="month"), 1, "label China, month 2026-05-31"
    ),
    "all_there of pairs": (
        arrival.all_there("a", "label, held", [("China", 10), ("China", 20)]), 1, "label China, held 20"
    ),
    "all_there with a value": (
        arrival.all_there("a", "label", ["China", "Japan"], of="payload where held > 25"), 1, "label Japan"
    ),
    "known": (arrival.known("k", "label", "select unnest(['China', 'Total']) as label"), 1, "line 3, label Japan, rows 3"),
    "limits": (
        arrival.limits("l", "held", "label", {"China": (1, 20), "Japan": (20, 21), "Total": (20, 51)}),
        1,
        "line 2, label China, month 2026-06-30, held 30.0",
    ),
    "limits of a stranger": (arrival.limits("l", "held", "label", {"China": (1, 30), "Total": (1, 99)}), 3, "label Japan"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PASS)
def test_what_is_right_passes(kind: str, payload: duckdb.DuckDBPyConnection) -> None:
    assert judged(payload, PASS[kind]).success


@pytest.mark.parametrize("kind", FAIL)
def test_what_is_wrong_fails_and_its_rows_say_why(kind: str, payload: duckdb.DuckDBPyConnection) -> None:
    expectation, rows, detail = FAIL[kind]
    result = judged(payload, expectation)
    assert (result.success, result.unexpected) == (False, rows)
    assert detail in result.detail


def test_a_value_that_is_missing_fails_its_limits_and_a_period_that_is_missing_is_a_gap(
    payload: duckdb.DuckDBPyConnection,
) -> None:
    payload.execute("update payload set held = null, month = null where line = 4")
    assert judged(payload, arrival.limits("l", "held", "label", {"Japan": (1, 99)})).unexpected == 6
    assert judged(payload, arrival.no_gap("month", "month", of=JAPAN)).unexpected == 2


def test_names_that_many_sources_share_are_made_of_the_unit() -> None:
    assert name_of(arrival.no_gap("quarter", "month")) == "no_quarter_is_missing_inside"
    assert name_of(arrival.whole(3)) == "every_row_of_the_frozen_file"
