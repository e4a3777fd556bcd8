"""What Dagster shows before anything ran, and what it would do by itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dagster import (
    AssetCheckKey,
    AssetKey,
    AssetSelection,
    DagsterInstance,
    DefaultScheduleStatus,
    Definitions,
    ExecuteInProcessResult,
    build_schedule_context,
    define_asset_job,
)
from dagster._core.definitions.freshness import CronFreshnessPolicy
from dagster._utils.schedules import cron_string_iterator

from pipelines.definitions import defs
from pipelines.orchestration.assets import WorkspaceResource
from pipelines.project import OUTPUTS, tables
from pipelines.settings import ROOT
from pipelines.sources import SOURCES

SPECS = {spec.key: spec for spec in defs.resolve_all_asset_specs()}


def test_every_source_and_table_is_an_asset_with_a_story() -> None:
    expected = (
        {f"fetch/{s.name}" for s in SOURCES}
        | {t.key.replace(".", "/") for t in tables().values()}
        | {"build", "published"}
        | {f"output/{o.name}" for o in OUTPUTS}
    )
    assert {k.to_user_string() for k in SPECS} == expected
    for spec in SPECS.values():
        assert spec.description and spec.kinds and spec.owners, spec.key


def test_groups_follow_the_way_of_the_data() -> None:
    groups = {spec.group_name for spec in SPECS.values()}
    assert groups >= {"fetch", "raw", "reference", "staging", "holders", "reserves", "market", "published"}


def test_columns_are_typed_and_carry_units_before_the_first_run() -> None:
    schema = SPECS[AssetKey(["marts", "holders"])].metadata["dagster/column_schema"]
    columns = {c.name: c for c in schema.columns}
    assert columns["holdings_usd_bn"].type == "DOUBLE"
    assert columns["holdings_usd_bn"].description.startswith("[USD bn]")


def test_a_model_shows_its_sql_and_depends_on_what_it_reads() -> None:
    spec = SPECS[AssetKey(["marts", "concentration"])]
    assert "```sql" in spec.description
    assert {d.asset_key.to_user_string() for d in spec.deps} == {
        "reference/countries", "reference/country_groups", "staging/positions"
    }  # fmt: skip


def test_every_expectation_of_a_model_is_a_blocking_check_but_those_that_only_warn() -> None:
    every = [spec for d in defs.assets or [] for spec in d.check_specs]  # type: ignore[union-attr]
    specs = [spec for spec in every if spec.asset_key.path[0] not in ("fetch", "raw")]
    fresh = {f"{s.name}_is_fresh" for s in SOURCES} | {"all_sources_answered"}
    assert {spec.name for spec in specs if not spec.blocking} == {"publishers_agree", "has_rows", *fresh}
    models = [t for t in tables().values() if t.schema != "raw"]
    assert len(specs) == sum(len(t.expect) + (t.schema == "marts") for t in models) + len(fresh)


def test_the_published_file_is_expected_every_night() -> None:
    policy = SPECS[AssetKey(["published"])].freshness_policy
    assert isinstance(policy, CronFreshnessPolicy)
    assert (policy.deadline_cron, policy.timezone) == ("0 4 * * *", "America/New_York")


def test_the_schedule_runs_every_night_unless_switched_off() -> None:
    schedule = defs.resolve_schedule_def("nightly_refresh")
    assert schedule.default_status == DefaultScheduleStatus.RUNNING
    assert schedule.execution_timezone == "America/New_York"


@pytest.mark.promise("runs.nights")
@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (datetime(2026, 3, 8, tzinfo=UTC), ["2026-03-08T03:00:00-04:00"]),  # 02:30 does not exist
        (datetime(2026, 11, 1, tzinfo=UTC), ["2026-11-01T02:30:00-05:00"]),  # 01:30 exists twice, 02:30 once
    ],
)
def test_daylight_saving_gives_one_run_on_either_switch_day(day: datetime, runs: list[str]) -> None:
    schedule = defs.resolve_schedule_def("nightly_refresh")
    ticks = cron_string_iterator(day.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    first = [next(ticks) for _ in range(2)]
    found = [t.isoformat() for t in first if t.date() == day.date()]
    assert found == runs


def test_the_schedule_asks_for_the_whole_job() -> None:
    with DagsterInstance.ephemeral() as instance:
        context = build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 22, 7, 30, tzinfo=UTC))
        tick = defs.resolve_schedule_def("nightly_refresh").evaluate_tick(context)
    assert tick.run_requests is not None and len(tick.run_requests) == 1


def test_both_ways_in_name_the_same_place() -> None:
    for file in ("workspace.yaml", "pyproject.toml"):
        text = (ROOT / file).read_text()
        assert "pipelines.definitions" in text and "reservewatch" in text
    assert "enabled: false" in (ROOT / "dagster.yaml").read_text()


def run(selection: AssetSelection, home: Path, mirror: str = "http://127.0.0.1:9") -> ExecuteInProcessResult:
    """Run a part of the job, as somebody does who clicks on it."""
    job = Definitions.merge(defs, Definitions(jobs=[define_asset_job("part", selection)])).resolve_job_def("part")
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    workspace = {"workspace": WorkspaceResource(home=str(home), mirror=mirror)}
    return job.execute_in_process(run_config=quiet, resources=workspace, raise_on_error=False)


def reasons(result: ExecuteInProcessResult) -> str:
    errors = [e.event_specific_data.error for e in result.all_events if e.is_step_failure]  # type: ignore[union-attr]
    return " ".join((e.cause or e).message for e in errors if e)


FETCH = AssetKey(["fetch", "tic_mfh"])


@pytest.mark.parametrize(
    ("selection", "checks"),
    [
        (AssetSelection.assets(FETCH), 1),
        (AssetSelection.assets(FETCH).without_checks(), 0),
        (AssetSelection.checks(AssetCheckKey(FETCH, "answered")), 1),
    ],
)
def test_a_source_or_its_check_alone_can_be_run(selection: AssetSelection, checks: int, tmp_path: Path) -> None:
    result = run(selection, tmp_path)
    assert result.success and len(result.get_asset_check_evaluations()) == checks
    assert not any(c.passed or c.blocking for c in result.get_asset_check_evaluations())


def test_a_mart_alone_says_what_it_misses_and_never_publishes(tmp_path: Path) -> None:
    assert "marts.totals reads staging.positions, not built yet" in reasons(
        run(AssetSelection.assets(["marts", "totals"]), tmp_path)
    )
    assert "nothing was published: raw.tic_slt3 is not built" in reasons(
        run(AssetSelection.assets(["published"]), tmp_path)
    )
    assert not (tmp_path / "reservewatch.duckdb").exists()


def test_one_mart_of_a_whole_warehouse_can_be_built_and_checked_alone(home: Path) -> None:
    result = run(AssetSelection.assets(["marts", "regions"]), home)
    checks = result.get_asset_check_evaluations()
    assert result.success and len(checks) == 4 and all(c.passed for c in checks)
