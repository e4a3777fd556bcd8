"""What is told, to whom, and that it is told once: on a small home made by hand, and receivers on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from dagster import (
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    build_run_status_sensor_context,
    build_sensor_context,
    job,
    op,
)
from dagster._core.test_utils import create_run_for_test

from pipelines import settings
from pipelines.alerts import dispatch
from pipelines.alerts.dispatch import ATTEMPTS, LONGEST_WAIT, note_failure, send
from pipelines.alerts.found import Alert, alerts
from pipelines.alerts.message import message
from pipelines.archive.store import Archive
from pipelines.cli import run as terminal
from pipelines.cli.main import main
from pipelines.definitions import defs
from pipelines.orchestration import alerting
from pipelines.orchestration.dead_runs import GONE
from tests.receivers import Webhook, webhook

NOW = datetime(2026, 7, 14, 21, tzinfo=UTC)
CHANGE = {
    "source": "tic_slt3",
    "new_months": 1,
    "newest_new": "2026-05-31",
    "revised_values": 0,
    "flipped_signs": 0,
    "largest": None,
}
VERDICT = {
    "claim": "B02",
    "part": "total",
    "evaluation": "latest",
    "before": "SUPPORTED",
    "after": "MIXED",
    "reason": "Denmark held 9.5 bn.",
    "published_at": NOW.isoformat(),
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, which a test may set."""
    at = [NOW]
    for module in (settings, settings.clock):
        monkeypatch.setattr(module, "now", lambda: at[0])
    return at


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with an empty event log and a published file: one source late, one unusual change of two."""
    (tmp_path / "archive").mkdir()
    with duckdb.connect(str(tmp_path / "reservewatch.duckdb")) as con:
        con.execute("""
            create schema meta; create schema marts;
            create table meta.sources as from (values
              ('tic_slt3', 'TIC Table 3', 'tic'), ('fred', 'Series of FRED', null)) as t (source, title, calendar);
            create table meta.tables as from (values
              ('raw.tic_slt3', date '2026-05-31'), ('raw.fred', date '2026-06-01')) as t (table_name, newest_period);
            create table marts.totals as from (values
              (date '2026-04-30', 'GRAND_TOTAL', 9000.0, 7000.0, 2000.0),
              (date '2026-05-31', 'GRAND_TOTAL', 9012.5, 7010.0, 2002.5))
              as t (month, row_id, holdings_usd_bn, long_term_usd_bn, bills_usd_bn);
            create table marts.freshness as from (values
              ('fred', date '2026-06-01', 20, timestamp '2026-06-05', 39, 'late'),
              ('tic_slt3', date '2026-05-31', 0, null, 0, 'fresh'))
              as t (source, newest_period, missing_periods, missing_since, days_late, state);
            create table marts.unusual_changes as from (values
              (date '2026-05-31', 'CHN', 'holdings_change', 'China, change in holdings, May 2026: -61.2 USD bn.', -61.2, -4.1),
              (date '2026-05-31', 'JPN', 'holdings_change', 'Japan, change in holdings, May 2026: +1 USD bn.', 1.0, 3.4),
              (date '2026-04-30', 'CHN', 'holdings_change', 'China, of April.', -90.0, -9.0))
              as t (month, holder_id, change_measure, sentence, measured_usd_bn, robust_z);""")
    return tmp_path


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook() as server:
        monkeypatch.setenv("RESERVEWATCH_ALERT_WEBHOOK", server.url)
        yield server


def noted(home: Path, event: str = "") -> list[dict[str, Any]]:
    return [e for e in Archive(home / "archive").events() if event in ("", e["event"])]


def publish(home: Path) -> None:
    """What a publication notes."""
    archive = Archive(home / "archive")
    archive.log(
        "published", fingerprint="f", published_at=NOW.isoformat(), changes=[CHANGE, {**CHANGE, "source": "fred"}]
    )
    archive.log("verdict", **VERDICT)
    archive.log("verdict", **{**VERDICT, "claim": "B99", "before": None})  # a new claim is no change


ALL = """reservewatch: 1 failed run, 1 new TIC month, 1 unusual change, 1 changed verdict, 1 late source

Failed run
- 2026-07-14 21:00 UTC: marts.holders: only_countries: 1 row
The previous publication stays current. See `reservewatch status`, or the runs on Dagster's page.

New TIC month
- 2026-05, TIC Table 3. All foreigners hold 9,012.5 USD bn (+12.5 in the month).
See report/index.html#lead and report/index.html#flows.

Unusual change
- China, change in holdings, May 2026: -61.2 USD bn.
By the holder's own history; the largest amounts first. Query: from marts.unusual_changes where month = (select max(month) from marts.unusual_changes) and abs(robust_z) >= 3.5

Changed verdict
- B02, total, latest: SUPPORTED, now MIXED. Denmark held 9.5 bn. Report: report/index.html#claim-B02
See `reservewatch claims` with the id of the claim.

Late source
- Series of FRED (fred): newest 2026-06-01, 20 periods missing since 2026-06-05.
Query: from marts.freshness where state = 'late'. Report: report/index.html#sources
"""


@pytest.mark.promise("alerts.once")
def test_all_that_is_new_comes_in_one_message_and_once(home: Path, hook: Webhook) -> None:
    publish(home)
    note_failure(home, "r1", ["marts.holders: only_countries: 1 row"])
    note_failure(home, "r1", ["noted twice, told once"])
    assert [str(done) for done in send(home)] == ["5 alerts sent by webhook"]
    assert [m["text"].replace("&gt;", ">") for m in hook.got] == [ALL]
    assert send(home) == [] and len(hook.got) == 1
    note_failure(home, "r2", ["disk full"])
    assert [done.count for done in send(home)] == [1]
    assert "- 2026-07-14 21:00 UTC: disk full" in hook.got[1]["text"] and "China" not in hook.got[1]["text"]


@pytest.mark.promise("alerts.once")
def test_each_receiver_gets_each_alert_once(
    home: Path, hook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver that is set later gets what it did not get."""
    send(home)
    monkeypatch.setenv("RESERVEWATCH_ALERT_COMMAND", f"tee -a {tmp_path / 'told'}")
    assert [done.receiver for done in send(home)] == ["command"] and send(home) == []
    assert (tmp_path / "told").read_text().startswith("reservewatch: 1 unusual change, 1 late source\n")
    assert len(hook.got) == 1


def test_nothing_is_sent_or_noted_without_receivers(home: Path) -> None:
    assert send(home) == [] and noted(home) == []


def test_a_home_without_archive_or_file_has_nothing_to_tell(hook: Webhook, tmp_path: Path) -> None:
    assert send(tmp_path / "none") == []
    (tmp_path / "archive").mkdir()
    assert send(tmp_path) == []
    (tmp_path / "reservewatch.duckdb").write_bytes(b"damaged")
    note_failure(tmp_path, "r1", ["disk full"])
    assert [done.count for done in send(tmp_path)] == [1]


@pytest.mark.promise("alerts.tried_again")
def test_a_receiver_that_fails_is_tried_again_and_gets_everything(
    home: Path, hook: Webhook, clock: list[datetime]
) -> None:
    hook.status = 500
    assert [str(done) for done in send(home)] == ["2 alerts not sent by webhook: it answered 500"]
    assert send(home) == []  # it is left alone for a minute
    clock[0] += timedelta(minutes=1)
    note_failure(home, "r1", ["disk full"])
    assert [done.count for done in send(home)] == [3]
    clock[0] += timedelta(minutes=1)
    assert send(home) == []  # now for two
    hook.status = 200
    assert [str(done) for done in send(home, at_once=True)] == ["3 alerts sent by webhook"]
    assert len(hook.got) == 1 and send(home) == []
    assert [(e["receiver"], e["detail"]) for e in noted(home, "alert failed")] == [("webhook", "it answered 500")] * 2


@pytest.mark.promise("alerts.tried_again")
def test_a_receiver_that_goes_on_failing_is_given_up_after_three_days(
    home: Path, hook: Webhook, clock: list[datetime]
) -> None:
    hook.status = 500
    for count in range(ATTEMPTS + 5):  # as soon as it may be asked
        send(home)
        clock[0] += min(timedelta(minutes=2**count), LONGEST_WAIT)
    failures = noted(home, "alert failed")
    assert len(failures) == ATTEMPTS
    lasted = datetime.fromisoformat(failures[-1]["at"]) - datetime.fromisoformat(failures[0]["at"])
    assert timedelta(days=2.5) < lasted < timedelta(days=3.5)
    [given_up] = noted(home, "alerts given up")
    assert len(given_up["alerts"]) == 2 and given_up["detail"] == "it answered 500"
    hook.status = 200
    note_failure(home, "r1", ["disk full"])
    assert [done.count for done in send(home)] == [1]  # what is new goes out


@pytest.mark.promise("secrets.not_shown")
def test_no_event_has_the_address_of_a_webhook(home: Path, hook: Webhook) -> None:
    hook.status = 500
    send(home)
    hook.status = 200
    send(home, at_once=True)
    assert "secret" not in (home / "archive" / "events.jsonl").read_text()


@pytest.mark.promise("alerts.once")
def test_while_one_process_sends_another_does_not(home: Path, hook: Webhook) -> None:
    with dispatch._alone(home / "archive") as is_alone:
        assert is_alone and send(home) == []
    assert len(send(home)) == 1


def test_what_is_older_than_a_week_is_no_news(home: Path, clock: list[datetime]) -> None:
    publish(home)
    assert {a.kind for a in alerts(home, noted(home))} == {
        "new TIC month",
        "unusual change",
        "changed verdict",
        "late source",
    }
    clock[0] += timedelta(days=7, seconds=1)
    assert {a.kind for a in alerts(home, noted(home))} == {"unusual change", "late source"}


@pytest.mark.parametrize(("limit", "count"), [("3.4", 2), ("3.5", 1), ("4.2", 0)])
def test_the_threshold_is_a_setting(limit: str, count: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESERVEWATCH_ALERT_Z", limit)
    assert sum(a.kind == "unusual change" for a in alerts(home, [])) == count


def test_an_older_month_that_is_loaded_late_is_no_news(home: Path) -> None:
    changes = [{**CHANGE, "newest_new": "2019-03-31"}, {**CHANGE, "newest_new": None}]
    Archive(home / "archive").log("published", fingerprint="f", published_at=NOW.isoformat(), changes=changes)
    assert not any(a.kind == "new TIC month" for a in alerts(home, noted(home)))


def test_a_run_that_two_processes_noted_is_told_once_and_in_one_line(home: Path) -> None:
    for _ in range(2):
        Archive(home / "archive").log("run failed", run="r1", detail="disk\n  full " + "x" * 2000)
    [failed] = [a for a in alerts(home, noted(home)) if a.kind == "failed run"]
    assert "disk full xxx" in failed.text and "\n" not in failed.text and len(failed.text) < 700


def test_a_late_source_is_told_again_only_when_it_moved_and_stopped_again(home: Path, hook: Webhook) -> None:
    send(home)
    with duckdb.connect(str(home / "reservewatch.duckdb")) as con:
        con.execute("update marts.freshness set days_late = 60, missing_periods = 40")
        assert send(home) == []
        con.execute("update marts.freshness set newest_period = date '2026-06-20' where source = 'fred'")
    send(home)
    assert "newest 2026-06-20" in hook.got[1]["text"] and "1 late source\n" in hook.got[1]["text"]


def test_a_long_list_is_cut_and_counted() -> None:
    text = message([Alert("late source", str(n), f"source {n}") for n in range(14)])
    assert text.startswith("reservewatch: 14 late sources\n\nLate sources\n- source 0\n")
    assert "- source 9\n- and 4 more\nQuery" in text and "source 10" not in text


def test_events_of_alerts_are_events(home: Path) -> None:
    archive = Archive(home / "archive")
    archive.log("alerted", receiver="webhook")
    archive.log("alert failed", receiver="webhook", alerts=["a", 1], detail="")
    archive.log("alerted", receiver="webhook", alerts=["a"])
    assert len(archive.bad_lines()) == 2 and [e["alerts"] for e in archive.events()] == [["a"]]


class TestCommand:
    """`reservewatch alerts`."""

    def test_without_a_receiver_it_says_what_to_set(self) -> None:
        done = CliRunner().invoke(main, ["alerts", "--test"])
        assert done.exit_code == 1 and "no receiver is set: RESERVEWATCH_ALERT_WEBHOOK, " in done.output

    def test_a_test_goes_to_every_receiver_and_says_what_happened(
        self, home: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RESERVEWATCH_ALERT_COMMAND", "false")
        done = CliRunner().invoke(main, ["alerts", "--test"])
        failed = "1 alert not sent by command: it ended with exit code 1"
        assert (done.exit_code, done.output.splitlines()) == (1, ["1 alert sent by webhook", failed])
        assert hook.got[0]["text"].startswith("reservewatch: test of alerts") and noted(home) == []

    def test_alone_it_sends_what_was_not_sent(self, home: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RESERVEWATCH_HOME", str(home))
        results = [CliRunner().invoke(main, ["alerts"]) for _ in range(2)]
        assert [(r.exit_code, r.output) for r in results] == [
            (0, "2 alerts sent by webhook\n"),
            (0, "nothing to send\n"),
        ]


class TestDagster:
    """The sensors, and the terminal beside them."""

    def test_a_run_that_failed_is_told_once_by_either(
        self, home: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        @op
        def breaks() -> None:
            raise ValueError("disk full")

        @job
        def refresh() -> None:
            breaks()

        with DagsterInstance.ephemeral() as instance:
            result = refresh.execute_in_process(instance=instance, raise_on_error=False)
            run = result.dagster_run
            event = next(e for e in result.all_events if e.is_run_failure)
            context = build_run_status_sensor_context("failed_runs", event, instance, run)
            alerting.failed_runs(home)(context.for_run_failure())
        assert "breaks: ValueError: disk full" in hook.got[0]["text"]
        monkeypatch.setattr(terminal, "_run", lambda *_: (run.run_id, ["as the terminal says it"]))
        monkeypatch.setattr(terminal, "mend", lambda *_, **__: False)
        told = terminal.refresh(home, offline=False)
        assert told["failures"] == ["as the terminal says it"] and told["alerts"] == []
        assert len(hook.got) == 1 and len(noted(home, "run failed")) == 1

    def test_a_run_that_was_marked_failed_says_why(self) -> None:
        with DagsterInstance.ephemeral() as instance:
            run = create_run_for_test(instance, job_name="refresh")
            instance.report_run_failed(run, GONE)
            assert alerting.why(instance, run.run_id) == [GONE]

    @pytest.mark.promise("alerts.no_run_fails")
    def test_a_terminal_refresh_sends_them_and_a_receiver_never_makes_it_fail(
        self, home: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(terminal, "_run", lambda *_: ("r1", []))
        assert terminal.refresh(home, offline=True)["alerts"] == []
        hook.status = 500
        told = terminal.refresh(home, offline=False)
        assert (told["failures"], told["alerts"]) == ([], ["2 alerts not sent by webhook: it answered 500"])

    def test_the_scheduler_sends_every_minute_while_no_run_works(self, home: Path, hook: Webhook) -> None:
        with DagsterInstance.ephemeral() as instance:
            run = create_run_for_test(instance, job_name="refresh", status=DagsterRunStatus.STARTED)
            assert "a run is at work" in str(alerting.publications(home)(build_sensor_context(instance)))
            assert hook.got == []
            instance.delete_run(run.run_id)
            told = alerting.publications(home)(build_sensor_context(instance))
        assert "2 alerts sent by webhook" in str(told)
        for name in ("alerts", "failed_runs"):
            sensor = defs.resolve_sensor_def(name)
            assert (sensor.minimum_interval_seconds, sensor.default_status) == (60, DefaultSensorStatus.RUNNING)


def test_the_file_of_a_real_refresh_has_unusual_changes_and_late_sources(refreshed: Path) -> None:
    """The queries run over the published tables."""
    found = alerts(
        refreshed, [{"event": "published", "at": NOW.isoformat(), "changes": [{**CHANGE, "newest_new": "2026-04-30"}]}]
    )
    kinds = {a.kind for a in found}
    assert kinds == {"unusual change", "late source", "new TIC month"}
    assert any(
        a.text.startswith("Canada, change in holdings, April 2026: -42.4 USD bn, the largest fall since") for a in found
    )
    [month] = [a.text for a in found if a.kind == "new TIC month"]
    assert month.startswith("2026-04, TIC Table 3: ") and json.dumps(month).count("USD bn") == 1
