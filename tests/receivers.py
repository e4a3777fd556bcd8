"""Receivers of alerts on loopback: a web server and a mail server that keep what they got, and fail as they are told."""

import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Webhook:
    """What came, and the status that is answered; `hangs` answers nothing for that many seconds."""

    status: int = 200
    hangs: float = 0
    got: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def webhook() -> Iterator[Webhook]:
    state = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(state.hangs)
            if state.status == 200:
                state.got.append({"path": self.path, **json.loads(body)})
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/T0/secret-9b1d"
    with serving(server):
        yield state


@dataclass
class MailServer:
    """Messages that came, the answer to them, and the login that is asked for."""

    answer: str = "250 taken"
    login: str = ""
    certificate: str = ""
    got: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def mail_server(is_tls: bool = False, certificate: str = "") -> Iterator[MailServer]:
    """A stand-in for a mail server; it speaks TLS from the beginning, or after STARTTLS where it has a certificate."""
    state = MailServer(certificate=certificate)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.talk(wrapped(self.request, certificate) if is_tls else self.request)

        def talk(self, connection: ssl.SSLSocket) -> None:
            lines = connection.makefile("rb")
            connection.sendall(b"220 here\r\n")
            while line := lines.readline().decode().strip():
                word = line.upper().split()[0]
                state.said.append(word)
                connection.sendall(f"{answer(word, line, state)}\r\n".encode())
                if word == "STARTTLS":
                    connection = wrapped(connection, certificate)
                    lines = connection.makefile("rb")
                if word == "DATA":
                    state.got.append(b"".join(iter(lines.readline, b".\r\n")).decode())
                    connection.sendall(f"{state.answer}\r\n".encode())

    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    state.port = server.server_address[1]
    with serving(server):
        yield state


def answer(word: str, line: str, state: MailServer) -> str:
    """What a mail server answers to one command."""
    offered = "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN" if state.certificate else "250-here\r\n250 AUTH PLAIN"
    known = {"EHLO": offered, "STARTTLS": "220 go on", "DATA": "354 go on", "QUIT": "221 bye"}
    if word == "AUTH":
        return "235 welcome" if line.split()[-1] == state.login else "535 wrong"
    return known.get(word, "250 fine")


def wrapped(connection: ssl.SSLSocket, certificate: str) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(connection, server_side=True)


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
