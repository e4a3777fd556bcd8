"""When runs start by themselves: every night, and on the days on which TIC is released until the new month is in."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    define_asset_job,
    schedule,
)

from pipelines import settings
from pipelines.publish.publication import FILE
from pipelines.sources.vintages import release_calendar

TIC = ["tic_slt3", "tic_mfh", "tic_slt1", "tic_mfh_history"]

refresh = define_asset_job(
    "refresh", AssetSelection.all(), description="Fetch, check, build, audit and publish everything."
)
tic_release = define_asset_job(
    "tic_release",
    AssetSelection.assets(*(["fetch", name] for name in TIC)).downstream(),
    description="Fetch the files of a TIC release, and build, audit and publish what they change.",
)
nightly_refresh = ScheduleDefinition(
    name="nightly_refresh",
    job=refresh,
    cron_schedule="30 2 * * *",
    execution_timezone=settings.NEW_YORK,
    default_status=DefaultScheduleStatus.RUNNING,
    description="Every night at 02:30 New York. One run makes up for all missed nights: runs are idempotent.",
)


def release_polling(home: Path) -> ScheduleDefinition:
    """Ask for a release every quarter of an hour from 16:00 to 20:00 New York, on its days, until it is in.

    A slot that is missed or cancelled costs nothing: the nightly run goes on asking.
    """

    @schedule(
        name="tic_release_polling",
        job=tic_release,
        cron_schedule=["*/15 16-19 * * *", "0 20 * * *"],
        execution_timezone=settings.NEW_YORK,
        default_status=DefaultScheduleStatus.RUNNING,
        description="From 16:00 to 20:00 New York on days of a TIC release, until the new month is published.",
    )
    def tic_release_polling(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        moment = context.scheduled_execution_time.astimezone(ZoneInfo(settings.NEW_YORK))
        due = awaited(moment.date())
        if due is None:
            return SkipReason(f"no TIC release is scheduled for {moment.date()}")
        newest = newest_month(home)
        if newest and newest >= due:
            return SkipReason(f"{due:%Y-%m} is in")
        return RunRequest(run_key=f"tic {due:%Y-%m} {moment.isoformat()}")

    return tic_release_polling


def awaited(day: date) -> date | None:
    """The newest month that may come out on a day; None on a day without a release.

    A day by rule is any from the first day of its window to the last; a cancelled slot is asked too, and gives up.
    """
    calendar = release_calendar().query("calendar == 'tic'")
    at = datetime.combine(day, datetime.min.time())
    window = (calendar["earliest_on"] <= at) & (at <= calendar["released_on"])
    months = calendar.loc[window | (calendar["cancelled_on"] == at), "period"]
    return None if months.empty else months.max().date()


def newest_month(home: Path) -> date | None:
    """The newest month of Table 3 in the published file; None where there is none, or it cannot be read."""
    path = home / FILE
    if not path.exists():
        return None
    query = "select newest_period from meta.tables where table_name = 'raw.tic_slt3'"
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            found = con.execute(query).fetchall()
    except duckdb.Error:  # the run that is asked for puts a damaged file right
        return None
    return found[0][0] if found else None
