"""Polite HTTP. Only this file knows it.

All hosts are asked at once, each host one request at a time; one deadline holds for everything.
"""

import logging
import re
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from email.utils import parsedate_to_datetime
from queue import Empty, Queue
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, InvalidHeader, NewConnectionError, ReadTimeoutError
from urllib3.util.retry import Retry

from pipelines import settings
from pipelines.archive.attempts import Outcome, State
from pipelines.archive.store import MAX_BODY, Archive, Body, Payload
from pipelines.sources.base import Request, Response, Source
from pipelines.sources.errors import Refused

log = logging.getLogger("reservewatch")

USER_AGENT = "reservewatch/0.1 (reads public statistics once a night; sends what it asks for and nothing else)"
CONNECT_S, READ_S = 5.0, 60.0
PATIENCE_S = 10.0  # who is silent for so long is asked again after the others of its host
FIRST_ANSWER_S = 15.0  # no host at all has answered or taken a request by then: there is no network
DEADLINE_S = 300.0  # for everything together
ERRORS = (requests.RequestException, HTTPError, OSError, zlib.error)
NO_HOST = (ConnectTimeoutError, NewConnectionError)  # a name that does not resolve is one of the latter
MAX_REDIRECTS = 5
MAX_WAIT_S = 30.0  # who asks to wait longer is asked by the next run
REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
FORBIDDEN = 403  # asked once more, with the cookie that came
REFUSED = {401, FORBIDDEN, 451}  # to a program; a person may get it


class FetchFailed(Exception):
    """A source that could not be fetched; the message says what to look at."""


class Silent(FetchFailed):
    """A host that takes a request and says nothing."""


class _Session(requests.Session):
    """requests reads the whole body of a redirect that it does not follow; this one looks at none."""

    patience = PATIENCE_S  # seconds of silence that are borne
    moved = ""  # where the present source was sent for good

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No redirect is ever followed here: each is checked first."""


class _Retry(Retry):
    """urllib3's retries, ended by the common deadline."""

    def __init__(self, *args: Any, deadline: float = 0.0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline

    def new(self, **kwargs: Any) -> "_Retry":
        return super().new(deadline=self.deadline, **kwargs)

    def _sleep_backoff(self) -> None:
        self._nap(self.get_backoff_time())

    def increment(self, *args: Any, **kwargs: Any) -> "_Retry":
        if isinstance(error := kwargs.get("error"), ReadTimeoutError):  # the second round is the other try
            raise error
        return super().increment(*args, **kwargs)

    def parse_retry_after(self, retry_after: str) -> float:
        try:
            return super().parse_retry_after(retry_after[:40])
        except (InvalidHeader, ValueError, OverflowError):
            return 0.0  # as if nothing were said

    def sleep_for_retry(self, response: Any) -> bool:
        wait = self.get_retry_after(response) or 0.0
        if wait > MAX_WAIT_S:
            asked = f"asks to wait (Retry-After: {response.headers['Retry-After'][:40]})"
            said = f"longer than the {MAX_WAIT_S:.0f} s that are waited; the next run asks again"
            raise FetchFailed(f"it answered {response.status} and {asked}, {said}")
        self._nap(wait)
        return bool(wait)

    def _nap(self, seconds: float) -> None:
        if time.monotonic() + seconds > self.deadline:
            raise FetchFailed(f"to wait {seconds:.0f} s more is longer than the time for all sources together")
        time.sleep(max(0.0, seconds))


@dataclass
class Fetcher:
    """One refresh's worth of polite requests."""

    archive: Archive
    mirror: str | None = None
    deadline_s: float = DEADLINE_S
    pace: float = 1.0  # of the pauses between requests: 0 for a mirror of our own
    today: date = field(default_factory=settings.today)
    answered: threading.Event = field(default_factory=threading.Event)

    def fetch(self, sources: Iterable[Source]) -> dict[str, Outcome]:
        """Ask for every source; hosts in parallel, one request at a time per host."""
        self.end = time.monotonic() + self.deadline_s
        by_host: dict[str, list[Source]] = {}
        for source in sources:
            by_host.setdefault(source.host, []).append(source)
        done: Queue[Outcome] = Queue()
        # Daemons: a resolver that hangs must not keep the program from ending.
        asking = [threading.Thread(target=self._host, args=(g, done), daemon=True) for g in by_host.values()]
        for thread in asking:
            thread.start()
        outcomes = self._collect(done, {s.name: host for host, group in by_host.items() for s in group})
        until = time.monotonic() + 1  # none is to end beside a query: DuckDB is reported to hang then
        for thread in asking:
            thread.join(max(0.0, until - time.monotonic()))
        for outcome in outcomes.values():
            self.archive.log("fetch", source=outcome.source, state=outcome.state, detail=outcome.detail)
        return outcomes

    def _collect(self, done: "Queue[Outcome]", hosts: Mapping[str, str]) -> dict[str, Outcome]:
        """The outcome of each source, given its host; those that have none in time failed."""
        outcomes: dict[str, Outcome] = {}
        first = time.monotonic() + FIRST_ANSWER_S
        while len(outcomes) < len(hosts):
            until = self.end if self.answered.is_set() else min(first, self.end)
            if time.monotonic() > until:
                break
            try:
                outcome = done.get(timeout=0.2)
            except Empty:
                continue
            outcomes[outcome.source] = outcome
            log.info("%s %s", outcome.source, outcome.state)
        said = f"did not answer within the {self.deadline_s:.0f} s for all sources together"
        if not self.answered.is_set():
            said = f"did not answer within {FIRST_ANSWER_S:.0f} s, and no other host did. Check the network"
        return {n: outcomes.get(n) or Outcome(n, State.FAILED, f"{host} {said}") for n, host in hosts.items()}

    def _host(self, sources: list[Source], done: "Queue[Outcome]") -> None:
        """Ask for every source of a host; those that are silent at first again, when the others were asked."""
        with self._session() as session:
            silent = self._round(session, sources, done)
            session.patience = READ_S
            self._round(session, silent, done)

    def _round(self, session: _Session, sources: list[Source], done: "Queue[Outcome]") -> list[Source]:
        """Ask once for each source. Returns those that were silent for less than `READ_S`."""
        silent: list[Source] = []
        down: Outcome | None = None
        for source in sources:
            outcome = replace(down, source=source.name) if down else self._source(session, source)
            if outcome is None:
                silent.append(source)
                continue
            down = outcome if outcome.unreachable else None
            done.put(outcome)
        return silent

    def _source(self, session: _Session, source: Source) -> Outcome | None:
        """What came of a source; None if it is to be asked again with more patience."""
        try:
            return self._fetch(session, source)
        except Silent as error:
            return Outcome(source.name, State.FAILED, str(error)) if session.patience == READ_S else None
        except (*ERRORS, FetchFailed) as error:
            return Outcome(source.name, State.FAILED, _reason(error, source), isinstance(_inner(error), NO_HOST))
        except Exception as error:  # a plan of requests is the source's own code: its fault stays its own
            return Outcome(source.name, State.FAILED, f"the plan of requests failed: {type(error).__name__}: {error}")

    def _fetch(self, session: _Session, source: Source) -> Outcome:
        last = self._last(source)
        bodies: list[Body] = []
        missed: list[str] = []
        came = 0
        plan, response = source.plan(self.today), None
        session.moved = ""
        until = min(self.end, time.monotonic() + source.time_s)
        while True:
            try:
                request = next(plan) if response is None else plan.send(response)
            except StopIteration:
                break
            try:
                body, response = self._answer(session, source, request, last.get(request.url), until)
                bodies += [] if request.link else [body]
                came += 1
            except (*ERRORS, FetchFailed, Refused) as error:
                again = isinstance(error, Silent) and session.patience < READ_S
                if not request.alone or again or isinstance(_inner(error), NO_HOST):
                    self.archive.set_aside(Payload(source.name, settings.timestamp(), bodies))
                    raise
                missed.append(_reason(error, source))
                bodies += [last[request.url][0]] if request.url in last else []
                response = Response(request.url, b"")
        if missed and not came:
            raise FetchFailed(f"{len(missed)} bodies did not come, the first: {missed[0]}")
        outcome = self._keep(source, bodies, missed)
        return replace(outcome, detail=f"{outcome.detail}; {session.moved}") if session.moved else outcome

    def _last(self, source: Source) -> dict[str, tuple[Body, date]]:
        """Address to the body kept last, and when: of the newest payload, and of a fetch that broke off after it."""
        kept = [*self.archive.payloads(source.name)[-1:], *self.archive.payloads(source.name, "aside")[-1:]]
        return {
            b.url: (b, date.fromisoformat(p.fetched_at[:10]))
            for p in sorted(kept, key=lambda p: p.fetched_at)
            for b in p.bodies
            if self.archive.holds(b.sha256)
        }

    def _answer(
        self, session: _Session, source: Source, request: Request, last: tuple[Body, date] | None, until: float
    ) -> tuple[Body, Response]:
        if last and request.final_from and last[1] >= request.final_from:
            body, url = last[0], request.url
        else:
            try:
                body, url = self._body(session, source, request, last[0] if last else None, until)
            except (requests.ReadTimeout, ReadTimeoutError):
                self.answered.set()  # there is a network: the host took the request
                host, patience = urlsplit(request.url).hostname, session.patience
                raise Silent(f"{host} was silent for {patience:.0f} s when asked for {request.url}") from None
        response = Response(url, self.archive.body(body.sha256))
        if request.alone or request.final_from:
            source.check_beginning(response.body)
        return body, response

    def _keep(self, source: Source, bodies: list[Body], missed: list[str]) -> Outcome:
        """Keep a payload that is new."""
        self.archive.forget_aside(source.name)
        payload = Payload(source.name, settings.timestamp(), bodies)
        rooms = [*self.archive.payloads(source.name), *self.archive.payloads(source.name, "quarantine")]
        if back := next((p for p in rooms if p.is_withdrawn and p.id == payload.id), None):
            return Outcome(source.name, State.REFUSED, f"it offers again what was {back.reason}")
        newest = max(rooms, key=lambda p: p.fetched_at, default=None)
        is_new = newest is None or newest.id != payload.id
        if is_new:
            self.archive.add(payload)
        if missed and (is_new or not newest or not newest.reason):
            return Outcome(source.name, State.PARTIAL, f"{len(missed)} bodies did not come, the first: {missed[0]}")
        if newest is None or is_new:
            return Outcome(source.name, State.NEW, f"{len(bodies)} bodies")
        same = f"as fetched on {newest.fetched_at[:10]}"
        return Outcome(source.name, State.REFUSED if newest.reason else State.UNCHANGED, newest.reason or same)

    def _body(
        self, session: _Session, source: Source, request: Request, last: Body | None, until: float
    ) -> tuple[Body, str]:
        """One body: the kept one where it cannot or did not change, else what came."""
        if time.monotonic() > until:
            raise FetchFailed(f"{request.url} was not asked: the {source.time_s:.0f} s of its source were up")
        time.sleep(source.pause_s * self.pace)
        headers = dict(request.headers)
        if last:
            names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
            headers |= {names[k]: v for k, v in last.headers.items() if k in names}
        answer, url = self._get(session, source, request.url, headers)
        if answer.status_code == FORBIDDEN:
            answer.close()
            time.sleep(source.pause_s * self.pace)
            answer, url = self._get(session, source, request.url, headers)
        with answer:
            if answer.status_code == 304 and last:
                return last, url
            if answer.status_code != 200:
                wait = _said_of_wait(answer.headers.get("Retry-After"))
                todo = f". {_by_hand(source)}" if answer.status_code in REFUSED else ""
                raise FetchFailed(f"{url} answered {answer.status_code} {answer.reason}{wait}; expected 200{todo}")
            data = self._read(answer, url, until)
            if last and source.volatile and _steady(source, data) == _steady(source, self.archive.body(last.sha256)):
                return last, url
            wanted = ("ETag", "Last-Modified", "Content-Type", "Date")
            kept = {k: answer.headers[k] for k in wanted if k in answer.headers}
            return Body(request.url, self.archive.keep(data), answer.status_code, kept), url

    def _get(
        self, session: _Session, source: Source, url: str, headers: Mapping[str, str]
    ) -> tuple[requests.Response, str]:
        for _ in range(MAX_REDIRECTS + 1):
            _check_address(url, source)
            timeout = (CONNECT_S, min(session.patience, max(1.0, self.end - time.monotonic())))
            answer = session.get(
                self._mirrored(url), headers=headers, timeout=timeout, stream=True, allow_redirects=False
            )
            self.answered.set()
            if answer.status_code not in REDIRECTS:
                return answer, url
            before, url = url, urljoin(url, answer.headers.get("Location", ""))
            if answer.status_code in FOR_GOOD:
                session.moved = f"{before} moved for good to {url[:200]}: change it in the source"
            answer.close()
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    def _mirrored(self, url: str) -> str:
        return url if self.mirror is None else f"{self.mirror.rstrip('/')}/{url.removeprefix('https://')}"

    def _read(self, answer: requests.Response, url: str, until: float) -> bytes:
        """The decoded body, counted as it comes."""
        data, unpacker, declared = bytearray(), _unpacker(answer, url), _declared(answer, url)
        while chunk := answer.raw.read1(2**16, decode_content=False):
            data += unpacker.decompress(chunk, MAX_BODY + 1 - len(data)) if unpacker else chunk
            if len(data) > MAX_BODY:
                raise FetchFailed(f"{url} sends more than {MAX_BODY:,} bytes")
            if time.monotonic() > until:
                raise FetchFailed(f"{url} is too slow: {len(data):,} bytes when the time was up")
        if unpacker and not unpacker.eof:
            raise FetchFailed(f"{url} broke off: its gzip has no end after {len(data):,} bytes")
        if not data:
            raise FetchFailed(f"{url} answered {answer.status_code} with an empty body")
        if declared is not None and len(data) != declared:
            raise FetchFailed(f"{url} broke off: {len(data):,} bytes of {declared:,}")
        return bytes(data)

    def _session(self) -> _Session:
        session = _Session()
        session.trust_env = self.mirror is None
        session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        retry = _Retry(
            total=4, connect=1, read=1, redirect=0, status_forcelist=[429, 500, 502, 503, 504], backoff_factor=0.5,
            backoff_max=8, backoff_jitter=0.3, retry_after_max=10**9, raise_on_status=False, deadline=self.end,
        )  # fmt: skip
        session.mount("https://", HTTPAdapter(max_retries=retry))
        session.mount("http://", HTTPAdapter(max_retries=retry))
        return session


def _unpacker(answer: requests.Response, url: str) -> Any:
    """What decodes a body; None where it comes as it is."""
    encoding = answer.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise FetchFailed(f"{url} came encoded as {encoding[:40]!r}; expected gzip or no encoding")
    return zlib.decompressobj(wbits=31) if encoding == "gzip" else None


def _declared(answer: requests.Response, url: str) -> int | None:
    """The bytes that a body is said to have; None where that is not said, or where they are of its encoding."""
    length = answer.headers.get("Content-Length")
    if length is None or "Content-Encoding" in answer.headers:
        return None
    if not re.fullmatch("[0-9]{1,15}", length):
        raise FetchFailed(f"{url} states a Content-Length that is no number: {length[:40]!r}")
    return int(length)


def _check_address(url: str, source: Source) -> None:
    try:
        parts = urlsplit(url)
        allowed = parts.hostname in source.allowed_hosts and parts.port in {None, 443}
    except ValueError:
        allowed = False
    if not allowed or parts.scheme != "https":
        hosts = ", ".join(sorted(source.allowed_hosts))
        raise FetchFailed(f"led to {url}, which is not https on {hosts}; add the host to the source if it moved")


def _said_of_wait(value: str | None) -> str:
    """What is wrong with a Retry-After, where anything is."""
    if value is None or value.strip().isdecimal():
        return ""
    try:
        is_past = parsedate_to_datetime(value).timestamp() < time.time()
    except (ValueError, OverflowError):
        return f" with Retry-After {value[:40]!r}, which is neither seconds nor a date"
    return f" with Retry-After {value[:40]!r}, which is past" if is_past else ""


def _steady(source: Source, body: bytes) -> bytes:
    """A body without what differs in every answer."""
    return re.sub(source.volatile or b"(?!)", b"", body)


def _inner(error: BaseException) -> BaseException:
    """The error inside the layers that the HTTP library puts around it."""
    while below := next((e for e in (getattr(error, "reason", None), *error.args) if isinstance(e, Exception)), None):
        error = below
    return error


def _reason(error: Exception, source: Source) -> str:
    """One line a person can act on."""
    if isinstance(error, FetchFailed | Refused):
        return str(error)
    inner = _inner(error)
    text = str(inner).split("): ", 1)[-1]
    todo = "Check the network, or set RESERVEWATCH_MIRROR"
    return f"{source.host} could not be read: {text[:300]} ({type(inner).__name__}). {todo}"


def _by_hand(source: Source) -> str:
    return f"If a browser shows it, save it and run `reservewatch ingest FILE --source {source.name}`"
