"""Debt, yields, markets and their statistics on small inputs, with the arithmetic shown."""

import os
import subprocess
import sys
from datetime import date
from math import exp, isclose

import numpy as np
import pandas as pd
import pytest

from pipelines.models import functions
from tests.conftest import DATA, real
from tests.models.test_models import run
from tests.models.test_reserve_models import rows
from tests.publishers import world


def yields(by_day: dict[str, float], real_yield: float | None = None) -> pd.DataFrame:
    return rows(date=[date.fromisoformat(d) for d in by_day], yield_10y_pct=[*by_day.values()]).assign(
        real_yield_10y_pct=real_yield
    )


def series(measure: str, by_day: dict[str, float]) -> pd.DataFrame:
    days = [date.fromisoformat(d) for d in by_day]
    return rows(period_end=days, series_value=[*by_day.values()]).assign(measure=measure)


def test_three_definitions_of_a_real_yield() -> None:
    frame = run(
        "marts.real_yields",
        staging__treasury_yields=yields({"2021-06-30": 2.0, "2022-06-30": 4.0}, 0.5),
        staging__economic_series=series("cpi_index", {"2021-06-30": 100.0, "2022-06-30": 109.0}),
    )
    found = frame[frame["month"].dt.year == 2022].set_index("definition")["real_yield_pct"]
    assert found["ex_ante"] == 0.5
    assert isclose(found["ex_post"], 2 - 9)
    # Bought at 2 %, sold at 4 % with 18 half years left: 1 % / 2 % * (1 - 1.02^-18) + 1.02^-18, and 2 % of coupons.
    sold = 0.5 * (1 - 1.02**-18) + 1.02**-18
    assert isclose(found["holder_return"], 100 * ((1 + sold + 0.02 - 1) / 1.09 - 1))
    assert found["holder_return"] < found["ex_post"] < 0 < found["ex_ante"]


def test_a_month_without_consumer_prices_has_no_inflation() -> None:
    frame = run(
        "marts.real_yields",
        staging__treasury_yields=yields({"2024-10-31": 4.0, "2025-10-31": 4.1}, 1.8),
        staging__economic_series=series("cpi_index", {"2024-10-31": 315.7, "2025-09-30": 324.2}),
    )
    assert frame["definition"].unique().tolist() == ["ex_ante"]


def grand_total(months: list[date], long_term: list[float]) -> pd.DataFrame:
    return rows(month=months, long_term_usd_bn=long_term).assign(holder_id="GRAND_TOTAL", preference=1, basis="table3")


def test_the_fitted_duration_is_the_slope_of_value_on_yields() -> None:
    # Valuation of exactly -4 % a point: 1,000 bn and +10, -20, +30 bp give -4, +8, -12.
    months = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
    moves = dict(zip(map(str, months), [4.0, 4.1, 3.9, 4.2], strict=True))
    flows = rows(month=months[1:], valuation_usd_bn=[-4.0, 8.0, -12.0], is_estimate=[False] * 3)
    frame = run(
        "marts.valuation_losses",
        staging__treasury_yields=yields(moves), staging__positions=grand_total(months, [1000.0] * 4),
        marts__flows=flows.assign(holder_id="GRAND_TOTAL"),
    )  # fmt: skip
    assert frame["modified_duration_years"].round(9).unique().tolist() == [4.0]
    assert np.allclose(frame["modelled_usd_bn"], [-4, 8, -12]) and np.allclose(frame["fit_r2_index"], 1)
    assert np.allclose(frame["yield_change_bp"], [10, -20, 30])


def test_before_publication_a_purchase_is_the_change_less_the_modelled_price() -> None:
    # Held 100 and 10 of bills; a month later 97 and 12. Price -2 % of 100 = -2, so sold 1, bills +2: net +1.
    held = rows(month=[date(2022, 8, 31), date(2022, 9, 30)], long_term_usd_bn=[100.0, 97.0], bills_usd_bn=[10.0, 12.0])
    frame = run(
        "marts.purchases",
        staging__positions=held.assign(holder_id="JPN", preference=1, basis="table3"),
        marts__valuation_losses=rows(month=[date(2022, 9, 30)], modelled_pct=[-2.0]),
    )
    assert isclose(frame["total_purchases_usd_bn"][0], 1.0) and frame["is_estimate"][0]
    assert pd.isna(frame["total_purchases_12m_usd_bn"][0])  # eleven months are not known


def test_three_denominators_and_the_two_ways_to_measure_who_bought_the_debt() -> None:
    months = [date(2024, 12, 31), date(2025, 12, 31)]
    totals = rows(month=months, holdings_usd_bn=[8000.0, 9000.0]).assign(row_id="GRAND_TOTAL")
    debt = rows(date=[date(2024, 12, 31), date(2025, 12, 31)], gross_debt_usd_bn=[36000.0, 38000.0],
                debt_held_by_public_usd_bn=[28000.0, 30000.0])  # fmt: skip
    bought = rows(month=[months[1]], total_purchases_12m_usd_bn=[600.0], is_estimate_12m=[False])
    frame = run(
        "marts.foreign_funding",
        marts__totals=totals, staging__public_debt=debt,
        staging__marketable_debt=rows(month=[months[1]], marketable_usd_bn=[29000.0]),
        marts__purchases=bought.assign(holder_id="GRAND_TOTAL"),
    )  # fmt: skip
    row = frame.iloc[1]
    assert isclose(row["foreign_share_of_public_pct"], 30) and isclose(row["foreign_share_of_gross_pct"], 100 * 9 / 38)
    assert isclose(row["foreign_share_of_marketable_pct"], 100 * 9 / 29)
    assert isclose(row["funding_share_flow_pct"], 30)  # 600 of 2,000
    assert isclose(row["funding_share_stock_pct"], 50)  # 1,000 of 2,000: the rest is price and custody


def test_a_month_whose_last_days_are_missing_has_no_debt() -> None:
    totals = rows(month=[date(2025, 12, 31)], holdings_usd_bn=[9000.0]).assign(row_id="GRAND_TOTAL")
    debt = rows(date=[date(2025, 12, 20)], gross_debt_usd_bn=[38000.0], debt_held_by_public_usd_bn=[30000.0])
    assert (
        run("marts.foreign_funding", marts__totals=totals, staging__public_debt=debt)["gross_debt_usd_bn"].isna().all()
    )
    # 30 December 2025 is a Tuesday: one day is to come. Once January has figures, December has what it has.
    for days, known in (([30], 0), ([31], 1), ([20, 31], 1)):
        debt = rows(
            date=[date(2025, 12, d) for d in days], gross_debt_usd_bn=[38000.0] * len(days),
            debt_held_by_public_usd_bn=[30000.0] * len(days),
        )  # fmt: skip
        frame = run("marts.foreign_funding", marts__totals=totals, staging__public_debt=debt)
        assert frame["gross_debt_usd_bn"].count() == known
    later = pd.concat([debt[:1], debt[1:].assign(date=date(2026, 1, 2))])
    frame = run("marts.foreign_funding", marts__totals=totals, staging__public_debt=later)
    assert frame["gross_debt_usd_bn"].count() == 1


@pytest.mark.parametrize(
    ("days", "months"),
    [
        # Good Friday of 2024 was 29 March, a Friday: of March there are figures up to Thursday, and later ones.
        ({"2024-03-27": 4.2, "2024-03-28": 4.4, "2024-04-01": 4.3}, {"2024-03-31": (4.3, 4.4)}),
        ({"2026-08-20": 4.2, "2026-08-21": 4.4}, {}),
        ({"2026-06-26": 4.2, "2026-06-29": 4.4}, {}),
        ({"2026-08-28": 4.2, "2026-08-31": 4.4}, {"2026-08-31": (4.3, 4.4)}),
        ({"2026-05-28": 4.2, "2026-05-29": 4.4}, {"2026-05-31": (4.3, 4.4)}),
    ],
    ids=["a holiday at the end", "not over", "one day to come", "the last day", "a weekend at the end"],
)
def test_a_month_has_an_average_once_it_is_over(days: dict[str, float], months: dict[str, tuple[float, float]]) -> None:
    frame = run("marts.market_monthly", staging__treasury_yields=yields(days))
    found = frame[["month", "yield_10y_avg_pct", "yield_10y_month_end_pct"]].itertuples(index=False)
    assert {str(m.date()): (pytest.approx(a), e) for m, a, e in found} == months


def test_markets_with_other_holidays_are_joined_as_of_and_only_for_five_days() -> None:
    days = {f"2025-01-{d:02}": 4.5 for d in (2, 3, 6, 7, 8, 9, 10)}
    frame = run(
        "marts.market_daily",
        staging__treasury_yields=yields(days),
        staging__economic_series=series("sp500_index", {"2025-01-02": 5868.0, "2025-01-03": 5942.0}),
    ).set_index("date")
    assert frame.loc["2025-01-03", "max_age_days"] == 0 and frame.loc["2025-01-03", "sp500_index"] == 5942
    assert frame.loc["2025-01-08", "max_age_days"] == 5 and list(frame.loc["2025-01-08", "aged_columns"]) == [
        "sp500_index"
    ]
    assert pd.isna(frame.loc["2025-01-09", "sp500_index"])


def test_an_average_of_a_month_is_no_price_of_a_day() -> None:
    frame = run(
        "marts.market_daily",
        staging__treasury_yields=yields({"2025-01-31": 4.5}),
        staging__gold_and_equity_prices=rows(
            period_end=[date(2025, 1, 31)], price_series=["pink_sheet_gold"], price=[2700.0]
        ),
        staging__crypto_prices=rows(date=[date(2025, 1, 31)], asset=["BTC"], price_usd=[1e5]).assign(
            source="crypto_month_end_extract"
        ),
    )
    assert frame[["gold_usd_oz", "btc_usd"]].isna().all(axis=None)


def daily(n: int, lead: int) -> pd.DataFrame:
    """Yields, and equities that follow them after `lead` days with half their force."""
    days = pd.bdate_range("2022-01-03", periods=n)
    noise = np.random.default_rng(7).standard_normal((2, n))
    moves = 0.5 * np.roll(noise[0], lead) + noise[1]
    return pd.DataFrame({
        "date": days, "yield_10y_pct": 4 + 0.05 * noise[0].cumsum(), "sp500_index": 4000 * np.exp(0.01 * moves.cumsum()),
        "aged_columns": [[]] * n, **KNOWN_ROW,
    })  # fmt: skip


KNOWN_ROW = {"source": "here", "vintage": date(2026, 7, 1)}


def cascade(frame: pd.DataFrame, pair: str = "us10y -> sp500", sample: str = "2022-2024") -> pd.DataFrame:
    found = run("marts.cascade", marts__market_daily=frame)
    return found[(found["pair"] == pair) & (found["sample"] == sample)]


def test_a_lead_is_found_at_its_lag_and_nowhere_else() -> None:
    found = cascade(daily(600, 2))
    assert found[found["status"] == "leads"]["lag_days"].tolist() == [2]
    [row] = found[found["lag_days"] == 2].to_dict("records")
    assert 0.35 < row["correlation"] < 0.55  # 0.5 / sqrt(1 + 0.25) = 0.447
    assert len(found) == 21 and (found["q_value"] >= found["p_value"]).all()


def test_what_moves_on_the_same_day_leads_nothing() -> None:
    found = cascade(daily(600, 0))
    assert (found["status"] == "no evidence").all()
    assert found[found["lag_days"] == 0]["q_value"].iloc[0] < 0.05


def test_too_few_days_are_said_to_be_too_few() -> None:
    found = cascade(daily(200, 2))
    assert found["status"].tolist() == ["insufficient data"] and found["correlation"].isna().all()
    assert found["n_obs"].tolist() == [199]


def test_a_day_on_which_a_market_was_closed_is_left_out() -> None:
    frame = daily(300, 0)
    frame["aged_columns"] = [["sp500_index"] if i % 3 == 0 else [] for i in range(300)]
    assert cascade(frame)["n_obs"].tolist() == [199]  # 200 days in common


def test_a_change_spans_the_same_days_in_both_markets() -> None:
    """A day on which bonds traded and stocks did not: their next change is of two days, for both."""
    frame = daily(400, 0)
    frame["sp500_index"] = 4000 * np.exp(frame["yield_10y_pct"])  # one moves as the other
    frame.loc[::7, "sp500_index"] = np.nan
    frame["sp500_index"] = frame["sp500_index"].ffill().bfill()
    frame["aged_columns"] = [["sp500_index"] if i % 7 == 0 else [] for i in range(400)]
    found = cascade(frame)
    assert isclose(found[found["lag_days"] == 0]["correlation"].iloc[0], 1.0)


def test_a_price_that_never_moved_says_nothing() -> None:
    found = cascade(daily(400, 0).assign(sp500_index=4000.0))
    assert found["status"].tolist() == ["insufficient data"]


def test_memory_of_one_series_is_not_taken_for_a_lead() -> None:
    """Two unrelated series, one of which remembers: without filtering and blocks a lead is seen far too often."""
    led = 0
    for seed in range(8):
        noise = np.random.default_rng(seed).standard_normal((2, 500))
        x = noise[0].copy()
        for i in range(1, 500):
            x[i] += 0.6 * x[i - 1]
        led += any(r["q_value"] < 0.05 for r in functions.lead_lag(list(x), list(noise[1])))
    assert led <= 2


def test_the_same_series_give_the_same_figures_to_the_last_bit() -> None:
    x, y = np.random.default_rng(3).standard_normal((2, 300))
    assert functions.lead_lag(list(x), list(y)) == functions.lead_lag(list(x), list(y))


def test_sums_are_made_by_one_thread_on_any_number_of_cores() -> None:
    code = "import os, pipelines, numpy, scipy.linalg; print(len(os.listdir('/proc/self/task')))"
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
    done = subprocess.run([sys.executable, "-c", code], env=env, text=True, capture_output=True, check=True)
    assert done.stdout == "1\n"


def test_a_trend_is_told_from_another() -> None:
    years = [m / 12 for m in range(240)]
    noise = np.random.default_rng(5).normal(0, 0.002, 240)
    growing = {
        r["model"]: r
        for r in functions.trend(years, [100 * exp(0.07 * t + e) for t, e in zip(years, noise, strict=True)])
    }
    assert isclose(growing["exponential"]["growth_pct"], 100 * (exp(0.07) - 1), rel_tol=0.01)
    assert growing["exponential"]["aic"] < growing["quadratic"]["aic"] < growing["linear"]["aic"]
    assert abs(growing["log_quadratic"]["t_stat"]) < 3
    bent = {
        r["model"]: r
        for r in functions.trend(
            years, [100 * exp(0.02 * t + 0.002 * t * t + e) for t, e in zip(years, noise, strict=True)]
        )
    }
    assert isclose(bent["log_quadratic"]["curvature_pct"], 0.4, rel_tol=0.05)  # 2 * 0.002: 0.4 points a year
    assert bent["log_quadratic"]["t_stat"] > 10 and bent["log_quadratic"]["aic"] < bent["exponential"]["aic"]


def test_criteria_of_levels_and_logarithms_are_on_one_scale() -> None:
    """Of a level that is a line, the line fits better than the line of its logarithm, by the same criterion."""
    years = [m / 12 for m in range(120)]
    noise = np.random.default_rng(5).normal(0, 1, 120)
    found = {
        r["model"]: r for r in functions.trend(years, [100 + 30 * t + e for t, e in zip(years, noise, strict=True)])
    }
    assert found["linear"]["aic"] < found["exponential"]["aic"] - 50
    assert found["linear"]["curvature_pct"] is None


@real
@pytest.mark.parametrize(("years", "published"), [((2017, 2019), 0.01), ((2020, 2021), 0.36)])
def test_bitcoin_and_equities_move_together_as_published(years: tuple[int, int], published: float) -> None:
    # IMF, Global Financial Stability Note 2022/01. Bitcoin here at the end of the day in UTC, four hours late.
    sp500 = pd.read_json(DATA / "prices/equity_vol/fred_SP500_ghalam.json")["records"].apply(pd.Series)
    btc = pd.read_csv(DATA / "prices/crypto/coingecko_bitcoin.csv")
    close = btc["price"].set_axis(pd.to_datetime(btc["snapped_at"].str[:10]) - pd.Timedelta(days=1))
    close = close[~close.index.duplicated()]
    level = sp500["value"].astype(float).set_axis(pd.to_datetime(sp500["date"])).dropna()
    days = world.curve_days(f"{years[0] - 1}-12-20")
    frame = pd.DataFrame({"sp500": level.reindex(days), "btc": close.reindex(days)}).dropna()
    changes = np.log(frame / frame.shift(1)).loc[f"{years[0]}-01-01" : f"{years[1]}-12-31"]
    assert isclose(changes["sp500"].corr(changes["btc"]), published, abs_tol=0.1)
