"""Every source at once through the mirror: all green, what the tables then hold, and all faults at once."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import raw, workspace
from pipelines.archive.store import Archive
from pipelines.models.build import connect
from pipelines.orchestration import assets
from pipelines.project import tables
from pipelines.sources import SOURCES, binance_klines, imf_liquidity, worldbank_gold_price
from pipelines.sources.families import fred, tic
from tests import mirror as m
from tests.conftest import BY_NAME, DATA, NOW, reservewatch
from tests.publishers import world

TODAY = NOW.date()  # the day that the command takes
FILE = "reservewatch.duckdb"
OPEN = [s.name for s in world.FETCHED]


@pytest.fixture(scope="module")
def mirror() -> Iterator[m.Mirror]:
    """Every publisher; TIC's files as published where they are at hand."""
    files = m.bodies_of(DATA) if (DATA / "urls.csv").exists() else {}
    with m.serving(world.bodies(TODAY) | {url: b for url, b in files.items() if url.startswith(tic.BASE)}) as running:
        yield running


def refreshed(home: Path, mirror: m.Mirror) -> dict[str, Any]:
    result = reservewatch("refresh", "--json", home=home, mirror=mirror.url)
    assert result.returncode == 0, result.stdout + result.stderr
    return json.loads(result.stdout)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, mirror: m.Mirror) -> tuple[Path, dict[str, Any]]:
    """A home after its first refresh with a network, and what that said."""
    home = tmp_path_factory.mktemp("world")
    return home, refreshed(home, mirror)


@pytest.fixture(scope="module")
def con(first: tuple[Path, dict[str, Any]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(first[0] / FILE), read_only=True) as connection:
        yield connection


def failed_freshness(home: Path) -> set[str]:
    """Names of the freshness checks that failed in the last run, as Dagster's event log has them."""
    query = "select check_name from asset_check_executions where execution_status = 'FAILED'"
    with closing(sqlite3.connect(home / ".dagster" / "history" / "runs" / "index.db")) as log:
        return {name for (name,) in log.execute(query).fetchall()}


def test_every_source_arrives_and_every_check_passes(first: tuple[Path, dict[str, Any]]) -> None:
    sources = {s["source"]: s for s in first[1]["sources"]}
    assert {n: sources[n]["problem"] for n in OPEN if sources[n]["problem"]} == {}
    assert {sources[n]["values"] for n in OPEN} == {"new"}
    failed = [name for name in first[1]["checks"]["not_passed"] if name.split(":")[0].split("/")[1] in OPEN]
    assert failed == []
    # What stands still though it answers fails its check; what ended, and what is new, does not.
    late = failed_freshness(first[0])
    assert {"tic_slt3_is_fresh", "treasury_par_curve_is_fresh"} <= late
    assert late.isdisjoint({"tic_slt3_history_is_fresh", "binance_klines_is_fresh"})
    answers = (DATA / "urls.csv").exists()
    assert sources["tic_slt3"]["freshness"] == ("frozen" if answers else "late")
    assert sources["binance_klines"]["freshness"] == "fresh"
    assert {n: sources[n]["values"] for n in ("lbma_gold", "gold_tonnes_extract")} == {
        "lbma_gold": "needs a licence", "gold_tonnes_extract": "extract",
    }  # fmt: skip


def test_the_live_source_is_preferred_and_named(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select distinct source from staging.gold_tonnes where holder_id = 'CHN'").fetchall() == [
        ("imf_liquidity",)
    ]
    bases = con.execute("select distinct reserves_basis from marts.reserve_mix where holder_id = 'CHN'").fetchall()
    assert ("imf",) in bases
    assert con.execute(
        "select count(*) > 100 from marts.gold where frequency = 'monthly' and holder_id = 'CHN'"
    ).fetchall() == [(True,)]
    assert con.execute("select count(*) from staging.crypto_prices where source <> 'binance_klines'").fetchall() == [
        (0,)
    ]


def test_what_is_empty_offline_is_filled(con: duckdb.DuckDBPyConnection) -> None:
    def known(column: str, table: str, where: str = "true") -> int:
        return int(con.execute(f"select count({column}) from marts.{table} where {where}").fetchall()[0][0])

    assert known("foreign_share_of_marketable_pct", "foreign_funding") > 200
    for column in ("hedged_pickup_points", "term_premium_10y_pct"):
        assert known(column, "hedged_yields") > 200, column
    for held in ("custody", "custody_agencies", "foreign_repo_pool"):
        assert known(f"{held}_change_1w_usd_bn", "fed_custody") > 1000, held
    for column in ("sp500_index", "nasdaq_index", "vix_index", "btc_usd", "eth_usd", "bnb_usd", "xrp_usd", "paxg_usd"):
        assert known(column, "market_daily") > 1000, column
    assert known("correlation", "cascade", "pair = 'us10y -> btc' and sample = '2022-2024'") == 21
    assert known("net_long_term_purchases_usd_bn", "flows", "is_estimate and month < '2023-02-01'") > 500
    assert known("net_long_term_purchases_usd_bn", "flows", "is_estimate and month > '2023-02-01'") == 0
    # Those of the sample, without the one that is only announced; that of 1979 does not say who bid.
    assert (known("auctions", "auctions"), known("indirect_share_pct", "auctions")) == (8, 7)


def test_publishers_are_compared_with_one_another(con: duckdb.DuckDBPyConnection) -> None:
    compared = dict(con.execute("select check_name, sum(n_compared) from marts.cross_checks group by 1").fetchall())
    assert len(compared) == 7 and all(n > 0 for n in compared.values()), compared
    off = con.execute(
        "select month::varchar, exception from marts.cross_checks where largest_difference > allowed_difference"
    )
    assert off.fetchall() == [("2025-08-31", "2025-08-04 is off by exactly 10 bn as published")]


def test_what_has_a_copyright_or_a_licence_is_never_embedded(
    first: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    home = Path(shutil.copytree(first[0], tmp_path / "home"))
    with workspace.opened(home) as opened:
        build = opened.con
        assert build.execute("select count(*) > 0 from raw.fred where series_id = 'SP500'").fetchall() == [(True,)]
        raw.export(build, SOURCES, tmp_path / "snapshot")
    names = {f.stem for f in (tmp_path / "snapshot").glob("*.parquet")}
    assert names.isdisjoint({"binance_klines", "lbma_gold", "wgc_reserves"})
    embedded = duckdb.sql(f"select distinct series_id from '{tmp_path}/snapshot/fred.parquet'").fetchall()
    assert {i for (i,) in embedded}.isdisjoint({"SP500", "NASDAQCOM", "VIXCLS"})
    assert {"DGS10", "CPIAUCSL"} <= {i for (i,) in embedded}


def _work(con: duckdb.DuckDBPyConnection, home: Path, mirror: str, licensed: list[str]) -> workspace.Workspace:
    archive = Archive(home / "archive")
    return workspace.Workspace(con, archive, tables(), home=home, mirror=mirror, licensed=licensed, now=NOW)


def test_a_licensed_source_is_asked_only_by_who_holds_the_licence(tmp_path: Path) -> None:
    lbma = BY_NAME["lbma_gold"]
    with (
        m.serving(world.RENDER["lbma_gold"](world.frame(lbma), TODAY)) as mirror,
        connect(":memory:") as build,
    ):
        without = _work(build, tmp_path, mirror.url, [])
        assert assets.ask(without, [lbma])["lbma_gold"].state == "not asked"
        assert mirror.asked == []
        holder = _work(build, tmp_path, mirror.url, ["lbma_gold"])
        assert assets.ask(holder, [lbma])["lbma_gold"].state == "new"


HTML = b"<!DOCTYPE html>\n<html><title>Too many requests</title></html>\n"
FISCAL = "fiscal_debt_to_penny"


def first_url(name: str, mirror: m.Mirror) -> str:
    return next(iter(world.RENDER[name](world.frame(BY_NAME[name]), TODAY)))


def brazil(body: bytes) -> bytes:
    """One month of Brazil's gold a thousand times too large."""
    at = body.index(b'COUNTRY="BRA"')
    return body[:at] + re.sub(rb'OBS_VALUE="(\d+)', rb'OBS_VALUE="\g<1>000', body[at:], count=1)


# Source: the address that fails, how, and what the person is told.
FAULTS: dict[str, tuple[Callable[[m.Mirror], str], Callable[[bytes], m.Fault], str]] = {
    "fred": (lambda _: fred.URL + "DGS10", lambda _: m.instead(HTML), "1 bodies did not come.*Too many requests"),
    "fred_stress": (lambda _: fred.URL + "NFCI", lambda _: m.instead(b"PK\x03\x04zip of two frequencies"), "1 bodies did not come.*an Excel workbook"),
    "imf_liquidity": (lambda _: imf_liquidity.URLS[0], lambda body: m.instead(brazil(body)), "BRA"),
    "imf_cofer": (lambda _: BY_NAME["imf_cofer"].url, lambda _: m.status(204), "answered 204 No Content"),
    "worldbank_gold_price": (lambda _: worldbank_gold_price.PAGE, lambda _: m.instead(HTML), "one link to CMO-Historical-Data-Monthly.xlsx"),
    "worldbank_reserves": (
        lambda mirror: first_url("worldbank_reserves", mirror),
        lambda _: m.instead(b'[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]'),
        "The provided parameter value is not valid",
    ),
    "binance_klines": (
        lambda mirror: next(u for u in reversed(mirror.bodies) if u.startswith(binance_klines.URL)),
        lambda _: m.status(451, b"restricted location"), "answered 451",
    ),
    FISCAL: (
        lambda mirror: first_url(FISCAL, mirror),
        lambda body: m.instead(re.sub(rb'("tot_pub_debt_out_amt":)"[0-9.]+"', rb'\1"null"', body, count=1)),
        "tot_pub_debt_out_amt",
    ),
    "treasury_par_curve": (
        lambda mirror: next(u for u in reversed(mirror.bodies) if "daily_treasury_yield_curve" in u),
        lambda _: m.instead(HTML), "beginning of the file",
    ),
}  # fmt: skip


def test_all_faults_at_once_are_each_named_and_change_nothing(
    first: tuple[Path, dict[str, Any]], mirror: m.Mirror, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(first[0], tmp_path / "home"))
    before = (home / FILE).read_bytes()
    for address, fault, _ in FAULTS.values():
        url = address(mirror)
        mirror.faults[url] = fault(mirror.bodies[url])
    try:
        facts = refreshed(home, mirror)
    finally:
        mirror.faults.clear()
    problems = {s["source"]: str(s["problem"]) for s in facts["sources"]}
    for name, (_, _, says) in FAULTS.items():
        assert re.search(f"(?s){says}", problems[name]), f"{name}: {problems[name]}"
    assert (home / FILE).read_bytes() == before
    again = refreshed(home, mirror)
    assert {s["source"]: s["problem"] for s in again["sources"] if s["problem"] and s["source"] in OPEN} == {}


def test_a_second_refresh_asks_again_only_for_what_can_change(
    first: tuple[Path, dict[str, Any]], mirror: m.Mirror, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(first[0], tmp_path / "home"))
    mirror.asked.clear()
    facts = refreshed(home, mirror)
    assert facts["nothing_new"] is True
    assert {s["values"] for s in facts["sources"] if s["source"] in OPEN} == {"unchanged"}
    asked = [url for url, _ in mirror.asked]
    assert sum("daily_treasury_yield_curve" in url for url in asked) == 1 + (date(TODAY.year, 2, 1) > TODAY)
    assert sum(url.startswith(binance_klines.URL) for url in asked) == len(binance_klines.LISTED)
