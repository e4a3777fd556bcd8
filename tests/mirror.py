"""A loopback server that stands in for every publisher, with faults on request.

It serves `https://host/path?query` at `/host/path?query`, answers conditional requests, and counts
what it was asked. Run it alone with `python tests/mirror.py FOLDER` over a folder with a `urls.csv`.
"""

import csv
import gzip
import hashlib
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

Fault = Callable[[BaseHTTPRequestHandler, bytes], None]


class Server(ThreadingHTTPServer):
    """It takes a connection of every host at once."""

    request_queue_size, daemon_threads = 128, True


@dataclass
class Mirror:
    """Bodies by address; `faults` replace the answer of an address."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def __enter__(self) -> "Mirror":
        self.server = Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                url = "https:/" + self.path
                body = mirror.bodies.get(url)
                fault = mirror.faults.get(url)
                if fault:
                    mirror.asked.append((url, 0))
                    self.close_connection = True
                    fault(self, body or b"")
                elif body is None:
                    mirror.answer(self, 404, b"<!DOCTYPE html><title>not found</title>", url)
                else:
                    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                    same = self.headers.get("If-None-Match") == tag
                    mirror.answer(self, 304 if same else 200, b"" if same else body, url, {"ETag": tag})

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def answer(
        self, to: BaseHTTPRequestHandler, status: int, body: bytes, url: str, headers: dict[str, str] | None = None
    ) -> None:
        self.asked.append((url, status))
        send(to, status, body, headers)


def send(to: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """One plain answer."""
    to.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        to.send_header(name, value)
    to.end_headers()
    to.wfile.write(body)


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    """Another status, such as 429 with `Retry_After="9"`."""
    return lambda to, _: send(to, code, body, {k.replace("_", "-"): v for k, v in headers.items()})


def instead(body: bytes) -> Fault:
    """Another body, with status 200."""
    return lambda to, _: send(to, 200, body)


def cut(keep: int, length: bool = True) -> Fault:
    """The body cut off; with or without the length of the whole."""

    def fault(to: BaseHTTPRequestHandler, body: bytes) -> None:
        to.send_response(200)
        if length:
            to.send_header("Content-Length", str(len(body)))
        to.send_header("Connection", "close")
        to.end_headers()
        to.wfile.write(body[:keep])

    return fault


def hang(seconds: float) -> Fault:
    """Accept, then say nothing."""
    return lambda to, _: time.sleep(seconds)


def drip(seconds: float) -> Fault:
    """One byte at a time, for a bounded while."""

    def fault(to: BaseHTTPRequestHandler, body: bytes) -> None:
        to.send_response(200)
        to.end_headers()
        for i in range(int(seconds * 20)):
            to.wfile.write(body[i : i + 1])
            to.wfile.flush()
            time.sleep(0.05)

    return fault


def reset(to: BaseHTTPRequestHandler, body: bytes) -> None:
    """Half an answer, then a reset of the connection."""
    to.send_response(200)
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.flush()
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.connection.close()


def endless(headers: bool) -> Fault:
    """Headers, or chunks of a body, without end."""

    def fault(to: BaseHTTPRequestHandler, body: bytes) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if headers else b"Transfer-Encoding: chunked\r\n\r\n"))
        piece = b"X: y\r\n" if headers else b"10000\r\n" + b"x" * 2**16 + b"\r\n"
        with suppress(OSError):
            while True:
                to.wfile.write(piece)

    return fault


def chunk_cut(to: BaseHTTPRequestHandler, body: bytes) -> None:
    """A body in chunks, of which the first is cut."""
    to.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + body[:99])


def gzip_cut(off: int) -> Fault:
    """A gzip body without its last bytes; its length is that of what comes."""
    return lambda to, body: send(to, 200, gzip.compress(body)[:-off], {"Content-Encoding": "gzip"})


def wall(to: BaseHTTPRequestHandler, body: bytes) -> None:
    """A page with a cookie; the body for whoever brings the cookie."""
    is_known = "known=1" in to.headers.get("Cookie", "")
    send(to, *((200, body) if is_known else (403, b"<!DOCTYPE html>", {"Set-Cookie": "known=1"})))


def encoded(name: str) -> Fault:
    """A body that is said to be encoded, and is not."""
    return lambda to, body: send(to, 200, body, {"Content-Encoding": name})


def bomb(megabytes: int) -> Fault:
    """A small gzip body that decodes to many megabytes."""
    packed = gzip.compress(b"\0" * megabytes * 2**20)
    return lambda to, _: send(to, 200, packed, {"Content-Encoding": "gzip"})


def after(failures: int, fault: Fault) -> Fault:
    """The fault for the first requests, then the body."""
    count = iter(range(failures))
    return lambda to, body: fault(to, body) if next(count, None) is not None else send(to, 200, body)


def bodies_of(folder: Path) -> dict[str, bytes]:
    """What `urls.csv` in a folder lists: address to body."""
    with (folder / "urls.csv").open(newline="") as file:
        return {row["url"]: (folder / row["file"]).read_bytes() for row in csv.DictReader(file)}


@contextmanager
def serving(bodies: dict[str, bytes]) -> Iterator[Mirror]:
    """A mirror of some bodies, for the time of a block."""
    with Mirror(dict(bodies)) as mirror:
        yield mirror


if __name__ == "__main__":
    with serving(bodies_of(Path(sys.argv[1]))) as mirror:
        print(f"RESERVEWATCH_MIRROR={mirror.url}", flush=True)
        threading.Event().wait()
