"""Crypto assets at the end of each month, a limited extract of CoinGecko: BTC, ETH, BNB and XRP, to January 2026.

CoinGecko stamps the close of a day with 00:00 UTC of the next; here it is at its own day. From the first month of each
asset on: BTC 2013-04, XRP 2013-08, ETH 2015-08, BNB 2017-09. Dollars, not USDT. To be cited as CoinGecko; superseded
by `binance_klines` with the first refresh online, and embedded so that there are prices before it.
"""

from datetime import date

import pandas as pd

from pipelines.sources import arrival
from pipelines.sources.base import Column, Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import reading
from pipelines.sources.vintages import Fixed

COLUMNS = [
    Column("asset", "VARCHAR", "code", "Crypto asset: BTC, ETH, BNB or XRP."),
    Column("date", "DATE", "date", "Last day of the month."),
    Column("close_usd", "DOUBLE", "USD", "Price of one unit at the close of the day, 24:00 UTC."),
]
# Least and largest plausible price of each asset.
LIMITS = {"BTC": (50, 1e6), "ETH": (0.3, 5e4), "BNB": (0.05, 1e4), "XRP": (1e-3, 50)}


def parse(bodies: list[bytes]) -> pd.DataFrame:
    """One row per asset and month."""
    names = [c.name for c in COLUMNS]
    return reading.frame([_row(line, *cells) for line, cells in reading.table(bodies[0], names)], names)


def _row(line: int, asset: str, cell: str, close: str) -> list[object]:
    day = reading.day(cell, line, "date")
    if not day.is_month_end:
        raise Refused("a date", line=line, column="date", expected="the last day of a month", found=cell)
    return [line, asset, day, reading.value(close, line, "close_usd")]


SOURCE = Source(
    name="crypto_month_end_extract",
    title="Crypto assets at month-end, limited extract",
    publisher="CoinGecko",
    url="https://www.coingecko.com",
    licence="limited extract with citation: CoinGecko",
    cadence="frozen",
    known_by=Fixed(date(2026, 2, 1)),
    period="date",
    key=["asset", "date"],
    begins=[b"asset,date,close_usd"],
    columns=COLUMNS,
    parse=parse,
    expect=[
        arrival.limits("every_price_is_within_the_limits_of_its_asset", "close_usd", "asset", LIMITS),
        {
            "name": "all_four_assets_have_every_month_to_the_newest",
            "no_rows": f"""
                select asset, min(date) as first, max(date) as newest, count(date) as months
                from (select unnest({[*LIMITS]}) as asset)
                left join payload using (asset)
                group by asset
                having
                  coalesce(newest <> (select max(date) from payload), true)
                  or months <> datediff('month', first, newest) + 1""",
        },
        # On record: 0.33 (XRP, 2018) and 12.4 (BNB, 2017).
        arrival.steps(
            "no_month_changes_by_more_than_a_factor_of_0_2_to_20",
            "close_usd / before not between 0.2 and 20",
            "date",
            "close_usd",
            by="asset",
        ),
        arrival.whole(531),
    ],
    access="embedded",
)
