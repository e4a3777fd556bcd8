"""What the pages of Dagster show: titles first, plain names, numbers that can be plotted, rows and pictures."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dagster import AssetCheckKey, AssetKey, DagsterInstance

from pipelines.definitions import defs
from pipelines.models.table import Headline
from pipelines.orchestration.content import escaped, headline, sample
from pipelines.orchestration.sparkline import number, sparkline
from pipelines.project import tables
from pipelines.quality.expectations import description, name_of
from pipelines.sources import SOURCES

SPECS = {spec.key: spec for spec in defs.resolve_all_asset_specs()}
TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,62}")


@pytest.fixture(scope="module")
def history(refreshed: Path) -> Iterator[DagsterInstance]:
    """Dagster's history after one refresh."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(refreshed / ".dagster"))
        with DagsterInstance.get() as instance:
            yield instance


def shown(history: DagsterInstance, *key: str) -> Mapping[str, Any]:
    """Metadata of the last materialization of an asset."""
    event = history.get_latest_materialization_event(AssetKey(key))
    assert event is not None and event.asset_materialization is not None
    return {name: value.value for name, value in event.asset_materialization.metadata.items()}


@pytest.mark.promise("pages.words")
def test_a_source_begins_with_its_title_and_is_tagged() -> None:
    for source in SOURCES:
        for layer in ("fetch", "raw"):
            spec = SPECS[AssetKey([layer, source.name])]
            assert spec.description and spec.description.startswith(f"{source.title}.")
            assert (spec.tags["layer"], spec.tags["access"]) == (layer, source.access)
            assert TAG.fullmatch(spec.tags["publisher"])
    assert SPECS[AssetKey(["marts", "totals"])].tags["layer"] == "marts"
    assert (
        SPECS[AssetKey(["fetch", "worldbank_reserves"])].tags["publisher"] == "World_Bank_World_Development_Indicators"
    )


@pytest.mark.promise("pages.words")
@pytest.mark.parametrize(
    ("expectation", "name", "said"),
    [
        ({"expect_column_values_to_not_be_null": {"column": "vintage"}}, "vintage_is_known", "vintage is never NULL."),
        ({"expect_column_values_to_be_unique": {"column": "week"}}, "one_row_per_week", "No week comes twice."),
        (
            {"expect_compound_columns_to_be_unique": {"column_list": ["month", "region"]}},
            "one_row_per_month_and_region",
            "No combination of month, region comes twice.",
        ),
        (
            {"expect_column_values_to_be_between": {"column": "share_pct", "min_value": 0, "max_value": 50}},
            "share_pct_is_in_range",
            "share_pct is from 0 to 50.",
        ),
        (
            {"expect_column_values_to_be_between": {"column": "share_pct", "min_value": 0}},
            "share_pct_is_in_range",
            "share_pct is at least 0.",
        ),
        (
            {"expect_column_values_to_be_in_set": {"column": "state", "value_set": ["late", "due"]}},
            "state_is_one_of_few",
            "state is one of: late, due.",
        ),
        (
            {"expect_table_row_count_to_equal": {"value": 3}},
            "table_row_count_to_equal",
            "table row count to equal: value 3",
        ),
        (
            {"name": "small", "rows_where": "x > 1"},
            "small",
            "No row may meet this condition:\n\n```sql\nx > 1\n```",
        ),
    ],
)
def test_a_check_has_a_plain_name_and_a_sentence(expectation: dict[str, Any], name: str, said: str) -> None:
    assert (name_of(expectation), description(expectation)) == (name, said)


@pytest.mark.promise("pages.words")
def test_no_check_is_described_by_a_python_value() -> None:
    for table in tables().values():
        assert not [text for text in table.checks.values() if re.search(r"\{'|\['", text.split("```")[0])], table.key


POINTS = [(date(2026, 1, 31), -10.0), (date(2026, 2, 28), 30.0), (date(2026, 3, 31), 10.0)]


def test_a_picture_is_drawn_from_the_lowest_to_the_highest() -> None:
    picture = sparkline(POINTS, "USD bn")
    # 90 down for 40: the first at 90, the second at 0, the third half way; 28 of 59 days are 228 of 480 pixels.
    assert "M0,90l228-90l252,45'" in picture
    assert "M0,68H480" in picture  # zero: 90 * 30 / 40
    assert picture.endswith("\n\n10 USD bn in 2026-03; since 2026-01 from -10 to 30.")


@pytest.mark.promise("pages.content")
def test_a_picture_of_any_length_is_short_enough_to_be_shown_and_keeps_the_extremes() -> None:
    days = [date.fromordinal(730_000 + i) for i in range(9000)]
    points = [(day, (-1) ** i * 1e6 * (1 + i % 97)) for i, day in enumerate(days)]
    picture = sparkline(points, "USD bn")
    assert len(picture) < 1000 and "from -97,000,000 to 97,000,000" in picture
    assert "M0,0l480,0'" in sparkline([(days[0], 5.0), (days[1], 5.0)], "%")  # all the same


def test_numbers_have_as_many_digits_as_a_reader_takes_in() -> None:
    assert [number(v) for v in (9352.651, 57.1278, 0.00123456, -1234567.0)] == [
        "9,353",
        "57.13",
        "0.001235",
        "-1,234,567",
    ]


def test_a_headline_without_a_value_shows_nothing(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table t as from (values (date '2026-01-31', null), (date '2026-02-28', 2)) as v (month, x)")
    one = headline(con, Headline("USD bn", "All", "select month, x from t"))
    assert {k: v.value for k, v in one.items()} == {"All, USD bn": 2.0}
    assert headline(con, Headline("USD bn", "All", "select month, x from t where x > 9")) == {}


@pytest.mark.promise("pages.escaped")
def test_what_a_publisher_wrote_is_no_markup(con: duckdb.DuckDBPyConnection) -> None:
    assert escaped("<b>a</b>\n[x](y) | *z*") == ("&#60;b&#62;a&#60;/b&#62; &#91;x&#93;&#40;y&#41; &#124; &#42;z&#42;")
    table = tables()["marts.totals"]
    con.execute("create schema marts")
    con.execute(f"create table marts.totals ({', '.join(f'{c.name} {c.type}' for c in table.columns)})")
    con.execute(
        "insert into marts.totals (month, row_id, holdings_usd_bn) values ('2026-04-30', '<img src=x>|', 9352.65)"
    )
    con.execute("insert into marts.totals (month, row_id) values ('2026-03-31', 'older')")
    row = sample(con, table).splitlines()
    assert row[0].startswith("| month | row_id |") and row[1].startswith("| --- | --- | --- | ---: |")
    assert row[2:] == ["| 2026&#8209;04&#8209;30 | &#60;img src=x&#62;&#124; |  | 9,353 |  |  |  |  |  |  |  |"]


@pytest.mark.promise("pages.content")
def test_every_mart_shows_rows_and_a_headline_where_it_is_a_series(history: DagsterInstance) -> None:
    for table in (t for t in tables().values() if t.schema == "marts"):
        facts = shown(history, table.schema, table.name)
        if not facts["dagster/row_count"]:
            continue
        assert 3 <= len(facts["ten rows"].splitlines()) <= 12, table.key
        if table.headline:
            assert isinstance(facts[f"{table.headline.title}, {table.headline.unit}"], float), table.key
            assert len(facts["picture"]) < 1000, table.key
    assert sum(t.headline is not None for t in tables().values()) >= 29


@pytest.mark.promise("pages.content")
def test_numbers_are_numbers(history: DagsterInstance, published: duckdb.DuckDBPyConnection) -> None:
    [(total,)] = published.execute(
        "select holdings_usd_bn from marts.totals where row_id = 'GRAND_TOTAL' order by month desc limit 1"
    ).fetchall()
    assert shown(history, "marts", "totals")["Holdings of all foreigners, USD bn"] == total
    build = shown(history, "build")
    assert build["sources late"] > 5 and build["days late at most"] > 100 and build["sources without values"] == 11
    assert isinstance(shown(history, "published")["bytes"], int)
    assert (shown(history, "published")["report"], shown(history, "output", "report")["open"]) == (
        "/report/",
        "/report/",
    )


@pytest.mark.promise("pages.warned")
def test_what_is_empty_late_or_not_asked_is_a_warning(history: DagsterInstance) -> None:
    keys = [
        AssetCheckKey(AssetKey(key.split("/")), name)
        for key, name in [
            ("raw/fiscal_auctions", "has_rows"),
            ("marts/auctions", "has_rows"),
            ("raw/tic_slt3", "has_rows"),
            ("marts/freshness", "fred_is_fresh"),
        ]
    ]
    records = history.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    evaluations = [records[key].event.asset_check_evaluation for key in keys]  # type: ignore[union-attr]
    assert [(e.passed, e.severity.value, e.blocking) for e in evaluations if e] == [
        (False, "WARN", False), (False, "WARN", False), (True, "WARN", False), (False, "WARN", False)
    ]  # fmt: skip
    late = {name: value.value for name, value in (evaluations[-1].metadata if evaluations[-1] else {}).items()}
    assert isinstance(late["days late"], int) and late["days late"] > 50 and late["state"] == "late"


@pytest.mark.promise("pages.content")
def test_runs_of_the_terminal_are_among_those_of_their_job(history: DagsterInstance) -> None:
    [run] = history.get_runs()
    assert run.tags[".dagster/repository"] == "__repository__@reservewatch"
