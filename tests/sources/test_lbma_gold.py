"""The LBMA's gold price: currencies, missing prices, gaps, and how it is asked."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pandas as pd
import pytest

from pipelines.archive.fetch import USER_AGENT
from pipelines.sources import lbma_gold
from pipelines.sources.errors import Refused
from tests import mirror as m
from tests.conftest import DATA, real, samples
from tests.sources.markets import LBMA, failures, fetch, judged


def auctions(change: Callable[[list[dict[str, object]]], object]) -> list[bytes]:
    records = json.loads(samples(LBMA)[0])
    change(records)
    return [json.dumps(records).encode()]


def test_euros_are_null_before_1999_whether_null_or_zero() -> None:
    frame = LBMA.read(samples(LBMA)).set_index("date")
    assert samples(LBMA)[0].count(b",0]") == 2
    assert frame.loc[:"1998-12-31", "eur"].isna().all()
    assert frame.loc["1999-01-04":, "eur"].notna().all()
    assert frame.loc["1999-01-04"].tolist() == [294.0, 177.11, 251.28]


def test_missing_pounds_are_null_and_there_is_no_price_at_the_year_end() -> None:
    frame = judged(LBMA, samples(LBMA)).set_index("date")
    assert pd.isna(frame.loc["1998-12-22", "gbp"])
    assert not {"1998-12-24", "1998-12-31"} & set(frame.index.strftime("%Y-%m-%d"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r[3].update(v=[291.5, 175.6]), "the prices of 1998-12-21"),
        (lambda r: r[3].update(v=[291.5, 175.6, None, 1.0]), "the prices of 1998-12-21"),
        (lambda r: r[3].update(v={"usd": 291.5}), "in record 4, column v; expected a list"),
        (lambda r: r[3].pop("d"), "a member d"),
        (lambda r: r[3].pop("v"), "a member v"),
        (lambda r: r[3].update(d="21/12/1998"), "a day"),
        (lambda r: r[3].update(v=["291.5", 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[True, 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[float("nan"), 175.6, None]), "a price of 1998-12-21"),
        (lambda r: r[3].update(v=[None, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[291_500, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[0, 175.6, None]), "dollars_are_complete"),
        (lambda r: r[3].update(v=[450.0, 175.6, None]), "no_step_of_more_than_a_quarter"),
        (lambda r: r[3].update(v=[291.5, 175.6, 251.0]), "no_euros_before_1999"),
        (lambda r: r[-1].update(v=[296.0, 178.31, 252_990]), "plausible_ones_since"),
        (lambda r: [x.update(v=[*x["v"][:2], None]) for x in r], "euros_are_there_since_1999"),
        (lambda r: [x.update(v=[x["v"][0], None, x["v"][2]]) for x in r], "pounds_are_there"),
        (lambda r: [x.update(v=[x["v"][0], x["v"][0], x["v"][2]]) for x in r], "no_dollars"),
        (lambda r: [r.pop(4), r.pop(4)], "no_gap_of_more_than_seven_days"),
        (lambda r: r.insert(4, {**r[3], "v": [292.5, 175.6, None]}), "two different rows"),
        (lambda r: r.clear(), "no rows at all"),
        (lambda r: r.insert(0, None), "a member d"),
    ],
)
def test_prices_that_are_not_as_known_are_refused(
    change: Callable[[list[dict[str, object]]], object], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        judged(LBMA, auctions(change))


@pytest.mark.parametrize("body", [b"[", b"[{}]", b"[1]", b'["a"]', b"[null]", b"[]", b"[[]]", b"[}"])
@pytest.mark.promise("parsers.strange_bytes")
def test_strange_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        LBMA.read([body])


@real
def test_the_recorded_head_is_read_with_its_wrong_and_missing_pounds() -> None:
    frame = LBMA.read([(DATA / "prices/samples/lbma_gold_pm_head.json").read_bytes()]).set_index("date")
    assert frame.loc["1968-04-01", ["usd", "gbp"]].tolist() == [37.7, 15.68]
    assert frame.loc["1968-04-02", "gbp"] == 37.3  # wrong at the publisher's, and kept
    assert pd.isna(frame.loc["1968-11-20", "gbp"])
    assert frame["eur"].isna().all()


@real
def test_the_dollars_of_a_copy_pass_every_check_but_those_of_other_currencies() -> None:
    records = json.loads((DATA / "prices/gold/lbma_gold_pm_usd_daily_ghalam.json").read_text())["records"]
    frame = LBMA.read([json.dumps([{"d": r["date"], "v": [r["value"], None, None]} for r in records]).encode()])
    assert len(frame) == 14_667
    assert set(failures(LBMA, frame)) == {"euros_are_there_since_1999", "pounds_are_there_and_no_dollars"}
    days = set(frame["date"].astype(str).str[:10])
    assert "1984-12-31" in days and not {f"{y}-12-31" for y in range(1986, 2026)} & days


def test_the_lbma_is_asked_as_its_page_asks_and_by_our_own_name(tmp_path: Path) -> None:
    heard: dict[str, str] = {}

    def note(to: BaseHTTPRequestHandler, body: bytes) -> None:
        heard.update(to.headers.items())
        m.send(to, 200, body)

    with m.serving({lbma_gold.URL: samples(LBMA)[0]}) as mirror:
        mirror.faults[lbma_gold.URL] = note
        outcome, _ = fetch(LBMA, mirror, tmp_path)
    assert outcome.state == "new"
    assert (heard["Accept"], heard["Referer"]) == ("application/json", lbma_gold.PAGE)
    assert heard["User-Agent"] == USER_AGENT
