"""Great Expectations judges; what it says names rows, and stays small."""

from pathlib import Path

import duckdb
import pytest

from pipelines.archive.store import Archive
from pipelines.models.build import up_to_date
from pipelines.models.table import Build, fingerprints
from pipelines.project import tables
from pipelines.quality import audit
from pipelines.quality.expectations import Result, name_of, validate


@pytest.fixture
def judged(con: duckdb.DuckDBPyConnection) -> dict[str, Result]:
    con.execute("create table t as select * from (values (1, 'a'), (2, 'b'), (null, 'b')) as v (x, y)")
    expectations = [
        {"expect_column_values_to_not_be_null": {"column": "x"}},
        {"expect_column_values_to_be_unique": {"column": "y"}},
        {"expect_column_values_to_be_between": {"column": "x", "min_value": 0, "max_value": 5}},
        {"expect_column_values_to_be_in_set": {"column": "nope", "value_set": [1]}},
        {"rows_where": "x > 1", "name": "small_x"},
        {"no_rows": "select y from t group by y having count(*) > 5", "name": "few_of_each"},
    ]
    return {r.name: r for r in validate(con, "t", expectations)}


def test_each_expectation_is_judged_by_its_own_rule(judged: dict[str, Result]) -> None:
    assert {name for name, r in judged.items() if r.success} == {"x_is_in_range", "few_of_each"}


def test_a_failure_says_how_many_rows_and_shows_some(judged: dict[str, Result]) -> None:
    assert judged["x_is_known"].unexpected == 1
    assert (judged["small_x"].unexpected, judged["small_x"].detail) == (1, "x 2, y b")
    assert "b" in judged["one_row_per_y"].detail


def test_an_expectation_that_cannot_be_judged_fails(judged: dict[str, Result]) -> None:
    assert not judged["nope_is_one_of_few"].success
    assert "nope" in judged["nope_is_one_of_few"].detail


def test_names_are_unique_within_a_table_and_fit_dagster() -> None:
    for table in tables().values():
        names = [name_of(e) for e in table.expect]
        assert len(names) == len(set(names)), table.key
        assert all(name.replace("_", "a").isalnum() for name in names)
        assert table.expect, table.key


def test_every_expectation_of_every_model_exists_in_great_expectations() -> None:
    import great_expectations as gx

    for table in tables().values():
        for kind in (k for e in table.expect for k in e if k.startswith("expect_")):
            assert hasattr(gx.expectations, "".join(w.capitalize() for w in kind.split("_"))), (table.key, kind)


def test_the_results_of_the_last_refresh_are_published(published: duckdb.DuckDBPyConnection) -> None:
    asked = (
        "select table_name, expectation, success, row_count from meta.expectations join meta.tables using (table_name)"
    )
    found = {(table, name): (success, rows) for table, name, success, rows in published.execute(asked).fetchall()}
    for table in (t for t in tables().values() if t.schema != "raw"):
        for expectation in table.expect:
            success, rows = found[table.key, name_of(expectation)]
            assert success is (True if rows else None), (table.key, name_of(expectation))
    raw = [(success, rows) for (table, _), (success, rows) in found.items() if table.startswith("raw.")]
    assert len(raw) > 100 and {success for success, rows in raw if not rows} == {None}
    assert {success for success, rows in raw if rows} == {True}


def test_on_no_rows_nothing_is_evaluated(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table empty_one (x int)")
    expect = [{"rows_where": "x < 0", "name": "small"}, {"no_rows": "select 1 as found", "name": "elsewhere"}]
    small, elsewhere = validate(con, "empty_one", expect)
    assert small.success is None and elsewhere.success is False  # what fails without a row fails all the same
    assert audit.passed([small], {"small"}) and not audit.passed([], {"small"})


def test_a_pass_counts_for_the_content_it_was_given_for(con: duckdb.DuckDBPyConnection) -> None:
    table = next(t for t in tables().values() if t.key == "reference.countries")
    to = Build(con, Archive(Path("nowhere")), tables())
    built = up_to_date(to, table)
    assert built.is_new and built.is_validated and all(r.success for r in built.results)
    print_ = fingerprints(con)[table.key]
    assert audit.passed(audit.results(con, table.key, print_), table.blocking)
    assert not audit.passed(audit.results(con, table.key, "another fingerprint"), table.blocking)
    again = up_to_date(to, table)
    assert not again.is_new and not again.is_validated and again.results == built.results


def test_a_failure_that_only_warns_stops_nothing_and_is_said_again(con: duckdb.DuckDBPyConnection) -> None:
    table = next(t for t in tables().values() if t.key == "marts.cross_checks")
    con.execute(
        "create schema marts; create table marts.cross_checks as select 'a = b' as check_name, date '2026-01-31' as month"
    )
    con.execute("alter table marts.cross_checks add column largest_difference double default 5")
    con.execute("alter table marts.cross_checks add column allowed_difference double default 1")
    con.execute("alter table marts.cross_checks add column exception varchar")
    con.execute(
        "create schema staging; create table staging.treasury_yields (date date); create table staging.public_debt (date date)"
    )
    for _ in range(2):
        found = table.validate(Build(con, Archive(Path("nowhere")), tables()), "print")
        results = {r.name: r.success for r in found}
        assert not results["publishers_agree"] and all(ok for name, ok in results.items() if name != "publishers_agree")
        assert audit.passed(audit.results(con, table.key, "print"), table.blocking)
