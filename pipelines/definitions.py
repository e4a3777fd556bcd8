"""What Dagster shows: assets, checks, one job, one schedule, one resource."""

import os

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    Definitions,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
)

from pipelines import assets, checks, warehouse
from pipelines.sources import SOURCES

HOME = os.environ.get("RESERVEWATCH_HOME") or str(warehouse.MODELS)
MIRROR = os.environ.get("RESERVEWATCH_MIRROR") or None
# Sources whose bytes the user holds a licence for: fetched only if named here.
LICENSED = os.environ.get("RESERVEWATCH_LICENSED", "").replace(",", " ").split()
TABLES = warehouse.catalogue()

refresh = define_asset_job(
    "refresh", AssetSelection.all(), description="Fetch, check, build, audit and publish everything."
)
nightly_refresh = ScheduleDefinition(
    name="nightly_refresh",
    job=refresh,
    cron_schedule="30 2 * * *",
    execution_timezone="America/New_York",
    default_status=DefaultScheduleStatus.RUNNING,
    description="Every night at 02:30 New York. A missed night is made up by the next one: runs are idempotent.",
)

defs = Definitions(
    assets=[
        assets.fetch(SOURCES),
        *(assets.raw(t) if t.source else assets.model(t) for t in TABLES),
        assets.published(TABLES),
    ],
    asset_checks=[checks.checks_of(t) for t in TABLES if t.source is None and t.expect],
    jobs=[refresh],
    schedules=[nightly_refresh],
    resources={"build": assets.WarehouseResource(home=HOME, mirror=MIRROR, licensed=LICENSED)},
    executor=in_process_executor,
)
