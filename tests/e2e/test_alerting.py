"""Alerts as they are sent while Dagster's page and its scheduler run, and from a terminal beside them."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import reservewatch
from tests.page import started
from tests.receivers import webhook


@pytest.mark.long
@pytest.mark.promise("alerts.once")
def test_the_scheduler_and_the_terminal_send_each_alert_once(
    home: Path, record_property: Callable[[str, object], None]
) -> None:
    with webhook() as hook:
        receiver = {"RESERVEWATCH_ALERT_WEBHOOK": hook.url}
        begun = time.monotonic()
        with started(home, **receiver):
            while not hook.got and time.monotonic() < begun + 180:
                time.sleep(1)
            seconds = time.monotonic() - begun
            done = reservewatch("refresh", "--json", home=home, mirror="http://127.0.0.1:9", more=receiver)
            time.sleep(70)  # the scheduler looks again
        [told] = hook.got
    assert " unusual changes, " in told["text"].splitlines()[0]
    assert done.returncode == 0 and json.loads(done.stdout)["alerts"] == []
    record_property("seconds from the start of the page to its first alert", f"{seconds:.0f}")
