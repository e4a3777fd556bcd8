"""The models: found, ordered, compiled, described; and what a bad one is told."""

from pathlib import Path

import duckdb
import pytest

from pipelines import metadata, settings
from pipelines.models import catalog
from pipelines.models.build import connect
from pipelines.models.sql import BadModel, lineage
from pipelines.models.table import SqlTable, Table
from pipelines.project import tables


def model(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "marts" / "holders" / "mine.sql"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    tables()  # read, with the macros, before models are looked for elsewhere
    monkeypatch.setattr(catalog.settings, "WAREHOUSE", tmp_path)
    return lambda text: catalog._model(model(tmp_path, text))


GOOD = "/*\ndescription: Mine.\ncolumns:\n  x: [count, A number.]\n*/\nselect 1 as x\n"


def test_a_model_is_a_header_and_a_query(read) -> None:  # type: ignore[no-untyped-def]
    table = read(GOOD)
    assert (table.key, table.group, table.description) == ("marts.mine", "holders", "Mine.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("select 1 as x", "expected a header"),
        ("/*\ncolumns: {}\n*/\nselect 1 as x", "a header has description"),
        (
            "/*\ndescription: Mine.\nexpects: []\n*/\nselect 1 as x",
            "a header has description, columns, headline, expect and view",
        ),
        ("/*\ndescription: Mine.\n*/\nselect 1 as", "syntax error"),
        ("/*\ndescription: [Mine.\n*/\nselect 1 as x", "the header is not YAML"),
    ],
)
def test_a_bad_header_is_named(read, text: str, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadModel, match=f"(?s)mine.sql.*{says}"):
        read(text)


def compiled(table: Table) -> Table:
    with connect(":memory:") as con:
        assert isinstance(table, SqlTable)
        return catalog._typed(table, catalog._made(con, table), catalog._vocabulary([table]))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select 1 as x, 2 as y", r"columns not described: \['y'\]"),
        ("select 1 as z", r"columns not described: \['z'\]; described, not there: \{'x'\}"),
        ("select nothing as x", "nothing"),
        ("select * from marts.not_there", "not_there"),
    ],
)
def test_a_column_that_is_misspelt_or_not_described_fails_before_anything_is_fetched(
    query: str, says: str, read
) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadModel, match=says):
        compiled(read(GOOD.replace("select 1 as x", query)))


def test_a_check_that_names_a_missing_column_fails_at_once(read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadModel, match="nope"):
        compiled(read(GOOD.replace("*/", "expect:\n  - rows_where: nope > 1\n*/")))


@pytest.mark.parametrize(
    ("expectation", "says"),
    [
        ("expect_column_values_to_be_unique: {column: nope}", "nope"),
        ("expect_column_values_to_be_uniqe: {column: x}", "is no expectation of Great Expectations"),
    ],
)
def test_a_misspelt_expectation_fails_at_once(expectation: str, says: str, read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadModel, match=f"mine.sql.*{says}"):
        compiled(read(GOOD.replace("*/", f"expect:\n  - {expectation}\n*/")))


def test_an_error_names_the_line_of_the_file(read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadModel, match="LINE 7"):
        compiled(read(GOOD.replace("select 1 as x", "select\n  nope as x")))


def test_a_name_has_one_meaning_everywhere(read) -> None:  # type: ignore[no-untyped-def]
    table = read(GOOD)
    with pytest.raises(BadModel, match="x is defined elsewhere"):
        catalog._vocabulary([table, table])


def test_a_table_may_refine_a_sentence_but_not_the_unit(read) -> None:  # type: ignore[no-untyped-def]
    mine = read(
        GOOD.replace("  x: [count, A number.]", '  period: "Day on which it was said."').replace(
            "1 as x", "date '2026-01-31' as period"
        )
    )
    [column] = compiled(mine).columns
    assert (column.unit, column.description) == ("date", "Day on which it was said.")


def test_the_types_are_kept_for_as_long_as_no_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, made = tmp_path / "kept.json", []

    def make() -> catalog.Types:
        made.append(1)
        return {"marts.mine": {"x": "INTEGER"}}

    assert catalog._cached(cache, make) == catalog._cached(cache, make) == make()
    assert len(made) == 2  # the second reading made nothing
    monkeypatch.setattr(catalog, "_project", lambda: "another state of the files")
    catalog._cached(cache, make)
    assert len(made) == 3
    cache.write_text("{")
    assert catalog._cached(cache, make) == make()


def test_any_file_that_decides_what_the_tables_are_changes_the_state_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "WAREHOUSE", tmp_path)
    states = {catalog._project()}
    for name in ("marts/stress/a.sql", "macros/b.sql", "claims/2026/c.sql", "reference/d.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("select 1")
        states.add(catalog._project())
    assert len(states) == 5


def test_dollars_are_stored_without_the_noise_of_floating_point(published: duckdb.DuckDBPyConnection) -> None:
    # 888.5 - 877.9 is 10.600000000000023 in binary floating point.
    asked = "select change_1m_usd_bn, change_12m_usd_bn from marts.holders where change_1m_usd_bn is not null"
    values = [v for row in published.execute(asked).fetchall() for v in row if v is not None]
    assert len(values) > 10_000 and all(v == round(v, 6) for v in values)


def test_a_description_speaks_of_its_own_table() -> None:
    described = {c.name: c.description for c in tables()["marts.claims"].columns}
    assert described["period"].startswith("Last day of the period of which")


def test_lineage_sees_through_joins_ctes_and_views_and_lists_files() -> None:
    query = """
        with a as (select * from known.tic_mfh) select * from a join marts.totals using (month)
        where exists(select 1 from reference.countries) and x in (select y from read_csv('warehouse/x.csv'))
        union all select * from staging.positions as p anti join marts.regions on true"""
    reads, files = lineage(query, Path("x"))
    assert reads == ["marts.regions", "marts.totals", "raw.tic_mfh", "reference.countries", "staging.positions"]
    assert [f.name for f in files] == ["x.csv"]


def test_every_table_stands_after_what_it_reads() -> None:
    seen: set[str] = set()
    for table in tables().values():
        assert set(table.reads) <= seen
        seen.add(table.key)


def test_every_mart_has_a_unique_key_and_a_vintage() -> None:
    for table in (t for t in tables().values() if t.schema == "marts"):
        assert any("unique" in str(e) for e in table.expect), table.key
        if table.key not in {
            "marts.accounting",
            "marts.cross_checks",
            "marts.reproductions",
            "marts.freshness",
            "marts.claims",
        }:
            assert {"source", "vintage"} <= {c.name for c in table.columns}, table.key


def test_quantities_carry_their_unit_in_their_name() -> None:
    suffixes = {"USD bn": "_usd_bn", "USD mn": "_usd_mn", "%": "_pct", "nats": "_nats", "index 0-10000": "_points"}
    for table in (t for t in tables().values() if t.schema not in ("raw", "meta")):
        for column in table.columns:
            assert column.name.endswith(suffixes.get(column.unit, "")), f"{table.key}.{column.name}"


def test_every_table_view_and_column_of_the_published_file_is_described(published: duckdb.DuckDBPyConnection) -> None:
    for kind in ("tables", "views", "columns"):
        bare = published.execute(f"from duckdb_{kind}() where comment is null and not internal").fetchall()
        assert bare == [], kind


def test_the_published_columns_are_those_the_catalogue_promised(published: duckdb.DuckDBPyConnection) -> None:
    for table in tables().values():
        found = published.execute(f"select column_name, column_type from (describe {table.key})").fetchall()
        assert found == [(c.name, c.type) for c in table.columns]


# The published columns are an interface: a change to them is a change for everyone who queries them.
PUBLIC = {
    "holders": "month holder_id country iso3 tic_code is_custody_centre holdings_usd_bn long_term_usd_bn bills_usd_bn"
    " share_of_foreign_pct holdings_rank change_1m_usd_bn change_12m_usd_bn change_12m_pct peak_usd_bn peak_month"
    " below_peak_pct lowest_since lowest_since_crosses_break basis is_series_break",
    "totals": "month row_id row_class holdings_usd_bn long_term_usd_bn bills_usd_bn basis",
    "flows": "month holder_id long_term_change_usd_bn net_long_term_purchases_usd_bn valuation_usd_bn other_usd_bn"
    " bills_change_usd_bn reading is_estimate",
    "concentration": "month basis scenario named_holders residual_pct hhi_low_points hhi_high_points"
    " effective_holders_low effective_holders_high cr1_pct cr3_pct cr5_pct cr10_pct entropy_nats theil_nats gini_index",
    "official_private": "month official_usd_bn private_usd_bn official_share_pct official_bills_usd_bn official_coupons_usd_bn",
    "regions": "month region holdings_usd_bn unlisted_usd_bn share_of_foreign_pct",
    "us_securities": "month holder_id asset_class holdings_usd_bn net_long_term_purchases_usd_bn valuation_usd_bn treasuries_share_pct",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_columns_are_there_with_their_types(name: str) -> None:
    table = next(t for t in tables().values() if t.key == f"marts.{name}")
    types = {c.name: c.type for c in table.columns}
    assert set(PUBLIC[name].split()) <= set(types)
    for column, type_ in types.items():
        if column.startswith("is_") or column.endswith("_break"):
            assert type_ == "BOOLEAN", column
        elif column.endswith(("_usd_bn", "_pct", "_points", "_nats", "_index")):
            assert type_ == "DOUBLE", column
        elif column.endswith("month") or column == "lowest_since":
            assert type_ == "DATE", column
        elif column in {"holdings_rank", "named_holders"}:
            assert type_ == "INTEGER", column


def test_the_account_of_another_version_is_made_anew(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb")) as old:
        old.execute(
            "create schema meta; create table meta.sources (source varchar); insert into meta.sources values ('x')"
        )
    with connect(tmp_path / "build.duckdb") as con:
        columns = [row[0] for row in con.execute("describe meta.sources").fetchall()]
        assert columns == [c.name for c in metadata.TABLES["sources"][1]]
        assert con.execute("from meta.sources").fetchall() == []
