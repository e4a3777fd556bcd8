"""Gold, reserves, currencies and the index on small inputs, with the arithmetic shown."""

from datetime import date
from math import isclose

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import raw
from pipelines.models.build import connect
from pipelines.project import tables
from tests.models.test_models import run

OUNCES = 32150.7466
KNOWN = {"source": "here", "vintage": date(2026, 7, 1)}


def rows(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns).assign(**KNOWN)


def year_end(year: int) -> date:
    return date(year, 12, 31)


def tonnes(held: dict[date, float], holder: str = "CHN") -> pd.DataFrame:
    return rows(period_end=[*held], gold_tonnes=[*held.values()]).assign(holder_id=holder, row_class="country")


def test_the_price_in_the_totals_of_the_world_bank() -> None:
    # 100 bn with gold, 80 bn without, 300 t: 20e9 / (300 * 32150.7466) = 2073.55
    reserves = rows(period_end=[year_end(2022)], reserves_with_gold_usd_bn=[100.0], reserves_ex_gold_usd_bn=[80.0])
    frame = run(
        "marts.gold_prices",
        staging__reserves=reserves.assign(holder_id="CHN"), staging__gold_tonnes=tonnes({year_end(2022): 300.0}),
    )  # fmt: skip
    assert frame["gold_price_basis"].tolist() == ["world_bank_implied"]
    assert isclose(frame["gold_usd_oz"][0], 20e9 / (300 * OUNCES))


PRICES = rows(
    period_end=[year_end(2022), year_end(2022), year_end(2023)],
    gold_price_basis=["monthly_average", "world_bank_implied", "monthly_average"],
    gold_usd_oz=[1790.0, 1800.0, 2000.0],
)


def test_gold_is_valued_at_the_best_price_there_is_and_says_which() -> None:
    held = tonnes({year_end(2021): 90.0, year_end(2022): 100.0, year_end(2023): 110.0})
    reserves = rows(period_end=[year_end(2022)], holder_id=["CHN"], reserves_ex_gold_usd_bn=[10.0])
    frame = run("marts.gold", staging__gold_tonnes=held, marts__gold_prices=PRICES, marts__reserves=reserves)
    by_year = frame.set_index(frame["period_end"].dt.year)
    assert by_year["gold_price_basis"].tolist()[1:] == ["world_bank_implied", "monthly_average"]
    assert pd.isna(by_year.loc[2021, "gold_usd_bn"])  # no price: not known, not zero
    value = 100 * OUNCES * 1800 / 1e9  # 5.787 bn
    assert isclose(by_year.loc[2022, "gold_usd_bn"], value)
    assert isclose(by_year.loc[2022, "gold_share_pct"], 100 * value / (value + 10))
    assert by_year.loc[2022, "change_tonnes"] == 10 and pd.isna(by_year.loc[2021, "change_tonnes"])


def test_a_quarter_is_compared_with_the_quarter_before_and_never_filled() -> None:
    held = tonnes(
        {date(2024, 3, 31): 100.0, date(2024, 6, 30): 103.0, date(2024, 12, 31): 120.0, date(2025, 3, 31): 121.0}
    )
    frame = run("marts.gold", staging__gold_tonnes=held).query("frequency == 'quarterly'")
    changes = dict(zip(frame["period_end"].dt.strftime("%Y-%m"), frame["change_tonnes"], strict=True))
    assert changes["2024-06"] == 3 and changes["2025-03"] == 1
    assert pd.isna(changes["2024-12"])  # September is not known
    year = dict(zip(frame["period_end"].dt.strftime("%Y-%m"), frame["change_12m_tonnes"], strict=True))
    assert year["2025-03"] == 21 and pd.isna(year["2024-06"])


def test_no_rank_while_a_holder_with_as_much_has_not_reported() -> None:
    # In 2026-03 Germany (3,350 t in 2025-12) has not reported, so only the first rank is decided.
    september, december, march = date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31)
    known = {"USA": 8133.0, "DEU": 3350.0, "ITA": 2452.0}
    held = pd.concat([tonnes({september: n, december: n}).assign(holder_id=h) for h, n in known.items()])
    held = pd.concat([held, *(tonnes({march: known[h]}).assign(holder_id=h) for h in ("USA", "ITA"))])
    frame = run("marts.gold", staging__gold_tonnes=held).query("frequency == 'quarterly'")
    ranks = {(str(r.period_end)[:7], r.holder_id): r.gold_rank for r in frame.itertuples()}
    assert [ranks["2025-12", h] for h in ("USA", "DEU", "ITA")] == [1, 2, 3]
    assert ranks["2026-03", "USA"] == 1 and pd.isna(ranks["2026-03", "ITA"])


def test_a_holder_that_ceased_to_report_three_years_ago_holds_up_no_rank() -> None:
    years = {year_end(2018): 500.0}, {year_end(n): 100.0 for n in (2018, 2020, 2021, 2022)}
    held = pd.concat([tonnes(t).assign(holder_id=h) for h, t in zip(("VEN", "CHN"), years, strict=True)])
    frame = run("marts.gold", staging__gold_tonnes=held).query("frequency == 'annual'")
    ranks = {r.period_end.year: r.gold_rank for r in frame[frame["holder_id"] == "CHN"].itertuples()}
    assert ranks[2018] == 2 and pd.isna(ranks[2020]) and ranks[2021] == 1 and ranks[2022] == 1


def test_a_total_of_the_world_bank_less_gold() -> None:
    # 100 t at 1,800: 5.787 bn of 50 bn.
    reserves = rows(
        period_end=[year_end(2022)], holder_id=["CHN"], row_class=["country"], reserves_with_gold_usd_bn=[50.0]
    )
    frame = run(
        "marts.reserves",
        staging__reserves=reserves, staging__gold_tonnes=tonnes({year_end(2022): 100.0}), marts__gold_prices=PRICES,
    )  # fmt: skip
    assert frame["reserves_basis"].tolist() == ["world_bank_less_gold"]
    assert isclose(frame["reserves_ex_gold_usd_bn"][0], 50 - 100 * OUNCES * 1800 / 1e9)
    assert not frame["is_estimate"][0]


def mix(start: tuple[float, float], end: tuple[float, float], holder: str = "CHN") -> pd.DataFrame:
    """Reserves mix of a holder from (tonnes, share) in 2002 to (tonnes, share) in 2022; reserves of 100 bn."""
    gold = rows(
        period_end=[year_end(2002), year_end(2022)], frequency=["annual"] * 2, holder_id=[holder] * 2,
        gold_tonnes=[start[0], end[0]], gold_usd_bn=[100 * s / (100 - s) for _, s in (start, end)],
    )  # fmt: skip
    reserves = rows(
        period_end=[year_end(2002), year_end(2022)], holder_id=[holder] * 2, row_class=["country"] * 2,
        reserves_ex_gold_usd_bn=[100.0] * 2, reserves_basis=["world_bank"] * 2,
    )  # fmt: skip
    frame = run("marts.reserve_mix", marts__gold=gold, marts__reserves=reserves)
    return frame.set_index(frame["period_end"].dt.year)


# Reserves without gold are 100 bn, so 100 t at 1,523.01 USD an ounce are worth 4.8966 bn: 4.668 % of 104.8966.
# 150 t: 7.3449 bn, 6.842 %. 230 t: 11.2622 bn, 10.122 %: 5.454 points more than 100 t. 210 t: 9.324 %, 4.656 points.
@pytest.mark.parametrize(
    ("start", "end", "is_active", "at_market_prices"),
    [
        ((100, 5.0), (230, 10.0), True, True),
        ((100, 5.0), (210, 10.0), False, True),
        ((100, 5.0), (150, 10.0), False, True),  # the price did most of it
        ((100, 5.0), (150, 9.9), False, False),  # 4.9 points
        ((100, 5.0), (100, 30.0), False, False),  # the price alone
        ((100, 5.0), (99, 30.0), False, False),
    ],
)
def test_an_active_diversifier_bought_and_has_a_larger_share_at_a_constant_price(
    start: tuple[float, float], end: tuple[float, float], is_active: bool, at_market_prices: bool
) -> None:
    frame = mix(start, end)
    flags = ["is_active_diversifier", "is_diversifier_at_market_prices"]
    assert frame.loc[2022, flags].tolist() == [is_active, at_market_prices]
    assert frame.loc[2002, flags].isna().all()  # 1982 is not known


def test_a_rally_alone_does_not_move_the_share_at_a_constant_price() -> None:
    frame = mix((100, 5.0), (100, 30.0))
    assert isclose(frame.loc[2002, "gold_share_constant_price_pct"], frame.loc[2022, "gold_share_constant_price_pct"])
    value = 100 * OUNCES * 1523.01 / 1e9
    assert isclose(frame.loc[2022, "gold_share_constant_price_pct"], 100 * value / (value + 100))


@pytest.mark.parametrize(("holder", "ratio"), [("CHN", 30.0), ("BEL", None)])
def test_treasuries_over_reserves_say_nothing_of_a_custody_centre(holder: str, ratio: float | None) -> None:
    reserves = rows(
        period_end=[year_end(2022)], holder_id=[holder], row_class=["country"],
        reserves_ex_gold_usd_bn=[1000.0], reserves_basis=["world_bank"],
    )  # fmt: skip
    held = rows(month=[year_end(2022)], holder_id=[holder], holdings_usd_bn=[300.0])
    [found] = run("marts.reserve_mix", marts__reserves=reserves, marts__holders=held)[
        "resident_treasuries_to_reserves_pct"
    ]
    assert pd.isna(found) if ratio is None else isclose(found, ratio)


def cofer(shares: dict[str, float], quarter: date, method: str = "all_reserves") -> pd.DataFrame:
    return rows(currency=[*shares], share_pct=[*shares.values()]).assign(
        quarter=quarter, method=method, claims_usd_bn=1.0
    )


def rates(euro: float, yen: float, pound: float, day: date) -> pd.DataFrame:
    return rows(measure=["usd_per_eur", "jpy_per_usd", "usd_per_gbp"], series_value=[euro, yen, pound]).assign(
        period_end=day
    )


SHARES = {"USD": 60.0, "EUR": 20.0, "JPY": 10.0, "GBP": 5.0, "OTH": 5.0}
BASE = rates(1.0, 100.0, 1.0, date(2019, 12, 31))


def test_at_constant_rates_a_weak_dollar_is_no_sale() -> None:
    # The euro doubled: 20 -> 10 at the old rate. The yen is as it was, so is the pound. Sum: 60 + 10 + 10 + 5 + 5 = 90.
    now = date(2025, 12, 31)
    frame = run(
        "marts.currency_shares",
        staging__currency_composition=cofer(SHARES, now),
        staging__economic_series=pd.concat([BASE, rates(2.0, 100.0, 1.0, now)]),
    ).set_index("currency")
    assert isclose(frame.loc["USD", "share_constant_fx_pct"], 100 * 60 / 90)
    assert isclose(frame.loc["EUR", "share_constant_fx_pct"], 100 * 10 / 90)
    assert frame["not_adjusted_pct"].unique().tolist() == [5.0]


def test_the_yen_is_quoted_the_other_way_round() -> None:
    # 150 yen a dollar where it was 100: a yen is worth two thirds, so 10 at the rates of the day are 15 at the old ones.
    now = date(2025, 12, 31)
    frame = run(
        "marts.currency_shares",
        staging__currency_composition=cofer(SHARES, now),
        staging__economic_series=pd.concat([BASE, rates(1.0, 150.0, 1.0, now)]),
    ).set_index("currency")
    assert isclose(frame.loc["JPY", "share_constant_fx_pct"], 100 * 15 / 105)


def test_without_a_rate_of_the_quarters_end_there_is_no_share_at_constant_rates() -> None:
    now = date(2025, 12, 31)
    frame = run(
        "marts.currency_shares",
        staging__currency_composition=cofer(SHARES, now),
        staging__economic_series=pd.concat([BASE, rates(2.0, 100.0, 1.0, date(2025, 12, 1))]),
    )
    assert frame["share_constant_fx_pct"].isna().all() and frame["share_pct"].notna().all()


def test_methods_of_cofer_are_never_one_series() -> None:
    both = pd.concat(
        [cofer(SHARES, date(2025, 3, 31)), cofer({"USD": 57.7, "EUR": 42.3}, date(2025, 3, 31), "allocated")]
    )
    frame = run("marts.currency_shares", staging__currency_composition=both)
    assert frame.groupby("method")["share_pct"].sum().round(6).to_dict() == {"all_reserves": 100.0, "allocated": 100.0}


def index_of(
    gold: float = 0, bought: float = 0, treasuries: float = 0, purchases: float | None = 0, year: int = 2020
) -> pd.Series:
    """The base index of a country whose parts change by so much in a year."""
    mixed = rows(
        period_end=[year_end(year - 1), year_end(year)], frequency=["annual"] * 2, holder_id=["CHN"] * 2,
        gold_share_constant_price_pct=[10.0, 10.0 + gold], gold_tonnes=[100.0, 100.0 + bought],
        resident_treasuries_to_reserves_pct=[50.0, 50.0 + treasuries],
    )  # fmt: skip
    moved = rows(month=[year_end(year)], holder_id=["CHN"], purchases_12m_pct=[purchases], is_estimate_12m=[False])
    held = rows(month=[year_end(year)], holder_id=["CHN"], change_12m_usd_bn=[1.0])  # no break on the way
    frame = run(
        "marts.dedollarization_sensitivity", marts__reserve_mix=mixed, marts__purchases=moved, marts__holders=held
    )
    return frame[(frame["weighting"] == "base") & (frame["year"] == year)].iloc[0]


def test_the_index_is_the_mean_of_its_parts_over_what_counts_in_full() -> None:
    # gold share +1 of 2: 50; bought 5 % of 10: 50; Treasuries -10 of 10: 100; sold 10 % of 20: 50. Mean 62.5.
    assert isclose(index_of(1, 5, -10, -10)["dedollarization_index"], 62.5)


def test_a_part_counts_no_more_than_in_full() -> None:
    assert isclose(index_of(0, 0, -90, 0)["dedollarization_index"], 25)
    assert isclose(index_of(0, 0, 0, 500)["dedollarization_index"], -25)


def test_a_required_part_that_is_unknown_leaves_no_index_and_is_named() -> None:
    row = index_of(1, 5, -10, None)
    assert pd.isna(row["dedollarization_index"])
    assert list(row["parts_missing"]) == ["purchases"]
    assert list(row["parts_known"]) == ["gold_bought", "gold_share", "treasuries"]
    before_slt = index_of(1, 5, -10, None, year=2010)  # gold alone: (50 + 50) / 2
    assert isclose(before_slt["dedollarization_index"], 50)


@settings(max_examples=10, deadline=None)
@given(st.tuples(*[st.floats(-30, 30)] * 4))
def test_the_index_has_the_sign_of_its_direction_and_bounds(changes: tuple[float, float, float, float]) -> None:
    gold, bought, treasuries, purchases = changes
    index = index_of(gold / 10, bought, treasuries, purchases)["dedollarization_index"]
    opposite = index_of(-gold / 10, -bought, -treasuries, -purchases)["dedollarization_index"]
    assert -100 <= index <= 100
    assert isclose(index, -opposite, abs_tol=1e-6)


def test_turkeys_gold_and_the_codes_of_the_imf() -> None:
    live = pd.DataFrame({
        "country": ["TUR", "EZB", "ECB", "G001"], "indicator": ["RGV_REVS"] * 4, "unit": ["FTO"] * 4,
        "time_period": ["2026-M06"] * 4, "value": [OUNCES * n for n in (800.0, 506.5, 1.0, 36000.0)],
    })  # fmt: skip
    from tests.conftest import BY_NAME

    with connect(":memory:") as con:
        for name, frame in (("imf_liquidity", live), ("wgc_reserves", None), ("gold_tonnes_extract", pd.DataFrame(
            {"iso3": ["TUR", "CHN"], "period_end": [pd.Timestamp("2026-03-31")] * 2, "gold_tonnes": [600.0, 2300.0]}
        ))):  # fmt: skip
            raw.create(con, BY_NAME[name])
            if frame is not None:
                dated = frame.assign(
                    payload="p",
                    fetched_at="2026-08-22T00:00:00",
                    vintage=pd.Timestamp("2026-08-21"),
                    vintage_is_rule=False,
                )
                raw.store(con, BY_NAME[name], dated)
        models = {t.key: t for t in tables().values()}
        con.execute("create schema reference; create schema staging")
        for key in ("reference.countries", "reference.imf_areas"):
            con.execute(f"create table {key} as {models[key].query}")
        found = con.execute(models["staging.gold_tonnes"].query).df().set_index("holder_id")
    assert found["gold_tonnes"].round(6).to_dict() == {"CHN": 2300.0, "ECB": 506.5, "TUR": 800.0, "WLD": 36000.0}
    assert found.loc["TUR", "source"] == "imf_liquidity" and found.loc["CHN", "source"] == "gold_tonnes_extract"
    assert found.loc["WLD", "row_class"] == "total"
