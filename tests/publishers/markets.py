"""FRED, Shiller's keeper, the LBMA and the extract of CoinGecko: their answers, rendered from figures in their layouts.

Series that the plan asks for beyond the figures are answered with a flat line from their first day to the newest of
the figures, so that a mirror has every body of the plan.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pandas as pd

from pipelines.sources import crypto_month_end_extract, lbma_gold, shiller_sp500
from pipelines.sources.families import fred as fred_family

Bodies = dict[str, bytes]
STEPS = {"daily": "7D", "weekly": "7D", "monthly": "MS", "quarterly": "QS", "annual": "YS"}


def plain(number: float, missing: str = "") -> str:
    """A figure without an exponent."""
    return missing if pd.isna(number) else format(Decimal(repr(float(number))), "f").removesuffix(".0")


def series_csv(name: str, rows: pd.DataFrame, header: str = "observation_date", missing: str = "") -> bytes:
    """One series as FRED sends it."""
    lines = [f"{day:%Y-%m-%d},{plain(v, missing)}" for day, v in zip(rows["date"], rows["value"], strict=True)]
    return "\n".join([f"{header},{name}", *lines, ""]).encode()


def flat(name: str, newest: pd.Timestamp) -> pd.DataFrame:
    """A line within the limits of a series, at its frequency; a daily one has a value a week."""
    row = fred_family.SERIES[name]
    low, high = float(row["min_value"]), float(row["max_value"])
    first = pd.Timestamp(row["first_date"] or newest - pd.DateOffset(years=10))
    days = pd.date_range(first, newest, freq=STEPS[row["frequency"]])
    return pd.DataFrame({"date": days, "value": round((low * high) ** 0.5, 2) if low > 0 else high / 10})


def fred(source: str, frame: pd.DataFrame, _: date) -> Bodies:
    """Every series of a source."""
    given = dict(list(frame.groupby("series_id")))
    newest = frame["date"].max()
    return {
        fred_family.URL + name: series_csv(name, given[name] if name in given else flat(name, newest))
        for name in fred_family.ids(source)
    }


def shiller(frame: pd.DataFrame, _: date) -> Bodies:
    """The table with all its columns, of which only the index is known here; 0.0 is missing."""
    others = ",0.0" * (len(shiller_sp500.HEADER) - 2)
    rows = [f"{r.month}-01,{0.0 if pd.isna(r.sp500) else r.sp500!r}{others}" for r in frame.itertuples()]
    return {shiller_sp500.SOURCE.url: "\n".join([",".join(shiller_sp500.HEADER), *rows, ""]).encode()}


def lbma(frame: pd.DataFrame, _: date) -> Bodies:
    """One JSON array, oldest day first."""
    prices = [[None if pd.isna(v) else v for v in (r.usd, r.gbp, r.eur)] for r in frame.itertuples()]
    records = [{"is_cms_locked": 0, "d": f"{d:%Y-%m-%d}", "v": v} for d, v in zip(frame["date"], prices, strict=True)]
    return {lbma_gold.URL: json.dumps(records, separators=(",", ":")).encode()}


def crypto_extract(frame: pd.DataFrame, _: date) -> Bodies:
    """The extract."""
    rows = [f"{r.asset},{r.date:%Y-%m-%d},{plain(r.close_usd)}" for r in frame.itertuples()]
    return {crypto_month_end_extract.SOURCE.url: "\n".join(["asset,date,close_usd", *rows, ""]).encode()}


RENDER: dict[str, Callable[[pd.DataFrame, date], Bodies]] = {
    **{name: partial(fred, name) for name in ("fred", "fred_stress", "fred_accounts", "fred_tic")},
    "shiller_sp500": shiller,
    "lbma_gold": lbma,
    "crypto_month_end_extract": crypto_extract,
}
