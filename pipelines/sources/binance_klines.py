"""Binance: crypto prices at 20:00 UTC of each day, from 4-hour bars, from the listing of each pair.

The bar that opens at 16:00 UTC ends at 20:00, which is the close of the New York Stock Exchange in summer and one
hour before it in winter: a price that nobody knew only later. Quoted in USDT, which is not quite a dollar. Free of
registration on the host for market data; elsewhere requests from the United States are answered with 451.

Bars are arrays: open time, open, high, low, close, volume, close time and five more; prices are strings, times are
milliseconds (the bulk files have microseconds: refused). The newest bar is still running, and no clock is available
here to say so: a bar counts only if a later one of its pair is there. While the exchange was down (2018-02-08 to
2018-02-11 the longest) bars are missing, end early or begin at odd times: those days have no price.

A body does not name its pair. Each request is for a window of 1,000 bars, laid end to end from the day the pair was
listed, pair after pair; no two windows that may follow one body begin within twelve days of each other. So the first
bar of a body tells its window, and the window tells the pair.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Request, Requests, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Lagged

URL = "https://data-api.binance.vision/api/v3/klines"
COLUMNS = [
    Column("symbol", "VARCHAR", "pair", "Pair of the asset and USDT."),
    Column("date", "DATE", "date", "Day in UTC."),
    Column("close", "DOUBLE", "USDT", "Price of one unit at 20:00 UTC, the close of the bar that ends then."),
]
# The first day of each pair.
LISTED = {
    "BTCUSDT": date(2017, 8, 17),
    "ETHUSDT": date(2017, 8, 17),
    "BNBUSDT": date(2017, 11, 6),
    "XRPUSDT": date(2018, 5, 4),
    "PAXGUSDT": date(2020, 8, 28),
}
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
BAR_MS = 4 * HOUR_MS
LIMIT = 1000
WINDOW_MS = LIMIT * BAR_MS
OUTAGE_MS = 4 * DAY_MS  # the longest time without a bar
MILLISECONDS = range(int(1.4e12), int(4e12))  # 2014 to 2096
Bar = list[Any]


def requests(today: date) -> Requests:
    """Windows of 1,000 bars from each listing to today; those that are over are final."""
    for symbol, listed in LISTED.items():
        for start in range(_ms(listed), _ms(today) + 1, WINDOW_MS):
            end = start + WINDOW_MS
            query = f"symbol={symbol}&interval=4h&startTime={start}&endTime={end - 1}&limit={LIMIT}"
            yield Request(f"{URL}?{query}", final_from=_day(end) + timedelta(days=1))


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per pair and day."""
    pages = [_bars(body, f"page {n}") for n, body in enumerate(bodies, 1)]
    rows = [row for symbol, bars in _by_symbol(pages).items() for row in _closes(symbol, bars)]
    return reading.frame(rows, [c.name for c in COLUMNS])


def _bars(body: bytes, of: str) -> list[Bar]:
    """The bars of one body: whole, in milliseconds, each later than the one before."""
    bars = reading.json_of(body, of)
    if not isinstance(bars, list) or not bars:
        raise Refused(f"the bars of {of}", expected="a list of bars", found=str(bars))
    before = 0
    for n, bar in enumerate(bars, 1):
        place = f"record {n} of {of}"
        if not isinstance(bar, list) or len(bar) != 12:
            raise Refused("a bar", line=place, expected="12 members", found=str(bar))
        for name, time in (("open time", bar[0]), ("close time", bar[6])):
            if not isinstance(time, int) or time not in MILLISECONDS:
                raise Refused("a bar", line=place, column=name, expected="milliseconds", found=str(time))
        if bar[0] <= before:
            raise Refused("a bar", line=place, expected=f"one after {_text(before)}", found=_text(bar[0]))
        before = bar[0]
    return bars


def _by_symbol(pages: list[list[Bar]]) -> dict[str, list[Bar]]:
    """The bars of each pair, page after page. Every window of a pair but its last is full."""
    found: dict[str, list[Bar]] = {}
    symbol, start = "", 0
    for n, bars in enumerate(pages, 1):
        symbol, start = _window(bars[0][0], n, symbol, start)
        kept = found.setdefault(symbol, [])
        if kept and kept[-1][0] < start - BAR_MS - OUTAGE_MS:
            raise Refused(f"the end of page {n - 1}", expected=f"a bar near {_text(start)}", found=_text(kept[-1][0]))
        if bars[-1][0] >= (end := start + WINDOW_MS):
            raise Refused(f"the last bar of page {n}", expected=f"one before {_text(end)}", found=_text(bars[-1][0]))
        kept += bars
    if missing := [s for s in LISTED if s not in found]:
        raise Refused("the pages", expected=", ".join(LISTED), found=f"none of {', '.join(missing)}")
    return found


def _window(first: int, page: int, symbol: str, start: int) -> tuple[str, int]:
    """The window that a page begins in: the next one of the pair before, or the first one of the next pair."""
    pairs = list(LISTED)
    after = pairs[pairs.index(symbol) + 1 :] if symbol else pairs
    due = [(symbol, start + WINDOW_MS)] * bool(symbol) + [(pair, _ms(LISTED[pair])) for pair in after[:1]]
    for pair, begin in due:
        if begin <= first <= begin + OUTAGE_MS:
            return pair, begin
    expected = " or ".join(f"{pair} from {_text(begin)}" for pair, begin in due)
    raise Refused(f"the first bar of page {page}", expected=expected, found=_text(first))


def _text(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M}"


def _closes(symbol: str, bars: list[Bar]) -> Iterator[tuple[int, str, pd.Timestamp, float]]:
    """Closes at 20:00 UTC. The last bar may be running, so it is not one of them."""
    for n, bar in enumerate(bars[:-1], 1):
        midnight = bar[0] - bar[0] % DAY_MS
        if (bar[0], bar[6]) == (midnight + 16 * HOUR_MS, midnight + 20 * HOUR_MS - 1):
            yield n, symbol, pd.Timestamp(midnight, unit="ms"), _close(bar, f"record {n} of {symbol}")


def _close(bar: Bar, place: str) -> float:
    cells = zip(bar[1:5], ("open", "high", "low", "close"), strict=True)
    prices = [p for cell, name in cells if (p := reading.value(cell, place, name, ())) is not None]
    if len(prices) != 4 or (prices[1], prices[2]) != (max(prices), min(prices)):
        what = f"the prices at {_text(bar[0])}"
        raise Refused(what, line=place, expected="open, high, low and close, in that order", found=str(bar[1:5]))
    return prices[3]


RANGES = {
    "BTCUSDT": (2_500, 2_000_000),
    "ETHUSDT": (50, 50_000),
    "BNBUSDT": (0.5, 10_000),
    "XRPUSDT": (0.05, 100),
    "PAXGUSDT": (1_000, 20_000),
}

SOURCE = Source(
    name="binance_klines",
    title="Binance 4-hour bars: BTC, ETH, BNB, XRP and PAXG in USDT",
    publisher="Binance",
    url=URL,
    licence="Binance terms of use; not for redistribution",
    cadence="daily",
    known_by=Lagged(1),
    period="date",
    key=["symbol", "date"],
    begins=[b"[["],
    columns=COLUMNS,
    parse=parse,
    requests=requests,
    pause_s=0.1,
    time_s=120.0,
    embed="false",
    expect=[
        arrival.limits("prices_are_of_the_size_of_their_pair", "close", "symbol", RANGES),
        {
            # One bitcoin was never worth less than seven ether: the two pairs share their windows.
            "name": "bitcoin_is_worth_four_ether_at_least",
            "no_rows": """
                select date, b.close as btc, e.close as eth
                from payload as b
                join payload as e using (date)
                where b.symbol = 'BTCUSDT' and e.symbol = 'ETHUSDT' and b.close < 4 * e.close""",
        },
        arrival.steps(
            "no_gap_of_more_than_five_days_and_no_step_to_the_triple_or_a_third",
            "date > previous + interval 5 days or close / before not between 1.0 / 3 and 3",
            "date",
            "close",
            by="symbol",
        ),
        {
            # All five trade since 2020-08.
            "name": "every_pair_is_there_and_reaches_the_newest_week",
            "no_rows": f"""
                select symbol, max(p.date) as last_day, any_value(newest) as newest
                from (values {", ".join(f"('{s}')" for s in LISTED)}) as known(symbol)
                left join payload as p using (symbol)
                cross join (select max(date) as newest from payload)
                group by symbol
                having
                  last_day is null
                  or (any_value(newest) > '2020-12-31' and last_day < any_value(newest) - interval 7 days)""",
        },
    ],
)
