"""Binance: four-hour bars, their windows, outages, and the price of a day.

Made up in the sample: all prices.
"""

import json
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.sources import binance_klines
from pipelines.sources.errors import Refused
from tests.conftest import DATA, real, samples
from tests.publishers.fiscal import RENDER, bar, midnight
from tests.sources.fiscal import BINANCE, arrived, judged, plan, read, round_trip, same

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


@pytest.mark.promise("parsers.figures")
def test_microseconds_are_refused() -> None:
    for member in (0, 6):
        changed = bars("BTCUSDT")
        changed[3][member] *= 1000
        with pytest.raises(
            Refused, match=r"a bar in record \d+ of page 1, column (open|close) time; expected milliseconds"
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
@pytest.mark.promise("parsers.layout")
def test_prices_in_another_order_or_form_are_refused(prices: list[Any]) -> None:
    changed = bars("BTCUSDT")
    changed[4][1:5] = prices
    with pytest.raises(
        Refused, match=r"the prices at 2017-08-17 16:00 in record \d+ of BTCUSDT|a value in record \d+ of BTCUSDT"
    ):
        BINANCE.read(with_bars(BTCUSDT=changed))


def test_bars_out_of_order_are_refused() -> None:
    with pytest.raises(Refused, match=r"a bar in record \d+ of page 1; expected one after 2017-08-19 04:00"):
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
@pytest.mark.promise("parsers.units")
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


@pytest.mark.promise("parsers.cut")
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
