"""A proxy that the environment names, and the certificates of hosts, on loopback."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.archive import fetch
from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from tests.conftest import BY_NAME, sample

TABLE_5 = BY_NAME["tic_mfh"]
HOST = "ticdata.treasury.gov"
SUBJECT = ["-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=test"]
VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy", "requests_ca_bundle", "curl_ca_bundle")


@dataclass
class Proxy:
    """Takes CONNECT, and leads every tunnel to one port of this machine; `asked` are the targets."""

    to: int | None = None
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> "Proxy":
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.asked.append(self.path)
                if proxy.to is None:
                    self.send_error(407)
                    return
                self.send_response(200)
                self.end_headers()
                with socket.create_connection(("127.0.0.1", proxy.to)) as other:
                    back = threading.Thread(target=pass_on, args=(other, self.connection))
                    back.start()
                    pass_on(self.connection, other)
                    back.join()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


def pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(2**16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine, and no pause before another try."""
    monkeypatch.setattr(fetch._Retry, "_nap", lambda *_: None)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of the host, made for this test and signed by nobody."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not there to make a certificate")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    names = ["-addext", f"subjectAltName=DNS:{HOST}"]
    command = ["openssl", "req", "-x509", *SUBJECT, *names, "-keyout", str(file), "-out", str(file) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.fixture
def host(certificate: Path) -> Iterator[int]:
    """The port of a server that answers as the publisher does, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(sample(TABLE_5))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def fetched(archive: Path, url: str = TABLE_5.url) -> Outcome:
    source = replace(TABLE_5, url=url)
    return Fetcher(Archive(archive), None, 20, pace=0).fetch([source])[source.name]


@pytest.mark.promise("publishers.proxy")
def test_a_file_comes_through_the_proxy(
    host: int, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
    with Proxy(host) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert fetched(tmp_path).state == "new"
        assert proxy.asked == [f"{HOST}:443"]


@pytest.mark.promise("publishers.certificate")
def test_a_certificate_that_nobody_signed_is_refused(
    host: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(host) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        outcome = fetched(tmp_path)
    assert outcome.state == "failed" and "certificate verify failed" in outcome.detail


@pytest.mark.promise("publishers.certificate")
def test_a_certificate_of_another_host_is_refused(
    host: int, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
    with Proxy(host) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        outcome = fetched(tmp_path, "https://other.example/slt_table5.txt")
    assert outcome.state == "failed" and "certificate" in outcome.detail


@pytest.mark.promise("publishers.proxy")
def test_a_host_that_is_excepted_is_asked_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "localhost")
        assert fetched(tmp_path, "https://localhost/slt_table5.txt").state == "failed"
        assert proxy.asked == []
        monkeypatch.delenv("NO_PROXY")
        assert fetched(tmp_path, "https://localhost/slt_table5.txt").state == "failed"
        assert proxy.asked[0] == "localhost:443"


@pytest.mark.promise("secrets.not_shown")
@pytest.mark.parametrize("proxy", ["http://me:secret@127.0.0.1:9", "http://me:secret@127.0.0.1:port", "http://me:secret@", "socks5://me:secret@127.0.0.1:9", "me:secret", "http://[me:secret@x"])  # fmt: skip
def test_no_message_repeats_the_password_of_a_proxy(
    proxy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    outcome = fetched(tmp_path)
    assert outcome.state == "failed"
    assert "secret" not in outcome.detail
    assert b"secret" not in (tmp_path / "events.jsonl").read_bytes()
