"""Why a run failed, in sentences: for the terminal, and for alerts."""

from collections.abc import Iterable

from dagster import DagsterEvent, DagsterEventType, Failure

STOPPED = {DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE}
OURS = f"{Failure.__module__}.{Failure.__qualname__}: "  # before a sentence that was written for people
WITH_REASONS = {*STOPPED, DagsterEventType.ASSET_CHECK_EVALUATION}


def reasons(events: Iterable[DagsterEvent]) -> list[str]:
    """What stopped a run, by its events: checks that block, then errors."""
    events = [*events]
    checks = [e.asset_check_evaluation_data for e in events if e.event_type in WITH_REASONS - STOPPED]
    failed = [c for c in checks if c.blocking and not c.passed]
    said = [f"{c.asset_key.to_user_string()}: {c.check_name}: {c.metadata['found'].value}" for c in failed]
    ended = [e.message for e in events if e.event_type == DagsterEventType.RUN_FAILURE and e.message]
    return [*said, *_errors(events)] or ended or ["the run failed: see it in the UI"]


def _errors(events: list[DagsterEvent]) -> list[str]:
    """Each error once, with the step that it stopped; a failed check is not said again."""
    errors = [(e.step_key, getattr(e.event_specific_data, "error", None)) for e in events if e.is_failure]
    found = {
        (e.cause or e).message.strip().removeprefix(OURS): step
        for step, e in reversed(errors)
        if e and "CheckFailed" not in e.message
    }
    return [f"{step}: {message}" if step else message for message, step in found.items()]
