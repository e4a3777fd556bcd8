"""Two sensors that send alerts while the scheduler runs; `refresh` in the terminal does so by the same function."""

from pathlib import Path

from dagster import (
    DagsterInstance,
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    run_failure_sensor,
    sensor,
)

from pipelines.alerts.dispatch import note_failure, send
from pipelines.orchestration.dead_runs import BEGUN
from pipelines.orchestration.failures import WITH_REASONS, reasons


def failed_runs(home: Path) -> SensorDefinition:
    """Note each run that failed in the event log, and send alerts."""

    @run_failure_sensor(
        name="failed_runs",
        minimum_interval_seconds=60,
        default_status=DefaultSensorStatus.RUNNING,
        description="A run that failed is noted in the event log; alerts are sent where receivers are set.",
    )
    def failed_runs(context: RunFailureSensorContext) -> None:
        note_failure(home, context.dagster_run.run_id, why(context.instance, context.dagster_run.run_id))
        send(home)

    return failed_runs


def publications(home: Path) -> SensorDefinition:
    """Look at the published file every minute: for news, for sources that became late, and for failed receivers.

    While a run works it waits, so that all of a publication comes in one message.
    """

    @sensor(
        name="alerts",
        minimum_interval_seconds=60,
        default_status=DefaultSensorStatus.RUNNING,
        description="Sends what the published file and the event log have to tell, once, where receivers are set.",
    )
    def alerts(context: SensorEvaluationContext) -> SkipReason:
        if context.instance.get_runs_count(RunsFilter(statuses=BEGUN)):
            return SkipReason("a run is at work")
        return SkipReason("; ".join(map(str, send(home))) or "nothing to send")

    return alerts


def why(instance: DagsterInstance, run_id: str) -> list[str]:
    """What stopped a run, by what Dagster keeps of it."""
    entries = instance.all_logs(run_id, of_type=WITH_REASONS)
    return reasons(entry.dagster_event for entry in entries if entry.dagster_event)
