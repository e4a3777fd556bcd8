"""Receivers of alerts, tried on loopback: what arrives, what goes wrong, and that no fault shows a secret."""

import base64
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.alerts import receivers
from pipelines.alerts.receivers import Undelivered, configured, mail, post, run
from pipelines.settings.alerts import Mail
from tests.receivers import mail_server, webhook

TEXT = "reservewatch: 1 failed run\n\n- Côte d'Ivoire <!channel> & more\n"
SECRET = "secret-9b1d"


def fault(deliver: receivers.Deliver) -> str:
    """What is said where a message does not arrive; never a secret."""
    with pytest.raises(Undelivered) as error:
        deliver(TEXT)
    assert SECRET not in str(error.value) and error.value.__cause__ is None
    return str(error.value)


def only(monkeypatch: pytest.MonkeyPatch, **values: str) -> receivers.Deliver:
    """The one receiver that these variables name."""
    for name, value in values.items():
        monkeypatch.setenv(f"RESERVEWATCH_ALERT_{name}", value)
    [deliver] = configured().values()
    return deliver


@pytest.mark.promise("alerts.received")
def test_a_webhook_gets_the_text_as_slack_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nobody listens there
    with webhook() as server:
        only(monkeypatch, WEBHOOK=server.url)(TEXT)
    escaped = "reservewatch: 1 failed run\n\n- Côte d'Ivoire &lt;!channel&gt; &amp; more\n"
    assert server.got == [{"path": "/T0/secret-9b1d", "text": escaped}]


@pytest.mark.promise("alerts.fault_named")
@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_answers_otherwise_is_named_by_its_status(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as server:
        server.status = status
        said = fault(only(monkeypatch, WEBHOOK=server.url))
    assert said == f"it answered {status}" + (", a redirect, which is not followed" if status == 302 else "")
    assert server.got == []


@pytest.mark.promise("alerts.fault_named")
def test_a_webhook_that_is_down_or_hangs_or_speaks_no_tls_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT_S", 0.3)
    assert fault(only(monkeypatch, WEBHOOK=f"http://127.0.0.1:9/{SECRET}")) == "it cannot be reached"
    with webhook() as server:
        server.hangs = 1
        assert fault(only(monkeypatch, WEBHOOK=server.url)) == "it did not answer within 0.3 s"
        tls = server.url.replace("http:", "https:")
        assert fault(only(monkeypatch, WEBHOOK=tls)) == "its certificate is not valid"


def drip(listener: socket.socket) -> None:
    """Send a byte now and then: every single read comes in its time."""
    connection, _ = listener.accept()
    with connection, suppress(OSError):
        while True:
            connection.sendall(b"2")
            time.sleep(0.1)


@pytest.mark.promise("alerts.fault_named")
@pytest.mark.parametrize("receiver", ["webhook", "mail"])
def test_a_server_that_drips_is_not_waited_for(receiver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        at = f"127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        named = (
            {"WEBHOOK": f"http://{at}/{SECRET}"}
            if receiver == "webhook"
            else {"MAIL": "a@b.org", "SMTP": f"smtp://{at}"}
        )
        start = time.monotonic()
        assert fault(only(monkeypatch, **named)) == "it did not answer within 0.5 s"
    assert 0.4 < time.monotonic() - start < 5


@pytest.mark.promise("secrets.not_shown")
def test_an_unforeseen_error_is_named_by_its_kind_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(address: str, text: str) -> None:
        raise RuntimeError(address)

    monkeypatch.setattr(receivers, "post", fails)
    assert fault(only(monkeypatch, WEBHOOK=f"http://127.0.0.1:9/{SECRET}")) == "an unforeseen RuntimeError"


def to(port: int, security: str = "none", **login: str) -> Mail:
    return Mail(["desk@example.org", "b@example.org"], "watch@example.org", "localhost", port, security, **login)


@pytest.mark.promise("alerts.received")
def test_a_mail_has_the_first_line_as_its_subject_and_goes_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        named = {"MAIL": "desk@example.org, b@example.org", "SMTP": f"smtp://127.0.0.1:{server.port}"}
        only(monkeypatch, **named)(TEXT)
    [message] = server.got
    assert "Subject: reservewatch: 1 failed run\r\n" in message and "To: desk@example.org, b@example.org" in message
    assert "From: desk@example.org" in message and "Date: " in message and "Message-ID: <" in message
    assert server.said.count("RCPT") == 2 and "AUTH" not in server.said and "STARTTLS" not in server.said


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Key and certificate of localhost in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not there to make a certificate")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run([*made, *names], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return str(file)


@pytest.mark.promise("alerts.received")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_goes_over_tls_with_a_login(security: str, certificate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    with mail_server(security == "tls", certificate) as server:
        server.login = base64.b64encode(f"\0me\0{SECRET}".encode()).decode()
        mail(to(server.port, security, user="me", password=SECRET), TEXT)
        wrong = to(server.port, security, user="me", password="secret-9b1d-wrong")
        assert fault(lambda text: mail(wrong, text)) == "it refused user or password"
    assert len(server.got) == 1 and ("STARTTLS" in server.said) == (security == "starttls")
    assert SECRET not in repr(wrong)


@pytest.mark.promise("alerts.fault_named")
def test_a_mail_server_that_refuses_is_down_or_is_not_trusted_is_named(
    certificate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert fault(lambda text: mail(to(9), text)) == "it cannot be reached"
    with mail_server() as server:
        server.answer = f"451 {SECRET} later"
        assert fault(lambda text: mail(to(server.port), text)) == "it answered 451"
        offers = fault(lambda text: mail(to(server.port, "starttls"), text))
        assert offers == "it does not offer STARTTLS or the login that is set"
    with mail_server(True, certificate) as server:
        said = "its certificate is not valid, or it does not speak TLS"
        assert fault(lambda text: mail(to(server.port, "tls"), text)) == said


PYTHON = [sys.executable, "-c"]


@pytest.mark.promise("alerts.received")
def test_a_command_gets_the_text_on_standard_input(tmp_path: Path) -> None:
    run([*PYTHON, f"import sys; open({str(tmp_path / 'got')!r}, 'wb').write(sys.stdin.buffer.read())"], TEXT)
    assert (tmp_path / "got").read_text() == TEXT


@pytest.mark.promise("alerts.fault_named")
def test_a_command_that_fails_hangs_or_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT_S", 0.5)
    fails = [*PYTHON, f"import sys; print({SECRET!r}); sys.exit('{SECRET}')"]
    assert fault(lambda text: run(fails, text)) == "it ended with exit code 1"
    child = ["sh", "-c", f"(sleep 1; touch {tmp_path}/late) & sleep 60"]
    assert fault(lambda text: run(child, text)) == "it did not end within 0.5 s, and was ended"
    assert fault(lambda text: run([str(tmp_path / "gone")], text)) == "it cannot be started"
    time.sleep(1)
    assert not (tmp_path / "late").exists()  # what it had started was ended too


def test_without_settings_nobody_is_told() -> None:
    assert configured() == {}


def test_a_post_needs_no_settings() -> None:
    with webhook() as server:
        post(server.url, "one line")
    assert server.got[0]["text"] == "one line"
