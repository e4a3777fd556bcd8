"""Every publisher at once, for a refresh through the mirror.

What the snapshot holds is rendered from it. What it may not hold, or has none of, is a stand-in of the right shape
and size: the same every time, and no figure of anything.
"""

from collections.abc import Callable
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from pipelines.settings import SNAPSHOT
from pipelines.sources import SOURCES, binance_klines, treasury_real_curve
from pipelines.sources.base import Source
from pipelines.sources.periods import observed
from tests.conftest import BY_NAME, samples
from tests.publishers import fiscal, markets, reserves, tic

RENDER = {**fiscal.RENDER, **markets.RENDER, **reserves.RENDER, **tic.RENDER}
FETCHED = [s for s in SOURCES if s.access == "open" and s.name in RENDER]
NEWEST = pd.Timestamp("2026-08-21")


def bodies(today: date, changed: dict[str, pd.DataFrame] | None = None) -> dict[str, bytes]:
    """Address to body of everything that a refresh asks for, but TIC's monthly files; `changed` replaces frames."""
    found: dict[str, bytes] = {}
    for source in FETCHED:
        given = (changed or {}).get(source.name)
        found |= RENDER[source.name](frame(source) if given is None else given, today)
    return found


def frame(source: Source) -> pd.DataFrame:
    """All rows of a source: embedded, made up, or those of its sample."""
    if source.name in STAND_INS:
        return STAND_INS[source.name]()
    path = SNAPSHOT / f"{source.name}.parquet"
    return embedded(source) if path.exists() else source.read(samples(source))


def embedded(source: Source) -> pd.DataFrame:
    """What the snapshot holds of a source, as its newest payload carried it."""
    with duckdb.connect() as con:
        rows = con.execute(
            f"from '{SNAPSHOT / source.name}.parquet'"
            " qualify dense_rank() over (order by fetched_at desc, payload desc) = 1"
        ).df()
    if source.known_by.kind == "payload":
        rows[source.known_by.detail], rows[f"{source.known_by.detail}_is_rule"] = rows["vintage"].max(), False
    rows = rows[[c.name for c in source.columns]]
    return rows.iloc[np.argsort(observed(rows, source), kind="stable")].reset_index(drop=True)


def walk(seed: int, days: pd.DatetimeIndex, first: float, last: float) -> pd.Series:
    """Prices from first to last with daily noise of a percent."""
    noise = np.random.default_rng(seed).normal(0, 0.01, len(days)).cumsum()
    noise -= np.linspace(noise[0], noise[-1], len(days))
    return pd.Series(np.exp(np.linspace(np.log(first), np.log(last), len(days)) + noise).round(2), index=days)


def curve_days(first: str) -> pd.DatetimeIndex:
    """Days on which the embedded curve has yields."""
    days = pd.DatetimeIndex(embedded(BY_NAME["treasury_par_curve"])["date"].unique()).sort_values()
    return days[days >= first]


def liquidity() -> pd.DataFrame:
    """The IMF by month: tonnes carried forward from the extract, reserves from the World Bank, the last ones too."""
    months = pd.period_range("2010-12", "2026-05", freq="M").to_timestamp(how="end").normalize()
    prices = embedded(BY_NAME["worldbank_gold_price"]).set_index("month")["gold"]
    price = pd.Series([prices[f"{m:%Y-%m}"] for m in months], index=months)
    bank = embedded(BY_NAME["worldbank_reserves"])
    rows = []
    for iso3, held in embedded(BY_NAME["gold_tonnes_extract"]).groupby("iso3"):
        gold = held.set_index("period_end")["gold_tonnes"].sort_index().reindex(months, method="ffill") * 32150.7466
        by_year = bank[bank["iso3"] == iso3].pivot(index="year", columns="indicator", values="value")
        by_year.index = pd.to_datetime(by_year.index + "-12-31")
        by_month = by_year.reindex(months, method="ffill").reindex(columns=["FI.RES.TOTL.CD", "FI.RES.XGLD.CD"])
        without = (by_month["FI.RES.TOTL.CD"] - gold * price).clip(lower=1e9)
        without = by_month["FI.RES.XGLD.CD"].fillna(without)
        for indicator, unit, values in (
            ("RGV_REVS", "FTO", gold), ("TRGMV_REVS", "USD", without + gold * price), ("RXF11_REVS", "USD", without)
        ):  # fmt: skip
            rows += [(iso3, indicator, unit, f"{m:%Y}-M{m:%m}", v) for m, v in values.dropna().items()]
    names = ["country", "indicator", "unit", "time_period", "value"]
    return pd.DataFrame(rows, columns=names).assign(published_on=pd.Timestamp("2026-08-21"), published_on_is_rule=False)


def series() -> pd.DataFrame:
    """The embedded series of FRED, and stand-ins for those with a copyright."""
    made_up = {
        "SP500": ("2016-08-22", 2182.0, 7500.0),
        "NASDAQCOM": ("1990-01-02", 450.0, 24000.0),
        "VIXCLS": ("1990-01-02", 17.0, 18.0),
    }
    added = [
        pd.DataFrame({"series_id": name, "date": days, "value": walk(seed, days, first, last).clip(9).to_numpy()})
        for seed, (name, (since, first, last)) in enumerate(made_up.items())
        for days in [curve_days(since)]
    ]
    old = pd.DataFrame(
        {"series_id": "NASDAQCOM", "date": pd.date_range("1971-02-05", "1989-12-29", freq="7D"), "value": 400.0}
    )
    return pd.concat([embedded(BY_NAME["fred"]), old, *added], ignore_index=True)


def real_curve() -> pd.DataFrame:
    """The real curve: FRED's ten-year real yield at every tenor."""
    known = embedded(BY_NAME["fred"]).query("series_id == 'DFII10'").set_index("date")["value"].dropna()
    days = curve_days("2003-01-02")
    yields = known.reindex(days, method="ffill").round(2)
    parts = [
        pd.DataFrame({"date": days, "tenor": tenor, "real_yield": yields.to_numpy()})[days >= pd.Timestamp(since)]
        for tenor, since in treasury_real_curve.TENORS.items()
    ]
    return pd.concat(parts, ignore_index=True)


def monthly(name: str) -> Callable[[], pd.DataFrame]:
    """A month of a sample, at every month's end since 2001."""

    def made() -> pd.DataFrame:
        one = BY_NAME[name].read(samples(BY_NAME[name]))
        one = one[one["record_date"] == one["record_date"].max()]
        months = pd.date_range("2001-01-31", "2026-07-31", freq="ME")
        return pd.concat([one.assign(record_date=m) for m in months], ignore_index=True)

    return made


def klines() -> pd.DataFrame:
    """Five pairs from their listing on."""
    ends = {
        "BTCUSDT": (4300, 77000),
        "ETHUSDT": (300, 2400),
        "BNBUSDT": (5, 900),
        "XRPUSDT": (0.9, 1.5),
        "PAXGUSDT": (1900, 4600),
    }
    return pd.concat(
        [
            pd.DataFrame({"symbol": symbol, "date": days, "close": walk(10 + i, days, *ends[symbol]).to_numpy()})
            for i, (symbol, listed) in enumerate(binance_klines.LISTED.items())
            for days in [pd.date_range(listed, NEWEST)]
        ],
        ignore_index=True,
    )


STAND_INS: dict[str, Callable[[], pd.DataFrame]] = {
    "imf_liquidity": liquidity,
    "fred": series,
    "treasury_real_curve": real_curve,
    "fiscal_mspd": monthly("fiscal_mspd"),
    "fiscal_average_rates": monthly("fiscal_average_rates"),
    "binance_klines": klines,
}
