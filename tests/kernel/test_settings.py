"""Variables of the environment: each is validated before anything is done, in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import project, settings
from pipelines.outputs.lake.address import given
from pipelines.settings import NAMES, PREFIX, BadSetting
from tests.conftest import ROOT, environment, reservewatch

VALID = [
    ("HISTORY_DAYS", "0"), ("HISTORY_DAYS", "36500"), ("HISTORY_DAYS", ""), ("HISTORY_RUNS", "0"), ("NOW", "2026-11-22T12:00:00-05:00"),
    ("NOW", "2026-11-22T12:00Z"), ("MIRROR", "https://mirror.example/path/"), ("MIRROR", "http://[::1]:8000"),
    ("MIRROR", ""), ("HOME", ""), ("LICENSED", "lbma_gold, wgc_reserves"), ("LICENSED", ""), ("UI_TOKEN", "a.b_c~d-9"),
    ("TEST_DATA", "anything"), ("ALERT_WEBHOOK", "https://hooks.example.org/T0/B0?x=1"), ("ALERT_WEBHOOK", "https://8.8.8.8/x"),
    ("ALERT_WEBHOOK", "http://127.0.0.1:8000/"), ("ALERT_WEBHOOK", "http://[::1]:8000"), ("ALERT_WEBHOOK", "http://localhost/x"),
    ("ALERT_WEBHOOK", ""), ("ALERT_COMMAND", "sh -c 'cat > file'"), ("ALERT_COMMAND", ""), ("ALERT_Z", "4"), ("ALERT_Z", "0.5"),
]  # fmt: skip
FAULTY = [
    *[("HISTORY_DAYS", value) for value in ("-1", "ninety", "1.5", "1e3", " 9", "36501", "٩", "9" * 99)],
    *[("HISTORY_RUNS", value) for value in ("-1", "all", "36501")],
    *[("NOW", value) for value in ("today", "2026-11-22", "2026-11-22T12:00", "2026-02-30T12:00Z", "0001-01-01T00:00+14:00", "9999-12-31T23:59Z")],
    *[("MIRROR", value) for value in ("localhost:8000", "ftp://host", "file:///etc", "http://", "http://host:port", "http://host:99999", "http://host:0", "http://host/?a=b", "http://a b", "http://[::1", "http://host#x", "//host")],
    *[("HOME", value) for value in (__file__, "a" * 5000)],
    *[("LICENSED", value) for value in ("lbma", "lbma_gold;wgc_reserves", "tic_mfh")],
    *[("ALERT_WEBHOOK", value) for value in ("hooks.example.org", "http://hooks.example.org", "http://8.8.8.8", "ftp://127.0.0.1", "https://", "https://host:port", "https://10.0.0.1/x", "https://169.254.169.254/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://10.1/x", "https://0x7f000001/", "https://2130706433/", "https://a b", "https://host#x", "https://[::1")],
    *[("ALERT_MAIL", value) for value in ("nobody", "a@b@c", "a@", "a@b;c@d", "a@b\nBcc:c@d", "ä@b")],
    *[("ALERT_MAIL_FROM", value) for value in ("nobody", "a@b, c@d", "A <a@b>")],
    *[("ALERT_SMTP", value) for value in ("", "host:587", "http://host", "smtp://", "smtp://host:port", "smtp://host/path", "smtp://host?x=1", "smtp://ho st")],
    *[("ALERT_COMMAND", value) for value in ("no-such-program --flag", "cat 'open", "/etc/passwd")],
    *[("ALERT_Z", value) for value in ("0", "0.0", "-3.5", "three", "nan", "inf", "1e3", "3,5", "9999")],
    *[("LAKE", value) for value in ("", "lake.duckdb", "postgres:", "postgres:lake", "postgresql://user:secret@host/lake", "postgres:dbname=lake password=secret")],
    *[("LAKE_DATA", value) for value in ("", "data", "s3://", "s3://A", "gs://lake", "https://host/lake")],
    *[("UI_TOKEN", value) for value in ("", " ", "two words", "a;b", "a&b", "a#b", "a%b", "a+b", "naïve", "a\nb")],
]  # fmt: skip


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(settings.clock, "offset", settings.clock.offset.__wrapped__)


@pytest.mark.parametrize(("name", "value"), VALID)
def test_what_is_valid_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    project.check()


@pytest.mark.promise("inputs.environment")
@pytest.mark.parametrize(("name", "value"), FAULTY)
def test_a_faulty_variable_is_named_in_one_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name in ("ALERT_MAIL", "ALERT_MAIL_FROM", "ALERT_SMTP"):
        mailed(monkeypatch)
    monkeypatch.setenv(f"{PREFIX}LAKE", "postgres:dbname=lake") if name == "LAKE_DATA" else None
    monkeypatch.setenv(f"{PREFIX}LAKE_DATA", "/srv/lake") if name == "LAKE" else None
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(BadSetting, match=rf"^{PREFIX}{name}: expected .+; found .+\. .+\.$") as error:
        project.check()
    assert len(str(error.value)) < 500 and "secret" not in str(error.value)


def test_a_lake_needs_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}LAKE", "postgres:dbname=lake host=db.example.org user=reservewatch")
    monkeypatch.setenv(f"{PREFIX}LAKE_DATA", "s3://lake/data")
    monkeypatch.setattr("pipelines.outputs.lake.address.package", lambda extension: None)
    with pytest.raises(
        BadSetting, match=r"the packages of the extra `team`; found DuckDB .* without its extension ducklake"
    ):
        given()


@pytest.mark.promise("secrets.not_shown")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UI_TOKEN", "secret word"), ("MIRROR", "https://me:secret@host"), ("MIRROR", "https://x:secret"),
        ("ALERT_WEBHOOK", "hooks.example.org/secret"), ("ALERT_WEBHOOK", "secret://hooks.example.org"),
        ("ALERT_WEBHOOK", "https://me:secret@hooks.example.org"), ("ALERT_WEBHOOK", "https://x:secret"),
        ("ALERT_WEBHOOK", "https://10.0.0.1/secret"), ("ALERT_WEBHOOK", "https://example.org/secret\n"),
        ("ALERT_COMMAND", "gone --token secret"), ("ALERT_COMMAND", "gone 'secret"),
        ("ALERT_SMTP", "smtp://me:secret@host"), ("ALERT_SMTP_PASSWORD", "secret"),
    ],
)  # fmt: skip
def test_no_message_repeats_a_secret(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(BadSetting) as error:
        project.check()
    assert "secret" not in str(error.value)


def mailed(monkeypatch: pytest.MonkeyPatch, server: str = "smtp://mail.example.org") -> None:
    monkeypatch.setenv("RESERVEWATCH_ALERT_MAIL", "desk@example.org b@c.org")
    monkeypatch.setenv("RESERVEWATCH_ALERT_SMTP", server)


@pytest.mark.parametrize(
    ("server", "host", "port", "security"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, "starttls"),
        ("smtp://mail.example.org:2525/", "mail.example.org", 2525, "starttls"),
        ("smtps://mail.example.org", "mail.example.org", 465, "tls"),
        ("smtp://localhost", "localhost", 25, "none"),
        ("smtps://127.0.0.1:4650", "127.0.0.1", 4650, "tls"),
    ],
)
def test_mail_leaves_this_machine_encrypted(
    server: str, host: str, port: int, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed(monkeypatch, server)
    addresses = ["desk@example.org", "b@c.org"]
    assert settings.alerts.mail() == settings.alerts.Mail(addresses, "desk@example.org", host, port, security)
    monkeypatch.setenv("RESERVEWATCH_ALERT_MAIL_FROM", "watch@example.org")
    monkeypatch.setenv("RESERVEWATCH_ALERT_SMTP_USER", "me")
    with pytest.raises(BadSetting, match="ALERT_SMTP_PASSWORD: expected user and password together"):
        project.check()
    monkeypatch.setenv("RESERVEWATCH_ALERT_SMTP_PASSWORD", "secret")
    found = settings.alerts.mail()
    assert found == settings.alerts.Mail(addresses, "watch@example.org", host, port, security, "me", "secret")
    assert "secret" not in repr(found)


def test_no_alert_is_sent_unless_it_is_asked_for() -> None:
    assert (settings.alerts.webhook(), settings.alerts.mail(), settings.alerts.command()) == (None, None, [])
    assert settings.alerts.z() == 3.5


@pytest.mark.promise("inputs.environment")
@pytest.mark.parametrize(
    ("name", "meant"),
    [("MIROR", "MIRROR"), ("HISTORY_DAY", "HISTORY_DAYS"), ("TOKEN", "UI_TOKEN"), ("ui_token", ""), ("", "")],
)
def test_an_unknown_variable_is_a_typing_error(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, "1")
    with pytest.raises(BadSetting, match=f"{PREFIX}{name}: .* Did you mean {PREFIX}{meant}") as error:
        project.check()
    assert any(f"{PREFIX}{known}?" in str(error.value) for known in NAMES)


COMMANDS = [
    "refresh --offline", "status", "sql from", "tables", "ingest x --source tic_mfh", "ui", "archive", "archive export x",
    "archive import x", "export --to x", "build marts.holders", "snapshot", "rebuild --to x", "rollback", "dictionary",
    "claims", "claims B04", "alerts --test",
]  # fmt: skip


@pytest.mark.promise("inputs.environment")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_validates_them_first(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All begin in one place."""
    from pipelines.cli import start

    monkeypatch.setenv("RESERVEWATCH_HISTORY_DAYS", "ninety")
    monkeypatch.setattr(sys, "argv", ["reservewatch", *command.split()])
    with pytest.raises(SystemExit) as end:
        start.main()
    output = capsys.readouterr()
    assert (end.value.code, output.out, output.err.count("\n")) == (2, "", 1)
    assert output.err.startswith("Error: RESERVEWATCH_HISTORY_DAYS: ")


@pytest.mark.promise("inputs.environment")
def test_the_installed_command_begins_there(tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("reservewatch"), "status"]
    env = environment(tmp_path) | {"RESERVEWATCH_MIRROR": "nowhere"}
    result = subprocess.run(command, env=env, text=True, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)


@pytest.mark.promise("inputs.environment")
def test_a_home_that_cannot_be_written_is_named() -> None:
    result = reservewatch("archive", "export", "x", home=Path("/proc/none"))  # not even the superuser can write it
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "Error: RESERVEWATCH_HOME: expected a folder that can be written; found '/proc/none'."
    )


@pytest.mark.promise("inputs.environment")
def test_dagster_validates_them_when_it_loads_the_definitions(tmp_path: Path) -> None:
    env = environment(tmp_path) | {"RESERVEWATCH_LICENSED": "lbma"}
    command = [sys.executable, "-c", "import pipelines.definitions"]
    result = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    assert "BadSetting: RESERVEWATCH_LICENSED: expected some of lbma_gold, wgc_reserves; found 'lbma'" in result.stderr
