"""Every figure as it was known: revisions, first prints, what a publication brought, what was known on a day."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.publish import changes
from tests.conftest import reservewatch
from tests.models.test_models import run

SAID_ON = date(2026, 1, 22)
NOVEMBER, OCTOBER = date(2025, 11, 30), date(2025, 10, 31)


@pytest.fixture(scope="module")
def january(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The warehouse as it would have stood on 2026-01-22, from the embedded figures."""
    target = tmp_path_factory.mktemp("january") / "january.duckdb"
    result = reservewatch("rebuild", "--as-of", str(SAID_ON), "--to", str(target), home=refreshed)
    assert result.returncode == 0, result.stderr
    return duckdb.connect(str(target), read_only=True)


def test_of_november_2025_first_prints_are_known_and_of_2024_the_revision_of_january(
    january: duckdb.DuckDBPyConnection,
) -> None:
    rows = january.execute(
        "select holder_id, holdings_usd_bn, change_1m_usd_bn, basis, vintage from marts.holders where month = ? order by 1",
        [NOVEMBER],
    ).fetchall()
    released = date(2026, 1, 15)
    # 481.0 - 468.4 = 12.6; 472.2 - 419.1 = 53.1; 682.6 - 688.7 = -6.1; 888.5 - 877.9 = 10.6; 1202.6 - 1200.0 = 2.6.
    expected = [
        ("BEL", 481.0, 12.6), ("CAN", 472.2, 53.1), ("CHN", 682.6, -6.1), ("GBR", 888.5, 10.6), ("JPN", 1202.6, 2.6),
    ]  # fmt: skip
    assert [r[0] for r in rows] == [e[0] for e in expected]
    for row, (_, holdings, change) in zip(rows, expected, strict=True):
        assert row[1] == holdings and row[3:] == ("first_print", released)
        assert row[2] == pytest.approx(change)
    year_end = january.execute(
        "select distinct basis, vintage from marts.holders where month = '2024-12-31'"
    ).fetchall()
    assert year_end == [("mfh_history", released)]


def test_what_needs_every_month_is_not_said_of_months_known_from_first_prints(
    january: duckdb.DuckDBPyConnection,
) -> None:
    asked = "holdings_rank, peak_usd_bn, peak_month, lowest_since, is_series_low, is_record_low"
    rows = january.execute(f"select {asked} from marts.holders where month >= '2025-01-01'").fetchall()
    # Whether Taiwan and others were ever lower cannot be known either; that somebody was lower can.
    assert len(rows) == 14 and {cell for row in rows for cell in row} == {None}
    months = january.execute("select distinct month::varchar from marts.totals where month >= '2025-01-01' order by 1")
    assert [m for (m,) in months.fetchall()] == ["2025-02-28", "2025-07-31", "2025-10-31", "2025-11-30"]
    assert january.execute("from marts.concentration where month >= '2025-01-01'").fetchall() == []


def test_a_first_print_names_its_witness_and_gives_way_to_the_file(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select distinct witness, is_independent_of_articles from staging.tic_first_prints order by all"
    witnesses = dict(published.execute(asked).fetchall())
    assert witnesses["Reuters"] and not witnesses["article B (level less change)"]
    used = published.execute("select count(*) from marts.holders where basis = 'first_print' or witness is not null")
    assert used.fetchall() == [(0,)]


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 11, 25)])
def test_holders_asof_is_what_a_rebuild_of_that_day_says(
    day: date, published: duckdb.DuckDBPyConnection, refreshed: Path, tmp_path: Path
) -> None:
    said = published.execute(
        f"select month, holder_id, holdings_usd_bn, basis, vintage from holders_asof('{day}') order by all"
    ).fetchall()
    target = tmp_path / "then.duckdb"
    assert reservewatch("rebuild", "--as-of", str(day), "--to", str(target), home=refreshed).returncode == 0
    with duckdb.connect(str(target), read_only=True) as then:
        rebuilt = then.execute(
            "select h.month, h.holder_id, h.holdings_usd_bn, h.basis, p.vintage from marts.holders as h"
            " join staging.positions as p using (month, holder_id, basis) where h.holdings_usd_bn is not null order by all"
        ).fetchall()
    assert said and said == rebuilt


def test_the_revision_of_may_2026_changed_76_figures_of_2025(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        "select key, period, value_before, value_after, change, flipped_sign from marts.revisions"
        " where source = 'tic_mfh_history' and vintage = '2026-05-18'"
    ).df()
    assert len(rows) == 76 and set(rows["period"].dt.year) == {2025}
    british = rows[(rows["key"] == "United Kingdom | 1") & (rows["period"] == "2025-11-30")].iloc[0]
    assert (british["value_before"], british["value_after"]) == (889.0, 879.8)
    official = rows[rows["key"].str.startswith("For. Official")]
    assert len(official) == 12 and official["change"].between(-15, -5).all()


def test_what_was_first_said_of_the_united_kingdom_and_what_is_said_now(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        f"select basis, holdings_usd_bn, round(change_1m_at_vintage_usd_bn, 1) from revisions_of('GBR') where month = '{NOVEMBER}'"
    ).fetchall()
    assert rows[0] == ("first_print", 888.5, 10.6)
    assert rows[-1] == ("table3", 879.817, 4.4)


def test_china_is_revised_by_almost_five_percent_in_july_2025(published: duckdb.DuckDBPyConnection) -> None:
    row = published.execute(
        "select largest_revision_month, largest_revision_usd_bn, largest_revision_pct from marts.revised_holders"
        " where holder_id = 'CHN'"
    ).fetchall()[0]
    [(now,)] = published.execute(
        "select holdings_usd_bn from marts.holders where holder_id = 'CHN' and month = '2025-07-31'"
    ).fetchall()
    # 730.7 at first, 695.6 now: -35.1, -4.8 %.
    assert str(row[0]) == "2025-07-31" and now == pytest.approx(695.6, abs=0.05)
    assert row[1] == pytest.approx(now - 730.7) and row[2] == pytest.approx(100 * (now / 730.7 - 1))


def versions(*rows: tuple[str, str, str, float | None]) -> dict[str, pd.DataFrame]:
    """Table 5 of one holder: month, vintage, name of the partition, holdings."""
    frame = pd.DataFrame(rows, columns=["period", "vintage", "partition_hash", "holdings"])
    days = {name: pd.to_datetime(frame[name]) for name in ("period", "vintage")}
    frame = frame.assign(**days, source="tic_mfh", label="Japan", fetched_at=frame["vintage"] + "T20:00:00")
    frame = frame.assign(payload=frame["fetched_at"], vintage_is_rule=False, date=frame["period"].dt.strftime("%Y-%m"))
    return {
        "raw__tic_mfh": frame[["partition_hash", "period", "label", "date", "holdings"]].drop_duplicates(
            "partition_hash"
        ),
        "meta__partitions": frame[
            ["source", "period", "vintage", "vintage_is_rule", "payload", "fetched_at", "partition_hash"]
        ],
    }


def revisions(*rows: tuple[str, str, str, float | None]) -> list[tuple[object, ...]]:
    given = versions(*rows)
    given["staging__partition_versions"] = run("staging.partition_versions", meta__partitions=given["meta__partitions"])
    frame = run("marts.revisions", **given)
    asked = ["period", "vintage", "value_before", "value_after", "change_1m_before", "change_1m_after", "flipped_sign"]
    return [(str(r[0])[:10], str(r[1])[:10], *r[2:]) for r in frame[asked].itertuples(index=False)]


def test_a_month_on_month_change_that_turns_is_a_flipped_sign() -> None:
    # March was 102 after 100: +2. In May it is 99 after 100: -1. February is 101 then: 99 - 101 = -2.
    found = revisions(
        ("2026-02-28", "2026-04-15", "a", 100.0), ("2026-03-31", "2026-04-15", "b", 102.0),
        ("2026-02-28", "2026-05-18", "c", 101.0), ("2026-03-31", "2026-05-18", "d", 99.0),
    )  # fmt: skip
    assert [r[:4] for r in found] == [
        ("2026-02-28", "2026-05-18", 100.0, 101.0), ("2026-03-31", "2026-05-18", 102.0, 99.0),
    ]  # fmt: skip
    assert found[1][4:] == (2.0, -2.0, True)


def test_a_figure_that_was_away_for_one_release_is_compared_with_its_last_print() -> None:
    found = revisions(
        ("2026-03-31", "2026-04-15", "a", 100.0),
        ("2026-03-31", "2026-05-18", "b", None),
        ("2026-03-31", "2026-06-18", "c", 90.0),
    )
    assert [r[1:4] for r in found] == [("2026-06-18", 100.0, 90.0)]


def test_a_difference_in_the_last_binary_digit_is_no_revision() -> None:
    # Doubles near 228,686,195,536 are 2^-15 = 0.00003 apart: 0.679 and the next one are the same print.
    found = revisions(
        ("2026-03-31", "2026-04-15", "a", 228686195536.679),
        ("2026-03-31", "2026-05-18", "b", 228686195536.679 + 2**-15),
        ("2026-03-31", "2026-06-18", "c", 228686195537.0),
    )
    assert [r[1:4] for r in found] == [("2026-06-18", 228686195536.679 + 2**-15, 228686195537.0)]


def test_what_came_back_to_its_first_value_was_revised_twice() -> None:
    found = revisions(
        ("2026-03-31", "2026-04-15", "a", 100.0),
        ("2026-03-31", "2026-05-18", "b", 90.0),
        ("2026-03-31", "2026-06-18", "a", 100.0),
    )
    assert [r[1:4] for r in found] == [("2026-05-18", 100.0, 90.0), ("2026-06-18", 90.0, 100.0)]


SECOND_PRINT = b"""release_date,month,holder,holdings_usd_bn,reported_by,is_independent_of_articles
2026-02-18,2025-11-30,Grand Total,9352,Reuters,true
2026-02-18,2025-11-30,United Kingdom,876.0,Reuters,true
2026-02-18,2025-12-31,Grand Total,9300,Reuters,true
"""


def test_a_refresh_says_what_it_brought_on_the_terminal_and_in_the_ledger(home: Path, tmp_path: Path) -> None:
    (tmp_path / "second.csv").write_bytes(SECOND_PRINT)
    loaded = reservewatch("ingest", str(tmp_path / "second.csv"), "--source", "tic_first_prints", home=home)
    assert loaded.returncode == 0, loaded.stderr
    result = reservewatch("refresh", "--offline", home=home)
    assert result.returncode == 0, result.stderr
    brought = {
        "source": "tic_first_prints", "new_months": 1, "newest_new": "2025-12-31", "revised_values": 2,
        # 888.5 after 877.9 was +10.6; 876.0 after 877.9 is -1.9.
        # The total, though it moved by 3 bn only and the United Kingdom by 12.5.
        "flipped_signs": 1, "largest": "Grand Total holdings_usd_bn 2025-11-30: 9355 -> 9352 USD bn", "gone_months": 0,
    }  # fmt: skip
    assert changes.said(brought) in result.stdout
    events = [json.loads(line) for line in (home / "archive" / "events.jsonl").read_text().splitlines()]
    assert [e["changes"] for e in events if e["event"] == "published"][-1] == [brought]
