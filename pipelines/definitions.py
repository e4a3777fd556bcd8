"""What Dagster shows: assets, checks, jobs, schedules, resources; the same on one machine and on several."""

from functools import cache
from typing import Any

from dagster import Definitions, in_process_executor

from pipelines import settings
from pipelines.orchestration import alerting, assets, dead_runs, jobs
from pipelines.project import OUTPUTS, SOURCES, check, licensed, tables

check()
HOME = settings.home()


@cache
def definitions(is_team: bool) -> Definitions:
    """Steps in one process, or handed out to workers."""
    parts = _team() if is_team else _alone()
    return Definitions(
        jobs=[jobs.refresh, jobs.tic_release],
        schedules=[jobs.nightly_refresh, jobs.release_polling(HOME)],
        sensors=[dead_runs.watch(HOME), alerting.failed_runs(HOME), alerting.publications(HOME)],
        **parts,
    )


def _alone() -> dict[str, Any]:
    return {
        "assets": [assets.fetch(SOURCES), assets.tables(tables(), SOURCES), assets.publish(OUTPUTS)],
        "resources": {"workspace": assets.WorkspaceResource(**_place())},
        "executor": in_process_executor,
    }


def _team() -> dict[str, Any]:
    from pipelines.orchestration import team

    on_builder = team.ON_BUILDER
    return {
        "assets": [
            *team.fetches(SOURCES), assets.tables(tables(), SOURCES, on_builder), assets.publish(OUTPUTS, on_builder)
        ],
        "resources": {"workspace": team.Builder(**_place()), "desk": team.Desk(**_place())},
        "executor": team.executor(),
    }  # fmt: skip


def _place() -> dict[str, Any]:
    return {"home": str(HOME), "mirror": settings.mirror(), "licensed": licensed()}


defs = definitions(is_team=bool(settings.team.broker()))
