"""Fiscal Data, the Treasury's curves and Binance: their answers, rendered from figures in their layouts.

Days or pages that the plan asks for beyond the figures are answered with the last ones, so that a mirror has every
body of the plan, whatever the day.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from pipelines.sources import (
    binance_klines,
    fiscal_auctions,
    fiscal_average_rates,
    fiscal_debt_to_penny,
    fiscal_interest_expense,
    fiscal_mspd,
    treasury_gold,
    treasury_par_curve,
    treasury_real_curve,
)
from pipelines.sources.base import Response, Source
from pipelines.sources.families import fiscal

Render = Callable[[pd.DataFrame, date], dict[str, bytes]]


def plain(number: float) -> str:
    """A figure without an exponent."""
    return format(Decimal(repr(float(number))), "f")


def answers(source: Source, today: date, answer: Callable[[str, int], bytes]) -> dict[str, bytes]:
    """What the plan asks for, each address answered in its turn."""
    plan, bodies = source.plan(today), {}
    request = next(plan)
    while True:
        bodies[request.url] = answer(request.url, len(bodies) + 1)
        try:
            request = plan.send(Response(request.url, bodies[request.url]))
        except StopIteration:
            return bodies


def envelope(source: Source, records: list[dict[str, str]], number: int, size: int) -> bytes:
    """One page of a Fiscal Data dataset, in one line, with the counts and links of the publisher."""
    page = records[(number - 1) * size : number * size]
    pages = max(1, -(-len(records) // size))
    kinds = {"DATE": ("DATE", "YYYY-MM-DD"), "VARCHAR": ("STRING", "String"), "DOUBLE": ("CURRENCY", "$10.20")}
    names = [c.name for c in source.columns]
    link = "&page%5Bnumber%5D={}&page%5Bsize%5D=" + str(size)
    meta: dict[str, Any] = {
        "count": len(page),
        "labels": {n: n.replace("_", " ").title() for n in names},
        "dataTypes": {c.name: kinds[c.type][0] for c in source.columns},
        "dataFormats": {c.name: kinds[c.type][1] for c in source.columns},
        "total-count": len(records),
        "total-pages": pages,
    }
    links = {
        "self": link.format(number),
        "first": link.format(1),
        "prev": link.format(number - 1) if number > 1 else None,
        "next": link.format(number + 1) if number < pages else None,
        "last": link.format(pages),
    }
    return json.dumps({"data": page, "meta": meta, "links": links}, separators=(",", ":")).encode()


def record(source: Source, row: Any) -> dict[str, str]:
    """One record: every value a string, a missing one "null"."""
    return {c.name: _text(getattr(row, c.name), c.type) for c in source.columns}


def _text(value: Any, kind: str) -> str:
    if pd.isna(value):
        return "null"
    return f"{value:%Y-%m-%d}" if kind == "DATE" else plain(value) if kind == "DOUBLE" else value


def dataset(source: Source, frame: pd.DataFrame, today: date) -> dict[str, bytes]:
    """Every page of a Fiscal Data dataset."""
    records = [record(source, row) for row in frame.itertuples()]
    return answers(source, today, lambda _, number: envelope(source, records, number, fiscal.SIZE))


def auctions(frame: pd.DataFrame, today: date) -> dict[str, bytes]:
    """The auctions that were held, and one that is announced: it has no results yet."""
    announced = frame.tail(1).assign(auction_date=pd.Timestamp(today) + pd.Timedelta(days=7))
    rows = pd.concat([frame, announced], ignore_index=True)
    rows.loc[len(frame), [c.name for c in fiscal_auctions.RESULTS]] = None
    return dataset(fiscal_auctions.SOURCE, rows, today)


def year_csv(wide: pd.DataFrame) -> bytes:
    """One year of a curve, newest day first; `wide` has a column per tenor, in the order of the header."""
    header = "Date," + ",".join(f'"{tenor}"' for tenor in wide.columns)
    rows = [
        f"{day:%m/%d/%Y}," + ",".join("" if pd.isna(v) else f"{v:.2f}" for v in row)
        for day, row in zip(wide.index[::-1], wide.to_numpy()[::-1], strict=True)
    ]
    return "\n".join([header, *rows, ""]).encode()


TENORS = {**treasury_par_curve.TENORS, **treasury_real_curve.TENORS}


def curve(source: Source, frame: pd.DataFrame, today: date) -> dict[str, bytes]:
    """Every year file of a curve; a tenor is in the files of the years in which it has yields."""
    wide = frame.pivot(index="date", columns="tenor", values=source.columns[2].name)
    if wide.index.max().year < today.year:
        wide = _continued(wide, treasury_par_curve.TENORS if "10 Yr" in wide else treasury_real_curve.TENORS, today)
    wide = wide[[tenor for tenor in TENORS if tenor in wide]]

    def answer(url: str, _: int) -> bytes:
        year = wide[wide.index.year == int(url.split("field_tdr_date_value=")[1][:4])]
        return year_csv(year.dropna(axis="columns", how="all"))

    return answers(source, today, answer)


def _continued(wide: pd.DataFrame, tenors: Mapping[str, date], today: date) -> pd.DataFrame:
    """The last yields on every weekday until today; tenors that begin later yield what five years do."""
    end = wide.index.max()
    wide = wide.reindex(wide.index.union(pd.bdate_range(end, today)), method="ffill")
    for tenor, since in tenors.items():
        if tenor not in wide:
            wide[tenor] = wide.filter(regex="^5 Y").iloc[:, 0].where(wide.index >= pd.Timestamp(since))
    if "30 Yr" in wide:
        wide.loc[max(end, pd.Timestamp("2002-02-16")) : pd.Timestamp("2006-02-08"), "30 Yr"] = None
    return wide


DAY_MS, BAR_MS = binance_klines.DAY_MS, binance_klines.BAR_MS


def midnight(day: date) -> int:
    """The beginning of a day in UTC, in milliseconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def bar(opens: int, price: float) -> list[Any]:
    """A 4-hour bar that closes at a price."""
    p = f"{price:.8f}"
    return [
        opens,
        p,
        p,
        p,
        p,
        "100.00000000",
        opens + BAR_MS - 1,
        "100.00000000",
        42,
        "50.00000000",
        "50.00000000",
        "0",
    ]


def klines(frame: pd.DataFrame, today: date) -> dict[str, bytes]:
    """Every window of every pair: six bars a day from the first day of its figures, the last one running today."""
    prices = {symbol: _daily(rows, today) for symbol, rows in frame.groupby("symbol")}

    def answer(url: str, _: int) -> bytes:
        query = dict(part.split("=") for part in url.split("?")[1].split("&"))
        series, now = prices[query["symbol"]], midnight(today)
        first, last = int(query["startTime"]), min(int(query["endTime"]), now)
        opens = [t for day in series.index for t in range(day, day + DAY_MS, BAR_MS) if first <= t <= last]
        return json.dumps([bar(t, series[t - t % DAY_MS]) for t in opens], separators=(",", ":")).encode()

    return answers(binance_klines.SOURCE, today, answer)


def _daily(rows: pd.DataFrame, today: date) -> "pd.Series[float]":
    """A price for each day, by its midnight in milliseconds."""
    series = rows.set_index("date")["close"].sort_index()
    if series.index.max().date() < today:
        series = series.reindex(pd.date_range(series.index.min(), today), method="ffill")
    series.index = pd.Index(
        [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) * 1000 for d in series.index]
    )
    return series


RENDER: dict[str, Render] = {
    **{
        module.SOURCE.name: partial(dataset, module.SOURCE)
        for module in (
            fiscal_debt_to_penny, fiscal_interest_expense, fiscal_mspd, fiscal_average_rates, treasury_gold,
        )
    },
    **{module.SOURCE.name: partial(curve, module.SOURCE) for module in (treasury_par_curve, treasury_real_curve)},
    "fiscal_auctions": auctions,
    "binance_klines": klines,
}  # fmt: skip
