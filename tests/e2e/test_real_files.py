"""The files as published: every cell accounted for, and the published check numbers.

They are not part of the project: set RESERVEWATCH_TEST_DATA, else these tests skip and say so.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import raw
from pipelines.archive.store import Archive, Body, Payload
from pipelines.models.build import connect
from pipelines.project import tables
from pipelines.publish import publication
from pipelines.quality.audit import arrival
from pipelines.settings import SNAPSHOT
from pipelines.sources import tic_mfh, worldbank_gold_price
from tests import mirror as m
from tests.conftest import BY_NAME, DATA, NOW, real, reservewatch
from tests.publishers import world

pytestmark = real
TIC = DATA / "tic"
PINK_SHEET = (
    "https://thedocs.worldbank.org/en/doc/74e8be41ceb20fa0da750cda2f6b9e4e-0050012026/related/"
    "CMO-Historical-Data-Monthly.xlsx"
)
NEWEST = "2026-06"


def body(name: str, edition: str = NEWEST) -> bytes:
    return (TIC / edition / BY_NAME[name].url.rsplit("/", 1)[1]).read_bytes()


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that got the March edition first, then everything through the mirror."""
    home = tmp_path_factory.mktemp("mirrored")
    march = tmp_path_factory.mktemp("march") / "mfhhis01.txt"
    march.write_bytes(body("tic_mfh_history", "2026-03"))
    assert reservewatch("ingest", str(march), "--source", "tic_mfh_history", home=home).returncode == 0
    rendered = world.bodies(NOW.date())
    page = {worldbank_gold_price.PAGE: f'<html><a href="{PINK_SHEET}">Monthly prices</a></html>'.encode()}
    with m.serving(rendered | page | m.bodies_of(DATA)) as mirror:
        result = reservewatch("refresh", "--strict", home=home, mirror=mirror.url)
    assert result.returncode == 0, result.stdout + result.stderr
    return home


@pytest.fixture(scope="module")
def con(mirrored: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(mirrored / publication.FILE), read_only=True) as connection:
        yield connection


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    [row] = con.execute(query).fetchall()
    return row  # type: ignore[no-any-return]


def cells(text: str, pattern: str) -> tuple[int, int, int]:
    """Rows, figures and sentinels of a file, counted without the parsers."""
    rows = re.findall(pattern, text, re.MULTILINE)
    sentinels = sum(row.count("n.a.") for row in rows)
    figures = sum(len(re.findall(r'(?<=[\t,])"?-?\d[\d,.]*"?(?=[\t,\r\n]|$)', row)) for row in rows)
    return len(rows), figures, sentinels


@pytest.mark.parametrize(
    ("name", "pattern", "rows", "figures"),
    [
        # data lines by a pattern of their own; figures: n columns a row, less sentinels
        ("tic_slt3", r"^[^\t]+\t\d{5}\t\d{4}-\d\d((?:\t[^\t\r\n]+){7})\r?$", 6916, 7),
        ("tic_slt1", r"^[^\t]+\t\d{5}\t\d{4}-\d\d((?:\t[^\t\r\n]+){15})\r?$", 8664, 15),
        ("tic_slt3_history", r'^"[^"]+",\d{5},"\d{4}-\d\d"(,.*)$', 17234, 3),
    ],
)  # fmt: skip
def test_every_cell_of_the_long_files_is_accounted_for(name: str, pattern: str, rows: int, figures: int) -> None:
    found_rows = re.findall(pattern, body(name).decode(), re.MULTILINE)
    sentinels = sum(row.count("n.a.") for row in found_rows)
    frame = BY_NAME[name].read([body(name)])
    values = frame[[c.name for c in BY_NAME[name].columns if c.type == "DOUBLE"]]
    assert len(found_rows) == len(frame) == rows
    assert values.size == rows * figures
    assert int(values.isna().sum().sum()) == sentinels
    assert int(values.notna().sum().sum()) == rows * figures - sentinels


def test_every_cell_of_table_5_is_accounted_for() -> None:
    frame = BY_NAME["tic_mfh"].read([body("tic_mfh")])
    text = body("tic_mfh").decode().split("Notes:")[0]
    figures = re.findall(r"\t(\d+\.\d)(?=[\t\r])", text)
    assert len(frame) == len(figures) == 25 * 13
    assert round(sum(map(float, figures)), 1) == round(frame["holdings"].sum(), 1)


@pytest.mark.parametrize("edition", ["2026-03", "2026-06"])
def test_every_cell_of_the_history_is_accounted_for(edition: str) -> None:
    text = body("tic_mfh_history", edition).decode().split("Department of the Treasury/")[0]
    lines = [line for line in text.splitlines() if not re.match(r"(Country)?\t", line)]
    found = [c for line in lines for c in line.split("\t")[1:] if re.fullmatch(r"\d+(\.\d+)?|n\.a\.", c)]
    frame = BY_NAME["tic_mfh_history"].read([body("tic_mfh_history", edition)])
    assert len(frame) == len(found)
    assert int(frame["holdings"].isna().sum()) == found.count("n.a.") == 6
    assert round(sum(float(c) for c in found if c != "n.a."), 1) == round(frame["holdings"].sum(), 1)
    assert frame[frame["column_of_month"] == 1]["date"].nunique() == 310


def test_no_row_is_lost_between_raw_and_staging(con: duckdb.DuckDBPyConnection) -> None:
    for name, where in {
        "tic_slt3": "", "tic_mfh": "", "tic_slt3_history": "where date < '2020-01'",
        "tic_mfh_history": "where column_of_month = 1", "tic_shl": "", "tic_form_s": "",
    }.items():  # fmt: skip
        assert one(con, f"select count(*) from known.{name} {where}") == one(
            con, f"select count(*) from staging.{name}"
        )
    assert one(con, "select 5 * count(*) from known.tic_slt1") == one(con, "select count(*) from staging.tic_slt1")


CHECKS = {
    # basis table5, 2025-11: recomputed from the published release; rounding as published.
    # Theil is ln 20 - 2.7793 = 2.9957 - 2.7793.
    ("raw", "residual_pct"): 19.68, ("raw", "cr1_pct"): 12.86, ("raw", "cr3_pct"): 29.59, ("raw", "cr5_pct"): 39.79,
    ("raw", "cr10_pct"): 59.91, ("raw", "hhi_low_points"): 488.2, ("raw", "hhi_high_points"): 511.0,
    ("raw", "effective_holders_low"): 19.6, ("raw", "effective_holders_high"): 20.5,
    ("raw", "entropy_nats"): 2.7793, ("raw", "theil_nats"): 0.2164, ("raw", "gini_index"): 0.361,
    ("cn_plus_be", "hhi_low_points"): 563.5, ("cn_plus_be", "cr1_pct"): 12.86, ("ex_centres", "hhi_low_points"): 638.3,
}  # fmt: skip


@pytest.mark.parametrize(("scenario", "column"), CHECKS)
def test_concentration_agrees_with_the_published_check_numbers(
    scenario: str, column: str, con: duckdb.DuckDBPyConnection
) -> None:
    expected = CHECKS[scenario, column]
    digits = len(str(expected).split(".")[1])
    [value] = one(
        con,
        f"select {column} from marts.concentration where basis = 'table5' and month = '2025-11-30' and scenario = '{scenario}'",
    )
    assert abs(float(str(value)) - expected) <= 0.5001 * 10**-digits


def test_holdings_agree_with_what_is_published(con: duckdb.DuckDBPyConnection) -> None:
    published = {
        ("CHN", "2025-11-30"): 683.9, ("JPN", "2025-11-30"): 1202.7, ("GBR", "2025-11-30"): 879.8,
        ("IND", "2025-10-31"): 190.7, ("DNK", "2025-10-31"): 9.1, ("SLV", "2025-12-31"): 93.8, ("POL", "2025-12-31"): 60.5,
    }  # fmt: skip
    for (holder, month), value in published.items():
        assert one(
            con,
            f"select round(holdings_usd_bn, 1) from marts.holders where holder_id = '{holder}' and month = '{month}'",
        ) == (value,)


def test_extremes_of_denmark_and_china(con: duckdb.DuckDBPyConnection) -> None:
    denmark = "select round(peak_usd_bn, 1), peak_month, is_series_low from marts.holders where holder_id = 'DNK' and month = '2025-10-31'"
    assert one(con, denmark) == (23.8, date(2016, 4, 30), True)
    china = "select lowest_since, lowest_since_crosses_break from marts.holders where holder_id = 'CHN' and month = '2025-11-30'"
    assert one(con, china) == (date(2008, 9, 30), True)


def test_europe_and_its_unlisted_rest(con: duckdb.DuckDBPyConnection) -> None:
    query = "select round(holdings_usd_bn), round(unlisted_usd_bn, 1) from marts.regions where region = '{}' and month = '2025-11-30'"
    rest = {"Europe": 163.7, "Asia": 119.0, "Latin America": 105.9, "Africa": 33.5, "Caribbean": 17.1}
    assert one(con, query.format("Europe"))[0] == 3625
    for region, unlisted in rest.items():
        assert abs(float(str(one(con, query.format(region))[1])) - unlisted) <= 0.1


def test_official_share_agrees_with_the_congressional_research_service(con: duckdb.DuckDBPyConnection) -> None:
    # RS22331 of 2026-04-22: Japan 12.8 %, official 41.9 % in December 2025, as first released; now 41.84
    [share] = one(
        con, "select share_of_foreign_pct from marts.holders where holder_id = 'JPN' and month = '2025-12-31'"
    )
    [official] = one(con, "select official_share_pct from marts.official_private where month = '2025-12-31'")
    assert round(float(str(share)), 1) == 12.8
    assert abs(float(str(official)) - 41.9) <= 0.15


def test_the_six_centres_and_china_with_belgium(con: duckdb.DuckDBPyConnection) -> None:
    query = "select sum(share_of_foreign_pct), sum(holdings_usd_bn) from marts.holders where month = '2025-11-30' and "
    assert round(float(str(one(con, query + "is_custody_centre")[0])), 2) == 30.52
    share, held = one(con, query + "holder_id in ('CHN', 'BEL')")
    assert (round(float(str(share)), 2), round(float(str(held)), 1)) == (12.46, 1164.9)


def test_every_identity_holds_in_every_month(con: duckdb.DuckDBPyConnection) -> None:
    off = con.execute("select * from marts.accounting where abs(difference_usd_mn) > tolerance_usd_mn").fetchall()
    assert [(row[1], str(row[2]), row[3]) for row in off] == [("slt3d", "2018-04-30", 497.0)]
    months = dict(con.execute("select basis, count(distinct month) from marts.accounting group by basis").fetchall())
    assert months == {"mfh_history": 310, "slt3d": 98, "table1": 76, "table3": 76, "table5": 13}


def test_breaks_in_the_reference_are_those_of_the_file(con: duckdb.DuckDBPyConnection) -> None:
    doubled = con.execute(
        "select distinct period from raw.tic_mfh_history where column_of_month = 2 and period > '2000-03-31'"
    ).fetchall()
    listed = con.execute("select month from reference.series_breaks where break_reason like '%re-based%'").fetchall()
    assert sorted(doubled) == sorted(listed)


def test_both_editions_of_the_history_live_side_by_side(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        select distinct l.vintage::varchar, r.holdings
        from meta.partitions as l join raw.tic_mfh_history as r using (partition_hash, period)
        where l.source = 'tic_mfh_history' and label = 'United Kingdom' and date = '2025-11' order by 1"""
    assert con.execute(query).fetchall() == [("2026-03-18", 889.0), ("2026-05-18", 879.8)]
    changed = """
        select count(*) from raw.tic_mfh_history as a join raw.tic_mfh_history as b using (label, date, column_of_month)
        where a.partition_hash < b.partition_hash and a.holdings is distinct from b.holdings"""
    assert one(con, changed) == (76,)


def test_as_of_april_the_united_kingdom_is_what_it_was_in_april(mirrored: Path, tmp_path: Path) -> None:
    target = tmp_path / "april.duckdb"
    result = reservewatch("rebuild", "--as-of", "2026-04-01", "--to", str(target), home=mirrored)
    assert result.returncode == 0, result.stderr
    query = (
        "select holdings_usd_bn, vintage::varchar from marts.holders where holder_id = 'GBR' and month = '2025-11-30'"
    )
    with duckdb.connect(str(target), read_only=True) as april:
        assert one(april, query) == (889.0, "2026-03-18")
        assert one(april, "select max(vintage) <= '2026-04-01' from meta.partitions") == (True,)
        assert one(april, "select count(*) from marts.flows where not is_estimate") == (0,)


def test_the_frozen_page_is_refused_as_table_5(mirrored: Path) -> None:
    result = reservewatch("ingest", str(TIC / NEWEST / "mfh.txt"), "--source", "tic_mfh", home=mirrored)
    assert result.returncode == 1
    assert "expected 'Table 5: Major Foreign Holders" in result.stderr


PARTS = {month: f"slt_table5_asof-{month}_PARTIAL.tsv" for month in ("2026-02", "2026-03")}
OFFICIAL = ", ".join(tic_mfh.OFFICIAL)


@pytest.mark.parametrize(("month", "rows"), [("2026-02", OFFICIAL), ("2026-03", f"All Other, Grand Total, {OFFICIAL}")])
def test_a_partial_release_is_refused_and_what_it_lacks_is_named(month: str, rows: str, mirrored: Path) -> None:
    result = reservewatch("ingest", str(TIC / PARTS[month]), "--source", "tic_mfh", home=mirrored)
    assert result.returncode == 1
    assert "tic_mfh: a table of 18 holders that lacks the title 'Table 5: Major Foreign Holders" in result.stderr
    assert f"that says 'Billions of dollars'; the rows {rows}; the end of the table, Notes:" in result.stderr


Table = dict[str, dict[str, float]]


def table_5(text: str) -> Table:
    """Label to month to figure, of a whole file or of a part."""
    lines = [line.rstrip("\t").split("\t") for line in text.splitlines()]
    head = next(line for line in lines if line[0] == "Country")
    rows = [line for line in lines[lines.index(head) + 1 :] if len(line) == len(head)]
    return {row[0]: dict(zip(head[1:], map(float, row[1:]), strict=True)) for row in rows}


def completed(part: Table, others: list[Table]) -> bytes:
    """A whole release made of a part, such that its sums hold.

    Totals are those of the part, else of another release. Israel and the official rows are those of another release,
    or for 2025-02 and 2025-03, which none has, of 2025-04 (whose bills and bonds add up to official as well). The
    United Arab Emirates are what is left: Grand Total - All Other - the 18 holders of the part - Israel.
    """
    months = [*part["Japan"]]
    holders = [label for label in part if label not in tic_mfh.TOTALS]
    whole: Table = {label: part[label] for label in holders}
    for label in ("Israel", *tic_mfh.TOTALS):
        known = {**others[0].get(label, {}), **others[1].get(label, {}), **part.get(label, {})}
        whole[label] = {month: known.get(month, known["2025-04"]) for month in months}
    named = {month: sum(whole[label][month] for label in (*holders, "Israel")) for month in months}
    left = {m: whole["Grand Total"][m] - whole["All Other"][m] - named[m] for m in months}
    whole = {**{h: whole[h] for h in holders}, "United Arab Emirates": left, **whole}
    lines = [
        "\t".join(["Country", *months]),
        *("\t".join([n, *(f"{row[m]:.1f}" for m in months)]) for n, row in whole.items()),
    ]
    june = body("tic_mfh").decode().splitlines()
    start, end = june.index(next(x for x in june if x.startswith("Country"))), june.index("Notes:" + "\t" * 13)
    return "\r\n".join([*june[:start], *lines, *june[end - 1 :], ""]).encode()


def test_two_partial_releases_once_completed_show_what_was_revised_between_them(tmp_path: Path) -> None:
    april, may = (table_5((TIC / PARTS[month]).read_text()) for month in ("2026-02", "2026-03"))
    june = table_5(body("tic_mfh").decode())
    archive = Archive(tmp_path)
    for at, part in (("2026-11-25T01:00:00", april), ("2026-11-25T02:00:00", may)):
        sha = archive.keep(completed(part, [april, june]))
        archive.add(Payload("tic_mfh", at, [Body("file:///saved", sha, 200, {})]))
    with connect(":memory:") as con:
        loaded = raw.load(con, BY_NAME["tic_mfh"], archive, tmp_path / "no-snapshot", arrival)
        assert loaded.refused is None and archive.payloads("tic_mfh", "quarantine") == []
        vintages = con.execute("select vintage::varchar, count(*) from meta.vintages group by all order by all")
        assert vintages.fetchall() == [("2026-04-15", 13), ("2026-05-18", 13)]
        pairs = con.execute("""
            with versions as (
              select vintage, label, date, holdings from meta.vintages as v
              join raw.tic_mfh using (partition_hash, period) where v.source = 'tic_mfh'
            )
            select label, date, a.holdings, b.holdings
            from versions as a join versions as b using (label, date)
            where a.vintage = '2026-04-15' and b.vintage = '2026-05-18'""").fetchall()
    both = {label: row.keys() & may[label].keys() for label, row in april.items() if label in may}
    # 18 holders in the 12 months from 2025-03 to 2026-02: 216 cells, of which one was changed.
    assert sum(map(len, both.values())) == 216
    changed = [(n, m, april[n][m], may[n][m]) for n in both for m in both[n] if april[n][m] != may[n][m]]
    assert changed == [("United Kingdom", "2025-09", 862.1, 862.5)]
    seen = [pair for pair in pairs if pair[0] in both]
    assert len(seen) == 216 and [pair for pair in seen if pair[2] != pair[3]] == changed


def earlier(end: pd.Period, lines: list[str]) -> bytes:
    """Table 3 as it would have ended with a month, in whose last three France holds more and Germany as much less."""
    head = next(i for i, line in enumerate(lines) if line.startswith("country\tcountry_code\tdate"))
    columns, step, kept = lines[head].split("\t"), 1 + end.ordinal % 5, []
    for cells in (line.split("\t") for line in lines):
        if len(cells) > 2 and cells[1].isdigit() and cells[2] > str(end):
            continue
        if len(cells) > 2 and cells[1] in ("10804", "11002") and cells[2] > str(end - 3):
            for at in map(columns.index, ("for_treas_pos", "for_lt_treas_pos")):
                cells[at] = str(int(cells[at]) + (step if cells[1] == "10804" else -step))
        kept.append("\t".join(cells))
    return "\r\n".join(kept).encode()


def releases() -> list[tuple[str, bytes, str | None]]:
    """Source, body and day of eight releases: three of Table 3 (two synthesised), three of Table 5, two of the history."""
    june = table_5(body("tic_mfh").decode())
    april, may = (table_5((TIC / PARTS[month]).read_text()) for month in ("2026-02", "2026-03"))
    lines = body("tic_slt3").decode().replace("\r\n", "\n").split("\n")
    table_3 = [("2026-02", "2026-04-15"), ("2026-03", "2026-05-18")]
    return [
        *(("tic_slt3", earlier(pd.Period(end), lines), day) for end, day in table_3),
        ("tic_slt3", body("tic_slt3"), None),
        *(("tic_mfh", completed(part, [april, june]), None) for part in (april, may)),
        ("tic_mfh", body("tic_mfh"), None),
        *(("tic_mfh_history", body("tic_mfh_history", edition), None) for edition in ("2026-03", NEWEST)),
    ]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory, refreshed: Path) -> list[Path]:
    """Two homes that got the same releases, one an hour, the second in the other order."""
    homes = [tmp_path_factory.mktemp(name) / "home" for name in ("forward", "backward")]
    for home, step in zip(homes, (1, -1), strict=True):
        shutil.copytree(refreshed, home)
        archive = Archive(home / "archive")
        for hour, (source, content, day) in enumerate(releases()[::step]):
            at = f"2026-11-24T{hour:02}:00:00.000000+00:00"
            archive.add(Payload(source, at, [Body("file:///saved", archive.keep(content), 200, {})], day))
        result = reservewatch("refresh", "--offline", home=home)
        assert result.returncode == 0, result.stdout + result.stderr
    return homes


def test_releases_loaded_in_another_order_make_the_same_tables(orders: list[Path]) -> None:
    with duckdb.connect(str(orders[0] / publication.FILE), read_only=True) as con:
        con.execute(f"attach '{orders[1] / publication.FILE}' as other (read_only)")
        shown = con.execute("select source, count(distinct vintage) from meta.vintages group by all").fetchall()
        assert {("tic_slt3", 3), ("tic_mfh", 3)} <= set(shown)
        assert con.execute("select count(*) from marts.revisions where source = 'tic_slt3'").fetchall() != [(0,)]
        for table in (t.key for t in tables().values() if t.schema in {"staging", "marts"}):
            apart = (
                f"(from {table} except all from other.{table}) union all (from other.{table} except all from {table})"
            )
            assert con.execute(apart).fetchall() == [], table


def test_the_snapshot_says_what_the_files_say(con: duckdb.DuckDBPyConnection, refreshed: Path) -> None:
    con.execute(f"attach if not exists '{refreshed / publication.FILE}' as snapshot (read_only)")
    # Series of FRED with a copyright are made up in the mirror, and not embedded.
    for name in {f.stem for f in SNAPSHOT.glob("*.parquet")} - {"fred", "fred_stress"}:
        columns = ", ".join(c.name for c in BY_NAME[name].content)
        one_way = f"select {columns} from known.{name} except select {columns} from snapshot.known.{name}"
        other_way = f"select {columns} from snapshot.known.{name} except select {columns} from known.{name}"
        assert con.execute(f"({one_way}) union all ({other_way})").fetchall() == [], name


def figures(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA.parent / "figures" / name)


FIGURES = {
    "worldbank_gold_price": ("gold_price_monthly.csv", "month, gold", "month, gold_usd_oz"),
    "gold_tonnes_extract": ("gold_tonnes.csv", "iso3, period_end::varchar, gold_tonnes", "iso3, period_end, gold_tonnes"),
    "crypto_month_end_extract": ("crypto_month_end.csv", "asset, date::varchar, close_usd", "asset, date, close_usd"),
    "fiscal_debt_to_penny": (
        "debt_to_penny.csv", "record_date::varchar, tot_pub_debt_out_amt, debt_held_public_amt, intragov_hold_amt",
        "date, total_public_debt_usd, debt_held_by_public_usd, intragovernmental_usd",
    ),
    "fiscal_interest_expense": (
        "interest_expense_monthly.csv", "record_date::varchar, expense_catg_desc, month_expense_amt",
        "date, expense_category, month_expense_usd",
    ),
    "shiller_sp500": ("sp500_monthly.csv", "month || '-01', sp500", "month, sp500_monthly_average"),
    "fred": ("fred.csv", "series_id, date::varchar, value", "series_id, date, value"),
    "imf_cofer_allocated": (
        "cofer_2025-09-07.csv", "indicator, fxr_currency, transformation, time_period, value",
        "indicator, fxr_currency, transformation, quarter, value",
    ),
}  # fmt: skip


@pytest.mark.skipif(not (DATA.parent / "figures").exists(), reason="the figures of the snapshot are not at hand")
@pytest.mark.parametrize("name", FIGURES)
def test_the_snapshot_holds_the_figures_all_of_them_and_nothing_else(name: str) -> None:
    file, embedded, given = FIGURES[name]
    con = duckdb.connect()
    con.register("figures", figures(file).astype({"date": str} if "date" in figures(file) else {}))
    where = "where series_id <> 'STLFSI4'" if name == "fred" else ""
    snapshot = f"(select {embedded} from '{SNAPSHOT / name}.parquet')"
    tidy = f"(select {given} from figures {where})"
    assert (
        con.execute(f"select count(*) from {tidy}").fetchall()
        == con.execute(f"select count(*) from {snapshot}").fetchall()
    )
    assert con.execute(f"from {tidy} except from {snapshot}").fetchall() == []


@pytest.mark.skipif(not (DATA.parent / "figures").exists(), reason="the figures of the snapshot are not at hand")
def test_the_snapshot_holds_every_par_yield_and_both_vintages_of_cofer() -> None:
    con = duckdb.connect()
    wide = figures("treasury_par_curve.csv").melt("date", var_name="tenor", value_name="par_yield").dropna()
    con.register("wide", wide.astype({"date": str, "tenor": str}))
    curve = f"(select date::varchar, tenor, par_yield from '{SNAPSHOT}/treasury_par_curve.parquet')"
    assert con.execute(f"select count(*) from {curve}").fetchall() == [(len(wide),)]
    assert con.execute(f"from wide except from {curve}").fetchall() == []
    for vintage in ("2026-01-19", "2026-07-01"):
        con.register("figures", figures(f"cofer_{vintage}.csv"))
        fields = "indicator, fxr_currency, transformation"
        kept = f"(select {fields}, time_period, value from '{SNAPSHOT}/imf_cofer.parquet' where vintage = '{vintage}')"
        assert con.execute(f"select {fields}, quarter, value from figures except from {kept}").fetchall() == []
