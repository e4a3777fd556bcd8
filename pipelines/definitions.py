"""What Dagster shows: assets, checks, jobs, schedules, one resource."""

import os
from pathlib import Path

from dagster import Definitions, in_process_executor

from pipelines import assets, checks, schedules, warehouse
from pipelines.sources import SOURCES

HOME = os.environ.get("RESERVEWATCH_HOME") or str(warehouse.MODELS)
MIRROR = os.environ.get("RESERVEWATCH_MIRROR") or None
# Sources whose bytes the user holds a licence for: fetched only if named here.
LICENSED = os.environ.get("RESERVEWATCH_LICENSED", "").replace(",", " ").split()
TABLES = warehouse.catalogue()

defs = Definitions(
    assets=[
        assets.fetch(SOURCES),
        *(assets.raw(t) if t.source else assets.model(t) for t in TABLES),
        assets.published(TABLES),
    ],
    asset_checks=[*(checks.checks_of(t) for t in TABLES if t.source is None and t.expect), checks.freshness(SOURCES)],
    jobs=[schedules.refresh, schedules.tic_release],
    schedules=[schedules.nightly_refresh, schedules.release_polling(Path(HOME))],
    resources={"build": assets.WarehouseResource(home=HOME, mirror=MIRROR, licensed=LICENSED)},
    executor=in_process_executor,
)
