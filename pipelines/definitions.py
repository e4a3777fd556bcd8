"""What Dagster shows: assets, checks, jobs, schedules, one resource."""

from dagster import Definitions, in_process_executor

from pipelines import settings
from pipelines.orchestration import alerting, assets, dead_runs, jobs
from pipelines.project import OUTPUTS, SOURCES, check, licensed, tables

check()
HOME = settings.home()

defs = Definitions(
    assets=[assets.fetch(SOURCES), assets.tables(tables(), SOURCES), assets.publish(OUTPUTS)],
    jobs=[jobs.refresh, jobs.tic_release],
    schedules=[jobs.nightly_refresh, jobs.release_polling(HOME)],
    sensors=[dead_runs.watch(HOME), alerting.failed_runs(HOME), alerting.publications(HOME)],
    resources={"workspace": assets.WorkspaceResource(home=str(HOME), mirror=settings.mirror(), licensed=licensed())},
    executor=in_process_executor,
)
