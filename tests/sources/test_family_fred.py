"""The three sources from FRED: their list of series and how each series is asked for."""

import csv

import pandas as pd
import pytest

from pipelines.models import catalog
from pipelines.models.build import connect
from pipelines.quality.expectations import validate
from pipelines.settings import WAREHOUSE
from pipelines.sources.base import Source
from pipelines.sources.errors import Refused
from pipelines.sources.families import fred as fred_family
from tests.conftest import DATA, ROOT, real, samples
from tests.sources.markets import (
    ACCOUNTS,
    FIGURES,
    FRED,
    FROM_FRED,
    STRESS,
    TIC,
    TODAY,
    failures,
    figures,
    figures_of,
    judged,
    named,
    value,
)

each_of_fred = pytest.mark.parametrize("source", FROM_FRED, ids=lambda s: s.name)


def lines_of_the_list() -> list[dict[str, str]]:
    with fred_family.REFERENCE.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_reference_table_of_series_passes_its_expectations() -> None:
    tables = {name: catalog._model(WAREHOUSE / f"reference/{name}.sql") for name in ("countries", "fred_series")}
    with connect(":memory:") as con:
        con.execute("create schema if not exists reference")
        for name, table in tables.items():
            con.execute(f"create table reference.{name} as {table.query}")
        results = validate(con, "reference.fred_series", tables["fred_series"].expect)
        count = con.execute("select count(*) from reference.fred_series").fetchall()
    assert [r for r in results if not r.success] == []
    assert count == [(len(fred_family.SERIES),)]


def test_every_series_is_listed_once_and_of_one_of_the_four_sources() -> None:
    rows = lines_of_the_list()
    assert len({row["series_id"] for row in rows}) == len(rows) >= 88
    assert sum(len(fred_family.ids(s.name)) for s in FROM_FRED) == len(rows)


@figures
def test_what_is_embedded_is_what_there_are_figures_of() -> None:
    frame = pd.read_csv(FIGURES / "fred.csv")
    embedded = {name for name, row in fred_family.SERIES.items() if row["embed"] == "true"}
    assert embedded == set(frame["series_id"])
    assert "'DGS10'" in FRED.embed and "STLFSI4" in STRESS.embed


@real
def test_the_holders_are_the_totals_and_the_25_largest_of_table_3() -> None:
    with (ROOT / "warehouse/reference/countries.csv").open(newline="") as file:
        holders = {row["tic_code"]: row for row in csv.DictReader(file)}
    lines = [line.split("\t") for line in (DATA / "tic/2026-06/slt_table3.txt").read_text().splitlines()]
    newest = {c[1]: float(c[3]) for c in lines if len(c) > 3 and c[2] == "2026-04" and c[3] != "n.a."}
    countries = [code for code in newest if holders[code]["row_class"] == "country"]
    largest = sorted(countries, key=lambda code: -newest[code])[:25]
    for prefix in ("FORLTTREASNET", "FORLTTREASVALCHG"):
        of = {n.removeprefix(prefix): fred_family.SERIES[n] for n in fred_family.ids("fred_tic") if prefix in n}
        assert set(of) == {"99996", "69995", "99990", "99991", *largest}
        assert all(row["holder_id"] == holders[code]["holder_id"] for code, row in of.items())


def test_each_value_is_known_the_lag_of_its_series_after_its_day() -> None:
    lags = {**FRED.known_by.lags, **STRESS.known_by.lags, **ACCOUNTS.known_by.lags, **TIC.known_by.lags}
    assert {name: lags[name] for name in ("DGS10", "DTWEXBGS", "CPIAUCSL", "FDHBFIN", "STLFSI4", "THREEFYTP10")} == {
        "DGS10": 1, "DTWEXBGS": 8, "CPIAUCSL": 45, "FDHBFIN": 160, "STLFSI4": 8, "THREEFYTP10": 8,
    }  # fmt: skip
    assert set(TIC.known_by.lags.values()) == {80}
    assert lags.keys() == fred_family.SERIES.keys()


def test_values_of_the_sample_are_those_published() -> None:
    frame = FRED.read(samples(FRED))
    assert value(frame, "DTWEXBGS", "2006-01-02") == 101.4155
    assert value(frame, "DTWEXBGS", "2006-02-28") is None  # not yet published
    assert value(frame, "FDHBFIN", "1970-01-01") == 12.4
    assert value(STRESS.read(samples(STRESS)), "STLFSI4", "1994-01-07") == -0.3717
    assert value(TIC.read(samples(TIC)), "FORLTTREASVALCHG42609", "2012-02-01") == -11300


@each_of_fred
def test_every_series_is_asked_for_by_itself_and_may_fail_by_itself(source: Source) -> None:
    requests = list(source.plan(TODAY))
    assert all(r.alone and r.final_from is None for r in requests)
    assert requests[0].url.startswith("https://fred.stlouisfed.org/graph/fredgraph.csv?id=")
    assert not any("," in r.url for r in requests)
    assert source.pause_s >= 0.5


@figures
@pytest.mark.parametrize("factor", [1000, 1 / 1000])
@pytest.mark.promise("parsers.units")
def test_every_series_of_the_figures_is_refused_in_another_unit(factor: float) -> None:
    for source in (FRED, STRESS):
        for name, rows in figures_of(source).groupby("series_id"):
            found = failures(source, named(str(name), rows.set_index("date")["value"] * factor))
            assert any(f.startswith("values_") for f in found), name


SAVED = [
    ("fred/T10YIE.csv", "T10YIE", 5897), ("fred/DFII10.csv", "DFII10", 5896), ("fred/STLFSI4_codex.csv", "STLFSI4", 1670),
    ("dollar/fred_DTWEXBGS_codex.csv", "DTWEXBGS", 5000), ("equity_vol/fred_VIXCLS_codex.csv", "VIXCLS", 9000),
    ("equity_vol/fred_SP500_codex.csv", "SP500", 2500),
]  # fmt: skip


@real
@pytest.mark.parametrize(("file", "name", "rows"), SAVED)
def test_a_copy_that_others_saved_is_no_answer_but_its_values_are_plausible(file: str, name: str, rows: int) -> None:
    source = STRESS if name == "STLFSI4" else FRED
    body = (DATA / "prices" / file).read_bytes()
    with pytest.raises(Refused, match="beginning of the file"):
        source.read([body])
    head, rest = body.split(b"\n", 1)
    frame = judged(source, [f"observation_date,{name}\n".encode() + rest])
    assert len(frame) >= rows, head
