"""Makes a night of every few minutes, as NIGHT_S says: what is scheduled by the clock comes while a test waits for it.

Python imports it at its start where this folder is on PYTHONPATH.
"""

import os

import dagster

schedule = dagster.ScheduleDefinition.__init__


def soon(self: dagster.ScheduleDefinition, *arguments: object, **named: object) -> None:
    if named.get("name") == "nightly_refresh":
        named["cron_schedule"] = f"*/{int(os.environ['NIGHT_S']) // 60} * * * *"
    schedule(self, *arguments, **named)  # type: ignore[arg-type]


dagster.ScheduleDefinition.__init__ = soon  # type: ignore[method-assign, assignment]
