"""The same assets on several machines: a step for each publisher's host on any worker, the build on one.

Celery hands steps out, by a Redis; Dagster's history is in a PostgreSQL. See docs/deploy/team.md.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from celery.exceptions import DuplicateTaskNameWarning
from celery.signals import after_setup_logger
from dagster import AssetsDefinition, ExecutorDefinition, Failure, InitResourceContext
from dagster_celery import celery_executor
from dagster_celery.executor import CeleryExecutor
from dagster_celery.tags import DAGSTER_CELERY_QUEUE_TAG
from dagster_postgres.run_storage import PostgresRunStorage
from redis import Redis, RedisError

from pipelines import database, settings, slices, workspace
from pipelines.orchestration import assets
from pipelines.settings.environment import PREFIX
from pipelines.sources.base import Source
from pipelines.workspace import Workspace

# Each process that hands out steps names the one task again.
warnings.filterwarnings("ignore", category=DuplicateTaskNameWarning)
READERS, BUILDER = "dagster", "builder"  # queues; the first is Celery's name for any worker
ON_BUILDER = {DAGSTER_CELERY_QUEUE_TAG: BUILDER}
# A step whose worker is gone goes to another one; a worker takes one step at a time.
SETTINGS: dict[str, Any] = {
    "task_acks_late": True, "task_reject_on_worker_lost": True, "worker_prefetch_multiplier": 1,
    "worker_cancel_long_running_tasks_on_connection_loss": True, "broker_connection_retry_on_startup": True,
    "worker_redirect_stdouts": False,
}  # fmt: skip


class Desk(assets.WorkspaceResource):
    """Where a worker reads sources: in memory, beside the archive of the home."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Workspace]:
        """Open it for one step."""
        _ask_for_the_history(context)
        with workspace.desk(Path(self.home), self.mirror, self.licensed) as desk:
            yield desk


class Builder(assets.WorkspaceResource):
    """The build file of the machine that builds, with what the workers read."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Workspace]:
        """Open it for one step, and take over every source of which workers read more."""
        _ask_for_the_history(context)
        with super().yield_for_execution(context) as opened:
            for table in opened.tables.values():
                if source := getattr(table, "source", None):
                    slices.take(opened.con, source, opened.home)
            yield opened


def _ask_for_the_history(context: InitResourceContext) -> None:
    """A run that was started without the team's configuration would be on no page, and no lock would know of it."""
    if not (context.instance and isinstance(context.instance.run_storage, PostgresRunStorage)):
        raise Failure(
            "this run is not in the team's PostgreSQL: it was started with another DAGSTER_HOME than "
            f"{settings.home() / '.dagster'}, or before a worker or the page wrote dagster.yaml there. Start it again."
        )


def fetches(sources: Sequence[Source]) -> list[AssetsDefinition]:
    """A step for each host, so that no two workers ask the same one at a time."""
    by_host = groupby(sorted(sources, key=_host), _host)
    return [assets.fetch([*some], f"fetch_{host}", "desk", _read) for host, some in by_host]


def _host(source: Source) -> str:
    return "".join(c if c.isalnum() else "_" for c in source.host or "embedded")


def _read(desk: Workspace, source: Source) -> None:
    slices.read(desk.con, source, desk.home, desk.snapshot)


def executor() -> ExecutorDefinition:
    """Celery, with addresses that are read from the environment where they are used."""
    broker = {"env": f"{PREFIX}{settings.team.BROKER}"}
    configured: ExecutorDefinition = celery_executor.configured(
        {"broker": broker, "backend": broker, "config_source": SETTINGS}
    )
    return configured


def check() -> None:
    """Raise Busy, in one sentence, where the team's Redis cannot be used: a worker would wait for it in silence."""
    try:
        Redis.from_url(str(settings.team.broker()), socket_connect_timeout=database.PATIENCE_S).ping()
    except RedisError as error:
        todo = "Is it running, and is the password right?"
        raise database.Busy(
            f"the team's Redis, RESERVEWATCH_TEAM_BROKER, cannot be used: {str(error).rstrip('.')}. {todo}"
        ) from None


def listening() -> dict[str, list[str]]:
    """Queue to the names of the workers that take its steps, as they answer within two seconds."""
    answers = _app().control.inspect(timeout=2).active_queues() or {}
    by_queue: dict[str, list[str]] = {READERS: [], BUILDER: []}
    for name, queues in sorted(answers.items()):
        for queue in queues:
            by_queue.setdefault(queue["name"], []).append(name)
    return by_queue


def _app(**options: Any) -> Any:
    """Celery's application, as all processes of a team have it."""
    from dagster_celery.make_app import make_app

    broker = settings.team.broker()
    return make_app(CeleryExecutor.for_cli(broker, broker, config_source={**SETTINGS, **options}).app_args())


def worker(queue: str, name: str, redelivery_s: int) -> int:
    """Work on steps of a queue until TERM. A step that nobody ended within so many seconds is handed out again."""
    from dagster_celery.tasks import create_task

    app = _app(broker_transport_options={"visibility_timeout": redelivery_s})
    create_task(app).resultrepr_maxsize = 1  # what a step answers is for Dagster
    after_setup_logger.connect(_leave_to_dagster)
    arguments = ["worker", "--queues", queue, "--concurrency", "1", "--hostname", name, "--loglevel", "info"]
    return int(app.worker_main([*arguments, "--without-mingle", "--without-gossip"]) or 0)


def _leave_to_dagster(logger: logging.Logger, **_: object) -> None:
    """Celery's own lines alone: Dagster prints those of the steps."""
    for handler in logger.handlers:
        handler.addFilter(logging.Filter("celery"))
