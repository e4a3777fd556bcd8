"""Custody scenarios, weekly custody, hedged yields, currencies, other holders: by hand, and from the snapshot."""

from datetime import date
from math import isclose

import duckdb
import pandas as pd
import pytest

from pipelines.settings import SNAPSHOT
from tests.models.test_models import run
from tests.models.test_reserve_models import rows

YEAR_BEFORE, NOW = date(2024, 11, 30), date(2025, 11, 30)


def embedded(name: str, where: str) -> pd.DataFrame:
    """Rows of the snapshot as they were published, newest vintage last."""
    return duckdb.sql(f"from '{SNAPSHOT / name}.parquet' where {where} order by vintage").df()


def held(of: dict[str, tuple[float, float]], months: tuple[date, date] = (YEAR_BEFORE, NOW)) -> pd.DataFrame:
    """Holdings of holders a year before and now."""
    frames = [
        rows(month=[*months], holdings_usd_bn=[*pair], change_12m_usd_bn=[None, pair[1] - pair[0]]).assign(
            holder_id=name
        )
        for name, pair in of.items()
    ]
    return pd.concat(frames)


def belgium(value: float, first: str, last: str) -> pd.DataFrame:
    """Belgium at one value in every month of a baseline."""
    months = [day.date() for day in pd.date_range(first, last, freq="ME")]
    return rows(month=[*months], holdings_usd_bn=[value] * len(months)).assign(holder_id="BEL")


def bought(of: dict[str, float]) -> pd.DataFrame:
    return rows(holder_id=[*of], total_purchases_12m_usd_bn=[*of.values()]).assign(month=NOW, is_estimate_12m=False)


class TestCustodyAdjusted:
    """China 770 -> 680, Belgium 150 -> 480, Hong Kong 260 -> 250; Belgium's baselines 15 and 180."""

    frame = run(
        "marts.custody_adjusted",
        marts__holders=pd.concat([
            held({"CHN": (770.0, 680.0), "BEL": (150.0, 480.0), "HKG": (260.0, 250.0)}),
            belgium(15.0, "2002-06-30", "2009-12-31"),
            belgium(180.0, "2013-01-31", "2013-10-31"),
        ]),
        marts__purchases=bought({"CHN": -115.0, "BEL": 5.0, "HKG": 30.0}),
        marts__us_securities=rows(holder_id=["CHN", "BEL", "HKG"], holdings_usd_bn=[165.0, 15.0, 14.0]).assign(
            month=NOW, asset_class="agencies"
        ),
    )  # fmt: skip
    now = frame[frame["month"].dt.date == NOW].set_index("custody_scenario")

    def test_levels_and_changes(self) -> None:
        assert self.now["adjusted_usd_bn"].to_dict() == {
            "cn": 680, "cn_plus_be": 680 + 480, "cn_plus_be_above_2009": 680 + 480 - 15,
            "cn_plus_be_above_2013": 680 + 480 - 180, "cn_plus_hk": 680 + 250,
        }  # fmt: skip
        # A year before, 150 are below the baseline of 180, which counts nothing and not -30.
        assert self.now["adjusted_change_12m_usd_bn"].to_dict() == {
            "cn": -90, "cn_plus_be": -90 + 330, "cn_plus_be_above_2009": -90 + 330,
            "cn_plus_be_above_2013": -90 + 300, "cn_plus_hk": -90 - 10,
        }  # fmt: skip

    def test_purchases_are_of_all_members_and_unknown_from_below_the_baseline(self) -> None:
        found = self.now["adjusted_purchases_12m_usd_bn"].to_dict()
        assert pd.isna(found.pop("cn_plus_be_above_2013"))
        assert found == {"cn": -115, "cn_plus_be": -110, "cn_plus_be_above_2009": -110, "cn_plus_hk": -85}

    def test_agency_debt_is_that_of_all_members(self) -> None:
        assert self.now.loc["cn_plus_be_above_2009", "adjusted_with_agencies_usd_bn"] == 1145 + 165 + 15
        assert self.now.loc["cn_plus_hk", "agencies_usd_bn"] == 165 + 14
        assert self.now["with_agencies_purchases_12m_usd_bn"].isna().all()  # one month of agencies is no year


def test_changes_of_treasuries_and_of_agencies_stand_beside_each_other() -> None:
    """China 770, 700, 690 and agencies 165, 150, 146; Belgium 400, 470, 480 and 15, 16, 18; a baseline of 180."""
    months = [YEAR_BEFORE, date(2025, 10, 31), NOW]
    china = rows(month=months, holdings_usd_bn=[770.0, 700.0, 690.0], change_1m_usd_bn=[None, None, -10.0])
    other = rows(month=months, holdings_usd_bn=[400.0, 470.0, 480.0], change_1m_usd_bn=[None, None, 10.0])
    agencies = [
        rows(month=months, holdings_usd_bn=held).assign(holder_id=name, asset_class="agencies")
        for name, held in {"CHN": [165.0, 150.0, 146.0], "BEL": [15.0, 16.0, 18.0]}.items()
    ]
    frame = run(
        "marts.custody_adjusted",
        marts__holders=pd.concat(
            [china.assign(holder_id="CHN"), other.assign(holder_id="BEL"), belgium(180.0, "2013-01-31", "2013-10-31")]
        ),
        marts__us_securities=pd.concat(agencies),
    )
    now = frame[frame["month"].dt.date == NOW].set_index("custody_scenario")
    alone, both = now.loc["cn"], now.loc["cn_plus_be_above_2013"]
    assert (alone["adjusted_change_1m_usd_bn"], alone["agencies_change_1m_usd_bn"]) == (-10, -4)
    # 690 + 480 - 180 = 700 + 470 - 180. Agencies: 164 after 166, and 180 a year before.
    assert (both["adjusted_change_1m_usd_bn"], both["agencies_change_1m_usd_bn"]) == (0, -2)
    assert (alone["agencies_change_12m_usd_bn"], both["agencies_change_12m_usd_bn"]) == (-19, -16)
    # No change over twelve months is given for China, as across a series break.
    assert pd.isna(alone["adjusted_change_12m_usd_bn"])


def test_a_scenario_with_an_unknown_member_or_part_of_a_baseline_is_left_out() -> None:
    frame = run(
        "marts.custody_adjusted",
        marts__holders=pd.concat(
            [held({"CHN": (1.0, 2.0), "BEL": (3.0, 4.0)}), belgium(2.0, "2013-01-31", "2013-09-30")]
        ),
    )
    assert set(frame.loc[frame["month"].dt.date == NOW, "custody_scenario"]) == {"cn", "cn_plus_be"}


def test_custody_scenarios_recomputed_from_the_snapshot(published: duckdb.DuckDBPyConnection) -> None:
    query = "from marts.custody_adjusted where month = '2026-04-30'"
    mart = published.execute(query).df().set_index("custody_scenario")
    table_3 = embedded("tic_slt3", "country_code in ('41408', '10251') and date >= '2025-04'")
    now, year = table_3[table_3["date"] == "2026-04"], table_3[table_3["date"] > "2025-04"]
    assert isclose(mart.loc["cn_plus_be", "adjusted_usd_bn"], now["for_treas_pos"].sum() / 1000)
    # Table 3D of 2013, ten months.
    baseline = embedded("tic_slt3_history", "country_code = '10251' and date between '2013-01' and '2013-10'")[
        "holdings"
    ]
    assert len(baseline) == 10
    assert isclose(mart.loc["cn_plus_be_above_2013", "baseline_usd_bn"], baseline.mean() / 1000)
    # China: bonds and notes, change in bills, agency debt of Table 1, twelve months each.
    china = year[year["country_code"] == "41408"]
    newest = f"vintage = (select max(vintage) from '{SNAPSHOT / 'tic_slt1'}.parquet') and date between '2025-05' and '2026-04'"
    agencies = embedded("tic_slt1", f"country_code = '41408' and {newest}")["for_lt_agcy_net"]
    assert (len(china), len(agencies)) == (12, 12)
    bills = table_3[table_3["country_code"] == "41408"].set_index("date")["for_st_treas_pos"]
    bought_mn = china["for_lt_treas_net"].sum() + bills["2026-04"] - bills["2025-04"] + agencies.sum()
    assert isclose(mart.loc["cn", "with_agencies_purchases_12m_usd_bn"], bought_mn / 1000)
    assert mart.loc["cn", "with_agencies_purchases_12m_usd_bn"].round(3) == -161.412
    newest = embedded("tic_slt1", "country_code = '41408' and date in ('2025-04', '2026-03', '2026-04')")
    levels = newest.drop_duplicates("date", keep="last").set_index("date")["for_lt_agcy_pos"] / 1000
    assert isclose(mart.loc["cn", "agencies_change_1m_usd_bn"], levels["2026-04"] - levels["2026-03"])
    assert isclose(mart.loc["cn", "agencies_change_12m_usd_bn"], levels["2026-04"] - levels["2025-04"])
    treasuries = table_3[table_3["country_code"] == "41408"].set_index("date")["for_treas_pos"] / 1000
    assert isclose(mart.loc["cn", "adjusted_change_1m_usd_bn"], treasuries["2026-04"] - treasuries["2026-03"])


def series(measure: str, values: dict[str, float]) -> pd.DataFrame:
    """One series of FRED by the last day of its periods."""
    days = [date.fromisoformat(day) for day in values]
    return rows(period_end=days, series_value=[*values.values()]).assign(measure=measure)


def custody(levels: dict[str, float]) -> pd.DataFrame:
    return series("custody_treasuries_usd_mn", levels)


def official(levels: dict[str, float], breaks: tuple[str, ...] = ()) -> pd.DataFrame:
    months = [date.fromisoformat(day) for day in levels]
    return rows(month=months, official_usd_bn=[*levels.values()]).assign(
        is_series_break=[day in breaks for day in levels]
    )


class TestFedCustody:
    """Custody 2,900 -> 2,910 -> 2,930 and official 3,800 -> 3,807 -> 3,831 to March; in April and May custody only."""

    frame = run(
        "marts.fed_custody",
        staging__economic_series=custody({
            "2026-01-28": 2_900_000, "2026-02-25": 2_910_000, "2026-03-18": 2_935_000, "2026-03-25": 2_930_000,
            "2026-04-01": 2_932_000, "2026-04-29": 2_920_000, "2026-05-06": 2_905_000,
        }),
        marts__official_private=official({"2026-01-31": 3800.0, "2026-02-28": 3807.0, "2026-03-31": 3831.0}),
    ).set_index("week")  # fmt: skip

    def test_the_estimate_is_the_change_since_the_last_wednesday_of_the_newest_month(self) -> None:
        april = self.frame.loc["2026-04-29"]
        assert (april["official_change_estimate_usd_bn"], april["official_estimate_usd_bn"]) == (-10, 3821)
        assert (april["months_ahead"], april["tic_month"].date()) == (1, date(2026, 3, 31))
        assert self.frame.loc["2026-05-06", "official_change_estimate_usd_bn"] == -25
        assert self.frame.loc[:"2026-03-25", "official_estimate_usd_bn"].isna().all()

    def test_the_past_error_is_the_root_mean_square_over_as_many_months(self) -> None:
        # One month: 10 - 7 = 3 and 20 - 24 = -4, so sqrt((9 + 16) / 2). Two months: 30 - 31 = -1.
        assert isclose(self.frame.loc["2026-04-29", "estimate_error_usd_bn"], 12.5**0.5)
        assert self.frame.loc["2026-04-29", "estimate_error_spans"] == 2
        assert isclose(self.frame.loc["2026-05-06", "estimate_error_usd_bn"], 1)

    def test_a_week_that_is_missing_leaves_no_weekly_change(self) -> None:
        assert self.frame.loc["2026-03-25", "custody_change_1w_usd_bn"] == -5
        assert pd.isna(self.frame.loc["2026-04-29", "custody_change_1w_usd_bn"])


def test_agencies_and_the_repo_pool_stand_beside_treasuries_in_custody() -> None:
    """Treasuries 2,590.1 -> 2,608.8 (+18.7), agencies 206.1 -> 202.1 (-4), the pool 350 -> 343.5 (-6.5); a week alone."""
    frame = run(
        "marts.fed_custody",
        staging__economic_series=pd.concat([
            custody({"2026-09-09": 2_590_100, "2026-09-16": 2_608_800}),
            series("custody_agencies_usd_mn", {"2026-09-09": 206_100, "2026-09-16": 202_100}),
            series("foreign_repo_pool_usd_mn", {"2026-09-09": 350_000, "2026-09-16": 343_500, "2026-09-23": 340_000}),
        ]),
    )  # fmt: skip
    assert frame["week"].dt.day.tolist() == [9, 16]
    week = frame.iloc[-1]
    assert (week["custody_agencies_usd_bn"], week["foreign_repo_pool_usd_bn"]) == (202.1, 343.5)
    assert isclose(week["custody_change_1w_usd_bn"], 18.7)
    assert isclose(week["custody_agencies_change_1w_usd_bn"], -4)
    assert isclose(week["foreign_repo_pool_change_1w_usd_bn"], -6.5)


def test_no_past_error_is_taken_across_a_series_break() -> None:
    frame = run(
        "marts.fed_custody",
        staging__economic_series=custody({"2026-01-28": 2_900_000, "2026-02-25": 2_910_000, "2026-03-25": 2_930_000}),
        marts__official_private=official({"2026-01-31": 3800.0, "2026-02-28": 3907.0}, breaks=("2026-02-28",)),
    )
    assert pd.isna(frame.iloc[-1]["estimate_error_usd_bn"]) and frame.iloc[-1]["official_estimate_usd_bn"] == 3927


def test_two_published_levels_of_custody_beside_official_holdings(published: duckdb.DuckDBPyConnection) -> None:
    # H.4.1: 2,926,670 mn on 2025-02-26 and 2,931,015 on 2025-03-26. Table 3 in the snapshot has official holdings.
    levels = custody({"2025-02-26": 2_926_670, "2025-03-26": 2_931_015, "2025-04-02": 2_931_015})
    known = published.execute("from marts.official_private where month <= '2025-03-31'").df()
    february = run(
        "marts.fed_custody",
        staging__economic_series=levels,
        marts__official_private=known[known["month"] < "2025-03-01"],
    ).iloc[1]
    table_3 = embedded("tic_slt3", "country_code = '99990' and date in ('2025-02', '2025-03')")
    february_mn, march_mn = table_3.sort_values("date")["for_treas_pos"]
    assert isclose(february["official_change_estimate_usd_bn"], 4.345)
    assert isclose(february["official_estimate_usd_bn"], february_mn / 1000 + 4.345)
    april = run("marts.fed_custody", staging__economic_series=levels, marts__official_private=known).iloc[-1]
    assert isclose(april["estimate_error_usd_bn"], abs(4.345 - (march_mn - february_mn) / 1000))


def test_without_the_weekly_series_there_are_no_rows(published: duckdb.DuckDBPyConnection) -> None:
    assert published.execute("select count(*) from marts.fed_custody").fetchall() == [(0,)]


class TestHedgedYields:
    """January: 10y 4.10 and 4.30, 3m 3.60 and 3.70; Japan 0.75 and 2.20; February is known to its middle."""

    frame = run(
        "marts.hedged_yields",
        staging__treasury_yields=rows(
            date=[date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 30), date(2026, 2, 13)],
            yield_10y_pct=[4.0, 4.1, 4.3, 4.4], yield_3m_pct=[3.5, 3.6, 3.7, 3.8],
        ),
        staging__economic_series=pd.concat([
            series("rate_japan_3m_pct", {"2026-01-31": 0.75, "2026-02-28": 0.85}),
            series("yield_japan_10y_pct", {"2025-12-31": 2.0, "2026-01-31": 2.2, "2026-02-28": 2.1}),
            series("term_premium_10y_pct", {"2026-01-02": 0.5, "2026-01-30": 0.7}),
        ]),
    ).set_index("month")  # fmt: skip

    def test_hedging_costs_the_difference_of_the_short_rates(self) -> None:
        january = self.frame.loc["2026-01-31"]
        # 3.65 - 0.75 = 2.90; 4.20 - 2.90 = 1.30; 4.20 - 2.20 = 2.00; 1.30 - 2.20 = -0.90.
        assert isclose(january["hedging_cost_points"], 2.90)
        assert isclose(january["hedged_yield_10y_pct"], 1.30)
        assert isclose(january["pickup_points"], 2.00)
        assert isclose(january["hedged_pickup_points"], -0.90)
        assert isclose(january["term_premium_10y_pct"], 0.60)

    def test_part_of_a_month_is_no_average(self) -> None:
        february = self.frame.loc["2026-02-28"]
        assert (february["japan_3m_pct"], february["japan_10y_pct"]) == (0.85, 2.1)
        assert february[["yield_10y_avg_pct", "hedging_cost_points", "hedged_pickup_points"]].isna().all()

    def test_a_month_without_the_rate_of_japan_is_left_out(self) -> None:
        assert self.frame.index.tolist() == [pd.Timestamp("2026-01-31"), pd.Timestamp("2026-02-28")]


def test_a_year_of_hedged_yields_over_the_curve_of_the_snapshot(published: duckdb.DuckDBPyConnection) -> None:
    curve = published.execute("from staging.treasury_yields where year(date) = 2024").df()
    rate = series("rate_japan_3m_pct", {f"{day:%Y-%m-%d}": 0.25 for day in pd.date_range("2024", "2025", freq="ME")})
    mart = run("marts.hedged_yields", staging__treasury_yields=curve, staging__economic_series=rate)
    monthly = published.execute("from marts.market_monthly where year(month) = 2024 order by month").df()
    assert len(mart) == 12
    # The slope of the U.S. curve and the short rate of Japan.
    slope = monthly["yield_10y_avg_pct"] - monthly["yield_3m_avg_pct"]
    assert (mart["hedged_yield_10y_pct"] - slope - 0.25).abs().max() < 1e-9
    assert published.execute("select count(*) from marts.hedged_yields").fetchall() == [(0,)]


def test_nontraditional_are_all_but_the_four() -> None:
    # A year before: franc 1 and rest 4. Now: franc 1, renminbi 3, rest 5. At constant rates 1 + 2 + 5.
    before = rows(currency=["USD", "EUR", "JPY", "GBP", "CHF", "OTH"], share_pct=[65.0, 20.0, 5.0, 5.0, 1.0, 4.0])
    now = rows(
        currency=["USD", "EUR", "JPY", "GBP", "CHF", "CNY", "OTH"],
        share_pct=[60.0, 21.0, 5.0, 5.0, 1.0, 3.0, 5.0],
        share_constant_fx_pct=[61.0, 21.0, 5.0, 5.0, 1.0, 2.0, 5.0],
        claims_usd_bn=[600.0, 210.0, 50.0, 50.0, 10.0, 30.0, 50.0],
    )
    both = pd.concat([before.assign(quarter=date(2024, 12, 31)), now.assign(quarter=date(2025, 12, 31))])
    row = run("marts.nontraditional_currencies", marts__currency_shares=both.assign(method="all_reserves")).iloc[-1]
    assert (row["nontraditional_share_pct"], row["nontraditional_change_1y_points"]) == (9, 4)
    assert (row["nontraditional_constant_fx_pct"], row["nontraditional_usd_bn"]) == (8, 90)
    assert (row["named_currencies"], row["renminbi_share_pct"], row["unnamed_share_pct"]) == ("CHF CNY", 3, 5)


def test_without_the_rest_there_is_no_nontraditional_share() -> None:
    four = rows(currency=["USD", "EUR", "JPY", "GBP", "CHF"], share_pct=[65.0, 20.0, 5.0, 5.0, 1.0])
    given = four.assign(quarter=date(2025, 12, 31), method="all_reserves")
    assert run("marts.nontraditional_currencies", marts__currency_shares=given).empty


@pytest.mark.parametrize(
    ("quarter", "share", "named"),
    [("2000-Q4", 2.7, "CHF"), ("2015-Q4", 7.4, "AUD CAD CHF"), ("2026-Q1", 13.0, "AUD CAD CHF CNY")],
)
def test_published_readings_of_nontraditional_currencies(
    quarter: str, share: float, named: str, published: duckdb.DuckDBPyConnection
) -> None:
    cofer = embedded("imf_cofer", f"time_period = '{quarter}' and indicator = 'AFXRA' and transformation = 'NV_USD'")
    claims = cofer.drop_duplicates("fxr_currency", keep="last").set_index("fxr_currency")["value"]
    four = claims[["CI_USD", "CI_EUR", "CI_JPY", "CI_GBP"]].sum()
    end = pd.Period(quarter, freq="Q").end_time.date()
    query = "from marts.nontraditional_currencies where method = 'all_reserves' and quarter = ?"
    row = published.execute(query, [end]).df().iloc[0]
    assert isclose(row["nontraditional_share_pct"], 100 * (1 - four / claims["CI_T"]), abs_tol=0.001)
    assert (round(row["nontraditional_share_pct"], 1), row["named_currencies"]) == (share, named)


def test_holders_of_the_debt_stand_side_by_side() -> None:
    """Debt 28,000 -> 30,000; foreigners 8,500 -> 9,000, of these official 3,900 -> 3,800; hedge funds 1,500 -> 2,100."""
    months = [date(2024, 12, 31), date(2025, 12, 31)]
    frame = run(
        "marts.holders_of_the_debt",
        marts__totals=rows(month=months, holdings_usd_bn=[8500.0, 9000.0]).assign(row_id="GRAND_TOTAL", basis="table3"),
        marts__official_private=rows(
            month=months, official_usd_bn=[3900.0, 3800.0], private_usd_bn=[4600.0, 5200.0]
        ).assign(basis="table3"),
        staging__public_debt=rows(date=months, debt_held_by_public_usd_bn=[28_000.0, 30_000.0]),
        staging__economic_series=rows(period_end=months, series_value=[1_500_000.0, 2_100_000.0]).assign(
            measure="held_by_hedge_funds_usd_mn"
        ),
    )
    now = frame[frame["quarter"].dt.year == 2025].set_index("debt_holder")
    assert now["held_change_1y_usd_bn"].to_dict() == {
        "foreigners": 500, "foreign_official": -100, "foreign_private": 600, "hedge_funds": 600,
    }  # fmt: skip
    # 500, -100, 600 and 600 of 2,000; 9,000 and 2,100 of 30,000.
    assert now["held_share_of_change_pct"].to_dict() == {
        "foreigners": 25, "foreign_official": -5, "foreign_private": 30, "hedge_funds": 30,
    }  # fmt: skip
    assert isclose(now.loc["foreigners", "held_share_of_public_pct"], 30)
    assert isclose(now.loc["hedge_funds", "held_share_of_public_pct"], 7)


def test_a_weekly_holder_stands_at_its_last_week_of_the_quarter_only() -> None:
    weeks = [date(2025, 12, 24), date(2025, 12, 31), date(2026, 3, 18)]
    series = rows(period_end=weeks, series_value=[4_190_000.0, 4_200_000.0, 4_300_000.0])
    frame = run(
        "marts.holders_of_the_debt",
        staging__economic_series=series.assign(measure="held_by_federal_reserve_usd_mn"),
    )
    assert frame[["quarter", "debt_holder", "held_usd_bn"]].to_numpy().tolist() == [
        [pd.Timestamp("2025-12-31"), "federal_reserve", 4200.0]
    ]


def test_a_zero_of_the_financial_accounts_is_no_holding() -> None:
    series = rows(period_end=[date(2012, 9, 30), date(2012, 12, 31)], series_value=[0.0, 900_000.0])
    frame = run(
        "marts.holders_of_the_debt", staging__economic_series=series.assign(measure="held_by_hedge_funds_usd_mn")
    )
    assert frame["held_usd_bn"].tolist() == [900]


def test_no_change_of_foreigners_across_the_break_of_2011() -> None:
    held = rows(month=[date(2010, 12, 31), date(2011, 12, 31)], holdings_usd_bn=[4400.0, 5000.0])
    frame = run("marts.holders_of_the_debt", marts__totals=held.assign(row_id="GRAND_TOTAL", basis="mfh_history"))
    assert frame["held_change_1y_usd_bn"].isna().all()


def test_foreign_holders_of_the_debt_recomputed_from_the_snapshot(published: duckdb.DuckDBPyConnection) -> None:
    mart = (
        published.execute("from marts.holders_of_the_debt where quarter = '2025-12-31'").df().set_index("debt_holder")
    )
    table_3 = embedded("tic_slt3", "country_code in ('99996', '99990') and date in ('2024-12', '2025-12')")
    held_mn = table_3.set_index(["country_code", "date"])["for_treas_pos"]
    debt = embedded("fiscal_debt_to_penny", "record_date in ('2024-12-31', '2025-12-31')")
    public = debt.set_index("record_date")["debt_held_public_amt"]
    before, now = public[pd.Timestamp("2024-12-31")], public[pd.Timestamp("2025-12-31")]
    rise_mn = held_mn["99996", "2025-12"] - held_mn["99996", "2024-12"]
    assert isclose(mart.loc["foreigners", "held_share_of_public_pct"], 100 * held_mn["99996", "2025-12"] * 1e6 / now)
    assert isclose(mart.loc["foreigners", "held_share_of_change_pct"], 100 * rise_mn * 1e6 / (now - before))
    private_mn = held_mn["99996", "2025-12"] - held_mn["99990", "2025-12"]
    assert isclose(mart.loc["foreign_private", "held_usd_bn"], private_mn / 1000)
