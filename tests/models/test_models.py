"""The marts on small inputs, with the arithmetic shown."""

from datetime import date
from math import isclose, log

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import raw
from pipelines.models.build import connect
from pipelines.models.table import PythonTable
from pipelines.project import tables
from pipelines.sources import SOURCES

MODELS = {t.key: t for t in tables().values()}
MONTH = date(2025, 11, 30)


def run(key: str, **inputs: pd.DataFrame) -> pd.DataFrame:
    """Run one model over given rows of what it reads; the reference tables are the real ones."""
    with connect(":memory:") as con:
        raw.prepare(con, SOURCES)
        for table in tables().values():
            if isinstance(table, PythonTable):
                table.create(con)
            elif table.query:
                con.execute(f"create schema if not exists {table.schema}")
                con.execute(f"create table {table.key} as {table.query}")
        for name, rows in inputs.items():
            con.register("given", rows)
            con.execute(f"insert into {name.replace('__', '.')} by name from given")
        con.execute(f"create table result as {MODELS[key].query}")
        return con.execute("from result").df()


def positions(holdings: dict[str, float], total: float, basis: str = "table3", month: date = MONTH) -> pd.DataFrame:
    rows = [{"holder_id": k, "row_class": "country", "holdings_usd_bn": v} for k, v in holdings.items()]
    rows.append({"holder_id": "GRAND_TOTAL", "row_class": "total", "holdings_usd_bn": total})
    rank = {"table3": 1, "table5": 2, "slt3d": 3, "mfh_history": 4}[basis]
    facts = {"basis": basis, "preference": rank, "month": month, "source": basis, "vintage": date(2026, 6, 18)}
    return pd.DataFrame([{**row, **facts} for row in rows])


def concentration(*tables: pd.DataFrame, scenario: str = "raw", basis: str = "table3") -> dict[str, float]:
    frame = run("marts.concentration", staging__positions=pd.concat(tables))
    rows = frame[(frame["scenario"] == scenario) & (frame["basis"] == basis)]
    return rows.iloc[0].to_dict()  # type: ignore[no-any-return]


THREE = {"JPN": 50.0, "CHN": 30.0, "GBR": 10.0}


class TestConcentration:
    """Shares .5, .3, .1 of 100; the residual is 10."""

    row = concentration(positions(THREE, 100))

    def test_lower_bound_is_the_sum_of_squares(self) -> None:
        assert isclose(self.row["hhi_low_points"], 3500)  # 1e4 * (.25 + .09 + .01)

    def test_upper_bound_packs_the_residual_up_to_the_cap(self) -> None:
        # Fewer than 20 are named, so the cap is the smallest, 10. k = floor(10/10) = 1: .35 + .1^2 + 0
        assert isclose(self.row["hhi_high_points"], 3600)
        assert self.row["hidden_cap_usd_bn"] == 10

    def test_ratios_and_effective_holders(self) -> None:
        assert (self.row["cr1_pct"], self.row["cr3_pct"], self.row["cr10_pct"]) == (50, 90, 90)
        assert isclose(self.row["residual_pct"], 10)
        assert isclose(self.row["effective_holders_high"], 1 / 0.35)
        assert isclose(self.row["effective_holders_low"], 1 / 0.36)

    def test_entropy_theil_and_gini_are_over_the_named(self) -> None:
        entropy = -(5 / 9 * log(5 / 9) + 3 / 9 * log(3 / 9) + 1 / 9 * log(1 / 9))
        assert isclose(self.row["entropy_nats"], entropy)
        assert isclose(self.row["theil_nats"], log(3) - entropy)
        # ascending shares 1/9, 3/9, 5/9: 2 * (1*1 + 2*3 + 3*5) / 9 / 3 - 4/3 = 44/27 - 36/27
        assert isclose(self.row["gini_index"], 8 / 27)


def test_merged_china_and_belgium_are_one_owner() -> None:
    row = concentration(positions({"JPN": 50, "CHN": 30, "BEL": 10}, 100), scenario="cn_plus_be")
    assert isclose(row["hhi_low_points"], 1e4 * (0.5**2 + 0.4**2))
    assert row["named_holders"] == 2
    assert row["hidden_cap_usd_bn"] == 10  # of the unmerged list


def test_dropped_centres_leave_the_total_too() -> None:
    # Without six centres of 10 each: total 90 of 150, shares 50/90 and 30/90, residual 10/90, cap 10.
    six = dict.fromkeys(["GBR", "BEL", "LUX", "CYM", "IRL", "CHE"], 10.0)
    row = concentration(positions({"JPN": 50, "CHN": 30, **six}, 150), scenario="ex_centres")
    assert isclose(row["hhi_low_points"], 1e4 * (2500 + 900) / 8100)
    assert isclose(row["residual_pct"], 100 / 9)
    assert isclose(row["hhi_high_points"], 1e4 * (2500 + 900 + 100) / 8100)


def test_a_scenario_is_null_where_the_file_hides_one_of_its_members() -> None:
    row = concentration(positions(THREE, 100), scenario="cn_plus_be")
    assert row["named_holders"] == 3 and pd.isna(row["hhi_low_points"]) and pd.isna(row["cr1_pct"])


def test_a_holder_known_elsewhere_and_not_named_here_raises_the_cap() -> None:
    # mfh_history knows SLV 12, which table3 does not name: cap 12, k = 0, so .35 + .1^2
    here = positions(THREE, 100)
    there = positions({**THREE, "SLV": 12.0}, 100, "mfh_history")
    row = concentration(here, there)
    assert row["hidden_cap_usd_bn"] == 12
    assert isclose(row["hhi_high_points"], 3600)


def test_a_group_row_is_never_a_holder_but_may_hide_one() -> None:
    rows = positions(THREE, 120, "mfh_history")
    group = rows.iloc[[0]].assign(holder_id="OIL_EXPORTERS", row_class="group", holdings_usd_bn=20.0)
    row = concentration(rows, group, basis="mfh_history")
    assert row["named_holders"] == 3
    # Residual 30 of 120, of which the group 20 at most one holder, the rest 10 up to the cap of 10.
    assert isclose(row["hhi_high_points"], 1e4 * (2500 + 900 + 100 + 400 + 100) / 120**2)


def test_a_member_of_a_group_row_is_not_hidden_and_sets_no_cap() -> None:
    # Table 3D names the Cayman Islands, 18. In mfhhis01 they are in the group of 20: the cap is 10, the smallest
    # named. Residual 30 of 120: one of 20 in the group, the other 10 up to the cap. As above.
    rows = positions(THREE, 120, "mfh_history")
    group = rows.iloc[[0]].assign(holder_id="CARIB_BANKING_CENTERS", row_class="group", holdings_usd_bn=20.0)
    row = concentration(rows, group, positions({**THREE, "CYM": 18.0}, 120, "slt3d"), basis="mfh_history")
    assert row["hidden_cap_usd_bn"] == 10
    assert isclose(row["hhi_high_points"], 1e4 * (2500 + 900 + 100 + 400 + 100) / 120**2)


holdings = st.lists(st.floats(0.1, 1000), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(values=holdings, rest=st.floats(0, 500))
def test_concentration_keeps_its_bounds(values: list[float], rest: float) -> None:
    codes = ["JPN", "CHN", "GBR", "BEL", "LUX", "CYM", "CAN", "FRA", "IRL", "TWN", "CHE", "HKG"]
    frame = run(
        "marts.concentration", staging__positions=positions(dict(zip(codes, values, strict=False)), sum(values) + rest)
    )
    for row in frame[frame["cr1_pct"].notna()].to_dict("records"):
        n = row["named_holders"]
        assert row["hhi_low_points"] <= row["hhi_high_points"] + 1e-9 <= 1e4 + 1e-6
        assert 0 <= row["residual_pct"] <= 100
        assert -1e-9 <= row["gini_index"] <= 1 - 1 / n + 1e-9
        assert -1e-9 <= row["entropy_nats"] <= log(n) + 1e-9
        share = (1 - row["residual_pct"] / 100) ** 2
        assert row["hhi_low_points"] >= 1e4 * share / n - 1e-6  # equal shares are the least concentrated


def slt3(rows: list[dict[str, object]]) -> pd.DataFrame:
    facts = {"holder_id": "JPN", "row_class": "country", "source": "tic_slt3", "vintage": date(2026, 6, 18)}
    return pd.DataFrame([{**facts, **row} for row in rows])


@pytest.mark.parametrize(
    ("before", "after", "net", "valuation", "bills", "reading"),
    [
        # Long-term securities and bills: change = net + valuation + other; threshold = max(.1, .005 * (100 + 5)) = .525
        (100, 100.4, 0.3, 0.1, 0.0, "little changed"),
        (100, 110, 1, 2, 0.0, "custody or residual"),  # other = 7
        (100, 110, 8, 2, 0.0, "bought"),  # other = 0
        (100, 95, -4, -1, 0.0, "sold"),
        (100, 92, -1, -7, 0.0, "price"),
        (100, 98, -1, -1, 0.0, "sold"),  # net and valuation tie: the trade is read first
        (100, 102, 1, 0, 0.0, "bought"),  # other = 1 ties with net: not the largest
        (5, 5.15, 0.12, 0.0, 0.0, "bought"),  # threshold = max(.1, .05) = .1
        # Saudi Arabia in 2026-02, British Virgin Islands in 2025-03: bills turn the sign.
        (100, 96, -4, 0, 26.0, "bought"),  # -4 + 26 = 22
        (100, 104, 4, 0, -81.0, "sold"),  # 4 - 81 = -77
        (100, 110, 8, 2, None, None),  # bills are not known, nor is what was bought in all
    ],
)
def test_the_reading_of_a_month(
    before: float, after: float, net: float, valuation: float, bills: float | None, reading: str | None
) -> None:
    rows = slt3([
        {"month": date(2025, 10, 31), "long_term_usd_bn": before, "bills_usd_bn": 5.0},
        {"month": MONTH, "long_term_usd_bn": after, "bills_usd_bn": None if bills is None else 5.0 + bills,
         "net_long_term_purchases_usd_bn": net, "valuation_usd_bn": valuation},
    ])  # fmt: skip
    held = rows[["month", "holder_id", "row_class", "long_term_usd_bn", "bills_usd_bn", "vintage"]]
    held = held.assign(basis="table3", preference=1)
    [row] = run("marts.flows", staging__tic_slt3=rows, staging__positions=held).to_dict("records")
    assert row["reading"] == reading
    assert isclose(row["other_usd_bn"], after - before - net - valuation, abs_tol=1e-9)
    if bills is not None:
        assert (row["bills_change_usd_bn"], row["total_purchases_usd_bn"]) == (bills, net + bills)


def test_a_flow_without_the_month_before_has_no_reading() -> None:
    frame = run("marts.flows", staging__tic_slt3=slt3([
        {"month": date(2025, 9, 30), "long_term_usd_bn": 100.0},
        {"month": MONTH, "long_term_usd_bn": 110.0, "net_long_term_purchases_usd_bn": 8.0, "valuation_usd_bn": 2.0},
    ]))  # fmt: skip
    [row] = frame.to_dict("records")
    assert pd.isna(row["other_usd_bn"]) and pd.isna(row["reading"]) and row["net_long_term_purchases_usd_bn"] == 8


def holders(series: dict[date, tuple[float, str]], holder: str = "DNK") -> pd.DataFrame:
    """marts.holders of one holder, from month to (holdings, basis)."""
    tables = [positions({holder: v}, 1000, basis, m) for m, (v, basis) in series.items()]
    totals = pd.concat(
        [
            t[t["row_class"] == "total"].rename(columns={"holder_id": "row_id"}).drop(columns="preference")
            for t in tables
        ]
    )
    frame = run("marts.holders", staging__positions=pd.concat(tables), marts__totals=totals)
    return frame.set_index(frame["month"].dt.date)


def ends(first: str, n: int) -> list[date]:
    return [p.end_time.date() for p in pd.period_range(first, periods=n, freq="M")]


def test_changes_compare_calendar_months_and_are_null_where_one_is_absent() -> None:
    months = ends("2011-09", 13)
    frame = holders({m: (100.0 + i, "table3") for i, m in enumerate(months) if i != 11})
    last = frame.loc[months[12]]
    assert pd.isna(last["change_1m_usd_bn"])  # July 2012 is missing
    assert last["change_12m_usd_bn"] == 12 and isclose(last["change_12m_pct"], 12)
    assert frame.loc[months[2], "change_1m_usd_bn"] == 1


def test_peak_and_low_of_a_series_without_a_gap() -> None:
    months = ends("2011-09", 5)
    frame = holders(dict(zip(months, [(v, "slt3d") for v in (10.0, 24.0, 12.0, 9.0, 9.5)], strict=True)))
    last = frame.loc[months[4]]
    assert (last["peak_usd_bn"], last["peak_month"].date()) == (24, months[1])
    assert isclose(last["below_peak_pct"], 100 * (1 - 9.5 / 24))
    assert last["lowest_since"].date() == months[3]
    assert not last["is_series_low"]
    assert frame.loc[months[3], ["is_series_low", "is_record_low"]].all()
    assert pd.isna(frame.loc[months[3], "lowest_since"])


def test_after_a_gap_peak_and_record_are_not_known() -> None:
    months = ends("2011-09", 8)
    frame = holders({m: (20.0 - i, "slt3d") for i, m in enumerate(months) if i != 5})
    assert frame.loc[months[4], "peak_usd_bn"] == 20 and frame.loc[months[4], "is_record_low"]
    assert frame.loc[months[7], ["peak_usd_bn", "is_series_low", "is_record_low", "below_peak_pct"]].isna().all()


def test_a_low_on_the_far_side_of_a_gap_is_not_known() -> None:
    months = ends("2012-01", 4)
    frame = holders({months[0]: (9.0, "slt3d"), months[2]: (11.0, "slt3d"), months[3]: (10.0, "slt3d")})
    assert pd.isna(frame.loc[months[3], "lowest_since"])


def test_the_two_months_that_table_3d_lacks_are_no_gap() -> None:
    months = [m for m in ends("2011-09", 6) if m not in (date(2011, 10, 31), date(2011, 11, 30))]
    frame = holders({m: (20.0 - i, "slt3d") for i, m in enumerate(months)})
    assert frame.loc[months[-1], "peak_usd_bn"] == 20 and frame.loc[months[-1], "is_record_low"]


def test_a_series_that_begins_late_has_no_known_peak() -> None:
    frame = holders({m: (10.0, "slt3d") for m in ends("2014-01", 3)})
    assert frame[["peak_usd_bn", "is_series_low", "is_record_low"]].isna().all(axis=None)


def test_a_change_of_file_across_a_break_of_either_is_a_break() -> None:
    months = ends("2011-09", 4)  # 2011-10 and -11 come from mfhhis01, whose last series begins in 2011-12
    bases = ["slt3d", "mfh_history", "mfh_history", "slt3d"]
    frame = holders({m: (100.0 + i, b) for i, (m, b) in enumerate(zip(months, bases, strict=True))})
    assert frame.loc[months[3], "is_series_break"] and pd.isna(frame.loc[months[3], "change_1m_usd_bn"])
    assert frame.loc[months[2], "change_1m_usd_bn"] == 1


def test_a_series_break_voids_changes_and_is_flagged() -> None:
    months = ends("2010-04", 4)  # the survey of June 2010 begins series XI
    frame = holders({m: (100.0 + i, "mfh_history") for i, m in enumerate(months)})
    june = frame.loc[date(2010, 6, 30)]
    assert june["is_series_break"] and pd.isna(june["change_1m_usd_bn"])
    assert frame.loc[date(2010, 7, 31), "change_1m_usd_bn"] == 1
    assert (
        pd.isna(frame.loc[date(2010, 7, 31), "below_peak_pct"]) or frame.loc[date(2010, 7, 31), "below_peak_pct"] == 0
    )


def test_a_low_before_a_break_says_that_it_crosses_it() -> None:
    months = ends("2011-07", 4)  # September 2011 begins the series of Form SLT
    values = [(9.0, "mfh_history"), (11.0, "mfh_history"), (12.0, "slt3d"), (10.0, "slt3d")]
    last = holders(dict(zip(months, values, strict=True))).loc[months[3]]
    assert last["lowest_since"].date() == months[0] and last["lowest_since_crosses_break"]
    # 10 is the least since 2011-09; July 2011 was 9, so it is no record.
    assert last["is_series_low"] and last["series_since"].date() == date(2011, 9, 30) and not last["is_record_low"]
    assert last["peak_usd_bn"] == 12


def test_files_of_one_decimal_are_compared_at_one_decimal() -> None:
    months = ends("2011-08", 2)
    frame = holders({months[0]: (9.1, "mfh_history"), months[1]: (9.13, "slt3d")})
    assert pd.isna(frame.loc[months[1], "lowest_since"])  # 9.1 may be as much as 9.149


def test_a_total_is_never_long_term_plus_nothing() -> None:
    rows = positions({"POL": 60.5}, 1000, "mfh_history")
    table3 = positions({"POL": 0.0}, 1000).assign(holdings_usd_bn=[None, 1000.0], long_term_usd_bn=[59.0, 900.0])
    totals = table3[1:].rename(columns={"holder_id": "row_id"}).drop(columns="preference")
    frame = run("marts.holders", staging__positions=pd.concat([rows, table3]), marts__totals=totals)
    [row] = frame.to_dict("records")
    assert (row["holdings_usd_bn"], row["long_term_usd_bn"], row["basis"]) == (60.5, 59.0, "mfh_history")
    assert pd.isna(row["bills_usd_bn"]) and row["source"] == "mfh_history + table3"


def test_the_first_basis_that_knows_wins() -> None:
    frame = run("marts.totals", staging__positions=pd.concat(
        [positions({}, 99.0, "mfh_history"), positions({}, 100.0, "table5"), positions({}, 100.04, "table3")]
    ))  # fmt: skip
    [row] = frame.to_dict("records")
    assert (row["holdings_usd_bn"], row["basis"]) == (100.04, "table3")


def test_belgium_includes_luxembourg_until_may_2002() -> None:
    raw = pd.DataFrame(
        {"partition_hash": ["a", "b"], "period": [date(2002, 5, 31), date(2002, 6, 30)], "label": ["Belgium  5/"] * 2,
         "date": ["2002-05", "2002-06"], "column_of_month": [1, 1], "holdings": [21.7, 11.3]}
    )  # fmt: skip
    known = pd.DataFrame(
        {"source": ["tic_mfh_history"] * 2, "period": raw["period"], "partition_hash": ["a", "b"],
         "vintage": [date(2016, 5, 16)] * 2, "vintage_is_rule": [True, True], "payload": ["p"] * 2, "fetched_at": ["t"] * 2}
    )  # fmt: skip
    frame = run("staging.position_versions", raw__tic_mfh_history=raw, meta__partitions=known)
    assert dict(zip(frame["holder_id"], frame["holdings_usd_bn"], strict=True)) == {"BEL_LUX": 21.7, "BEL": 11.3}


def test_a_literal_zero_in_the_history_is_a_gap() -> None:
    raw = pd.DataFrame({"partition_hash": ["a"], "period": [date(2008, 4, 30)], "label": ["France"], "date": ["2008-04"],
                        "column_of_month": [1], "holdings": [0.0]})  # fmt: skip
    known = pd.DataFrame({"source": ["tic_mfh_history"], "period": raw["period"], "partition_hash": ["a"],
                          "vintage": [date(2016, 5, 16)], "vintage_is_rule": [True]})  # fmt: skip
    [holdings] = run("staging.position_versions", raw__tic_mfh_history=raw, meta__partitions=known)["holdings_usd_bn"]
    assert pd.isna(holdings)
