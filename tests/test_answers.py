"""Custody scenarios, weekly custody, nontraditional currencies, other holders: by hand, and recomputed from the snapshot."""

from datetime import date
from math import isclose

import duckdb
import pandas as pd

from pipelines.settings import SNAPSHOT
from tests.test_models import run
from tests.test_reserve_models import rows

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
    agencies = embedded("tic_slt1", "country_code = '41408' and date > '2025-04'")["for_lt_agcy_net"]
    assert (len(china), len(agencies)) == (12, 12)
    bills = table_3[table_3["country_code"] == "41408"].set_index("date")["for_st_treas_pos"]
    bought_mn = china["for_lt_treas_net"].sum() + bills["2026-04"] - bills["2025-04"] + agencies.sum()
    assert isclose(mart.loc["cn", "with_agencies_purchases_12m_usd_bn"], bought_mn / 1000)
    assert mart.loc["cn", "with_agencies_purchases_12m_usd_bn"].round(3) == -161.412
