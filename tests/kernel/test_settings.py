"""Variables of the environment: each is validated before anything is done, in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import project, settings
from pipelines.settings import NAMES, PREFIX, BadSetting
from tests.conftest import ROOT, environment, reservewatch

VALID = [
    ("HISTORY_DAYS", "0"), ("HISTORY_DAYS", "36500"), ("HISTORY_DAYS", ""), ("NOW", "2026-11-22T12:00:00-05:00"),
    ("NOW", "2026-11-22T12:00Z"), ("MIRROR", "https://mirror.example/path/"), ("MIRROR", "http://[::1]:8000"),
    ("MIRROR", ""), ("HOME", ""), ("LICENSED", "lbma_gold, wgc_reserves"), ("LICENSED", ""), ("UI_TOKEN", "a.b_c~d-9"),
    ("TEST_DATA", "anything"),
]  # fmt: skip
FAULTY = [
    *[("HISTORY_DAYS", value) for value in ("-1", "ninety", "1.5", "1e3", " 9", "36501", "٩", "9" * 99)],
    *[("NOW", value) for value in ("today", "2026-11-22", "2026-11-22T12:00", "2026-02-30T12:00Z", "0001-01-01T00:00+14:00", "9999-12-31T23:59Z")],
    *[("MIRROR", value) for value in ("localhost:8000", "ftp://host", "file:///etc", "http://", "http://host:port", "http://host:99999", "http://host:0", "http://host/?a=b", "http://a b", "http://[::1", "http://host#x", "//host")],
    *[("HOME", value) for value in (__file__, "a" * 5000)],
    *[("LICENSED", value) for value in ("lbma", "lbma_gold;wgc_reserves", "tic_mfh")],
    *[("UI_TOKEN", value) for value in ("", " ", "two words", "a;b", "a&b", "a#b", "a%b", "a+b", "naïve", "a\nb")],
]  # fmt: skip


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "_offset", settings._offset.__wrapped__)


@pytest.mark.parametrize(("name", "value"), VALID)
def test_what_is_valid_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    project.check()


@pytest.mark.promise("inputs.environment")
@pytest.mark.parametrize(("name", "value"), FAULTY)
def test_a_faulty_variable_is_named_in_one_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(BadSetting, match=rf"^{PREFIX}{name}: expected .+; found .+\. .+\.$") as error:
        project.check()
    assert len(str(error.value)) < 500


@pytest.mark.promise("secrets.not_shown")
@pytest.mark.parametrize(
    ("name", "value"),
    [("UI_TOKEN", "secret word"), ("MIRROR", "https://me:secret@host"), ("MIRROR", "https://x:secret")],
)
def test_no_message_repeats_a_secret(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(BadSetting) as error:
        project.check()
    assert "secret" not in str(error.value)


@pytest.mark.promise("inputs.environment")
@pytest.mark.parametrize(
    ("name", "meant"),
    [("MIROR", "MIRROR"), ("HISTORY", "HISTORY_DAYS"), ("TOKEN", "UI_TOKEN"), ("ui_token", ""), ("", "")],
)
def test_an_unknown_variable_is_a_typing_error(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, "1")
    with pytest.raises(BadSetting, match=f"{PREFIX}{name}: .* Did you mean {PREFIX}{meant}") as error:
        project.check()
    assert any(f"{PREFIX}{known}?" in str(error.value) for known in NAMES)


COMMANDS = [
    "refresh --offline", "status", "sql from", "tables", "ingest x --source tic_mfh", "ui", "archive", "archive export x",
    "archive import x", "export --to x", "build marts.holders", "snapshot", "rebuild --to x", "rollback", "dictionary",
    "claims", "claims B04",
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
