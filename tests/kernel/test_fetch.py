"""Fetching through a loopback mirror: polite, bounded, and never an exception."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.archive import fetch as fetch_module
from pipelines.archive.attempts import Outcome
from pipelines.archive.fetch import Fetcher
from pipelines.archive.store import Archive
from pipelines.sources.base import Request, Requests, Source
from tests import mirror as m
from tests.conftest import BY_NAME, sample

TABLE_3, TABLE_5 = BY_NAME["tic_slt3"], BY_NAME["tic_mfh"]
BODIES = {s.url: sample(s) for s in (TABLE_3, TABLE_5)}
Fetch = Callable[..., Outcome]


@pytest.fixture
def mirror() -> Iterator[m.Mirror]:
    with m.serving(BODIES) as running:
        yield running


@pytest.fixture
def fetch(mirror: m.Mirror, tmp_path: Path) -> Fetch:
    def once(source: Source = TABLE_5, deadline: float = 20) -> Outcome:
        return Fetcher(Archive(tmp_path), mirror.url, deadline).fetch([source])[source.name]

    return once


def test_bytes_are_kept_as_they_came_with_where_and_when(fetch: Fetch, tmp_path: Path) -> None:
    assert fetch().state == "new"
    [payload] = Archive(tmp_path).payloads("tic_mfh")
    assert Archive(tmp_path).bodies(payload) == [BODIES[TABLE_5.url]]
    assert payload.bodies[0].url == TABLE_5.url and "ETag" in payload.bodies[0].headers


def test_what_did_not_change_is_not_sent_again(fetch: Fetch, mirror: m.Mirror, tmp_path: Path) -> None:
    fetch()
    assert fetch().state == "unchanged"
    assert [status for _, status in mirror.asked] == [200, 304]
    assert len(Archive(tmp_path).payloads("tic_mfh")) == 1


def test_what_was_withdrawn_is_not_taken_again(fetch: Fetch, mirror: m.Mirror, tmp_path: Path) -> None:
    archive, wrong = Archive(tmp_path), BODIES[TABLE_5.url]
    fetch()
    [payload] = archive.payloads("tic_mfh")
    archive.withdraw(payload, "withdrawn on 2026-11-29: the wrong file")
    mirror.bodies[TABLE_5.url] = wrong + b"\r\n"
    assert fetch().state == "new"
    mirror.bodies[TABLE_5.url] = wrong
    again = fetch()
    assert (again.state, again.detail) == (
        "refused", "it offers again what was withdrawn on 2026-11-29: the wrong file"
    )  # fmt: skip
    assert len(archive.payloads("tic_mfh")) == 1


def test_a_revised_file_is_a_new_payload_and_the_old_one_stays(fetch: Fetch, mirror: m.Mirror, tmp_path: Path) -> None:
    fetch()
    mirror.bodies[TABLE_5.url] += b"\r\n"
    assert fetch().state == "new"
    assert len(Archive(tmp_path).payloads("tic_mfh")) == 2


def test_a_kept_body_that_was_damaged_is_asked_for_whole(fetch: Fetch, mirror: m.Mirror, tmp_path: Path) -> None:
    fetch()
    next((tmp_path / "objects").rglob("*.gz")).write_bytes(b"rust")
    fetch()
    assert mirror.asked[-1][1] == 200
    archive = Archive(tmp_path)
    assert archive.bodies(archive.payloads("tic_mfh")[-1]) == [BODIES[TABLE_5.url]]


@pytest.mark.promise("publishers.fault_named")
@pytest.mark.promise("publishers.https_and_own_hosts")
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (m.status(404, b"<html>"), "answered 404"),
        (m.status(204), "answered 204 No Content; expected 200"),
        (m.status(200), "with an empty body"),
        (m.status(403), "answered 403 Forbidden; expected 200. If a browser shows it, .*ingest FILE --source tic_mfh`"),
        (m.status(451), "answered 451"),
        (m.cut(400), "broke off|IncompleteRead"),
        (m.chunk_cut, "ticdata.treasury.gov could not be read: .*IncompleteRead"),
        (m.gzip_cut(8), "broke off: its gzip has no end after [0-9,]+ bytes"),
        (m.gzip_cut(500), "broke off: its gzip has no end after [0-9,]+ bytes"),
        (m.encoded("gzip"), r"ticdata.treasury.gov could not be read: .*incorrect header check \(error\)"),
        (m.encoded("br"), "came encoded as 'br'; expected gzip or no encoding"),
        (m.reset, r"ticdata.treasury.gov could not be read: .*reset by peer \(ConnectionResetError\)\. Check the network"),
        (m.endless(headers=True), "ticdata.treasury.gov could not be read: got more than 100 headers"),
        (m.endless(headers=False), "sends more than 67,108,864 bytes"),
        (m.bomb(100), "sends more than 67,108,864 bytes"),
        (m.status(302, Location="https://elsewhere.example/slt_table5.txt"), "elsewhere.example.*not https on ticdata"),
        (m.status(302, Location="http://ticdata.treasury.gov/x"), "not https"),
        (m.status(302, Location="file:///etc/passwd"), "not https"),
        (m.status(302, Location="https://ticdata.treasury.gov:99999/x"), "not https"),
        (m.status(302, Location=TABLE_5.url), "more than 5 redirects"),
        (m.status(302, Location="https://127.0.0.1/x"), "led to https://127.0.0.1/x, which is not https on ticdata"),
        (m.status(302, Location="https://[::1]/x"), "not https on ticdata"),
        (m.status(302, Location="https://169.254.0.1/x"), "not https on ticdata"),
        (m.status(302, Location="//10.0.0.1/x"), "led to https://10.0.0.1/x, which is not https on ticdata"),
        (m.status(302, Location="https://ticdata.treasury.gov@10.0.0.1/x"), "not https on ticdata"),
        (m.status(302, Location="https://ticdata.treasury.gov.example/x"), "not https on ticdata"),
        (m.status(302, Location="https://[x/"), "Invalid|not https on ticdata"),
        (m.status(429, Retry_After="86400"), r"answered 429 and asks to wait \(Retry-After: 86400\), longer than the 30 s"),
        (m.status(503, Retry_After="Fri, 31 Dec 2999 23:59:59 GMT"), "asks to wait .*2999.*longer than the 30 s"),
        (m.status(429, Retry_After="9" * 9999), "asks to wait .*9999.*longer than the 30 s"),
        (m.status(429, Retry_After="soon"), "answered 429 .* with Retry-After 'soon', which is neither seconds nor a date"),
        (m.status(200, b"body", Content_Length="many"), "states a Content-Length that is no number: 'many'"),
        (m.status(200, b"body", Content_Length="-4"), "states a Content-Length that is no number: '-4'"),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_kept_out_of_the_archive(
    fault: m.Fault, says: str, fetch: Fetch, mirror: m.Mirror, tmp_path: Path
) -> None:
    mirror.faults[TABLE_5.url] = fault
    outcome = fetch()
    assert outcome.state == "failed"
    assert re.search(says, outcome.detail), outcome.detail
    assert Archive(tmp_path).payloads("tic_mfh") == []
    assert [e["state"] for e in Archive(tmp_path).events()] == ["failed"]


@pytest.mark.promise("publishers.fault_named")
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, ""),
        ("30", ""),
        ("Fri, 31 Dec 1999 23:59:59 GMT", " with Retry-After 'Fri, 31 Dec 1999 23:59:59 GMT', which is past"),
        ("-5", " with Retry-After '-5', which is neither seconds nor a date"),
        ("9" * 9999, ""),
        ("Fri, 99 Foo 99999999 99:99:99", " with Retry-After 'Fri, 99 Foo 99999999 99:99:99', which is neither"),
    ],
)  # fmt: skip
def test_a_strange_time_to_wait_is_named(value: str | None, says: str) -> None:
    found = fetch_module._said_of_wait(value)
    assert found.startswith(says) and bool(found) == bool(says)


@pytest.mark.promise("publishers.https_and_own_hosts")
def test_a_redirect_on_the_same_host_is_followed(fetch: Fetch, mirror: m.Mirror) -> None:
    moved = TABLE_5.url.replace("slt_table5", "moved")
    mirror.bodies[moved] = BODIES[TABLE_5.url]
    mirror.faults[TABLE_5.url] = m.status(301, Location=moved)
    outcome = fetch()
    assert outcome.state == "new"
    assert outcome.detail == f"1 bodies; {TABLE_5.url} moved for good to {moved}: change it in the source"


@pytest.mark.promise("publishers.patient")
@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_passing_failure_is_tried_again(code: int, fetch: Fetch, mirror: m.Mirror) -> None:
    mirror.faults[TABLE_5.url] = m.after(2, m.status(code, Retry_After="0"))
    assert fetch().state == "new"
    assert len(mirror.asked) == 3


@pytest.mark.promise("publishers.patient")
def test_who_is_refused_asks_once_more_with_the_cookie_that_came(fetch: Fetch, mirror: m.Mirror) -> None:
    mirror.faults[TABLE_5.url] = m.wall
    assert fetch().state == "new" and len(mirror.asked) == 2
    mirror.faults[TABLE_5.url] = m.status(403)
    assert fetch().state == "failed" and len(mirror.asked) == 4


@pytest.mark.promise("publishers.patient")
def test_a_source_waits_before_each_of_its_requests(
    mirror: m.Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(fetch_module.time, "sleep", slept.append)
    urls = [f"https://data.example/{n}" for n in range(3)]
    mirror.bodies |= dict.fromkeys(urls, b"id 1")
    pages = paged(urls, date(2999, 1, 1))
    many = replace(TABLE_5, name="many", url=urls[0], begins=[b"id"], pause_s=0.7, requests=pages)
    assert Fetcher(Archive(tmp_path), mirror.url, 20).fetch([many])["many"].state == "new"
    assert [s for s in slept if s == 0.7] == [0.7] * 3


@pytest.mark.promise("publishers.patient")
def test_a_retry_after_beyond_the_deadline_is_not_waited_for(fetch: Fetch, mirror: m.Mirror) -> None:
    mirror.faults[TABLE_5.url] = m.status(429, Retry_After="86400")
    start = time.monotonic()
    assert fetch(deadline=3).state == "failed"
    assert time.monotonic() - start < 15


@pytest.mark.promise("publishers.patient")
@pytest.mark.promise("publishers.fault_named")
@pytest.mark.parametrize("fault", [m.hang(4), m.drip(4)])
def test_a_host_that_stalls_ends_with_the_deadline(fault: m.Fault, fetch: Fetch, mirror: m.Mirror) -> None:
    mirror.faults[TABLE_5.url] = fault
    start = time.monotonic()
    assert fetch(deadline=1.5).state == "failed"
    assert time.monotonic() - start < 10


@pytest.mark.promise("publishers.fault_named")
def test_one_faulty_file_does_not_stop_the_others_of_its_host(mirror: m.Mirror, tmp_path: Path) -> None:
    mirror.faults[TABLE_3.url] = m.cut(1000)
    outcomes = Fetcher(Archive(tmp_path), mirror.url, 20).fetch([TABLE_3, TABLE_5])
    assert (outcomes["tic_slt3"].state, outcomes["tic_mfh"].state) == ("failed", "new")


@pytest.mark.promise("publishers.fault_named")
def test_an_address_that_hangs_is_named_and_takes_no_other_with_it(
    mirror: m.Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sources of one host and one of another: the first of the host hangs, in both rounds."""
    monkeypatch.setattr(fetch_module, "PATIENCE_S", 0.5)
    monkeypatch.setattr(fetch_module._Session, "patience", 0.5)
    monkeypatch.setattr(fetch_module, "READ_S", 1.0)
    monkeypatch.setattr(fetch_module, "FIRST_ANSWER_S", 0.9)
    other = replace(TABLE_5, name="other", url="https://data.example/x", begins=[b"id"])
    mirror.bodies[other.url] = b"id 1"
    mirror.faults[TABLE_3.url] = m.hang(5)
    outcomes = Fetcher(Archive(tmp_path), mirror.url, 20).fetch([TABLE_3, TABLE_5, other])
    assert {name: o.state for name, o in outcomes.items()} == {"tic_slt3": "failed", "tic_mfh": "new", "other": "new"}
    host = TABLE_3.url.split("/")[2]
    assert outcomes["tic_slt3"].detail == f"{host} was silent for 1 s when asked for {TABLE_3.url}"


@pytest.mark.promise("publishers.fault_named")
def test_no_network_at_all_is_noticed_once_for_all_sources_of_a_host(tmp_path: Path) -> None:
    start = time.monotonic()
    outcomes = Fetcher(Archive(tmp_path), "http://127.0.0.1:9", 20).fetch(list(BY_NAME.values()))
    assert {o.state for o in outcomes.values()} == {"failed"}
    assert all("Check the network" in o.detail for o in outcomes.values())
    assert time.monotonic() - start < 15


def paged(urls: list[str], final_from: date | None = None) -> Callable[[date], Requests]:
    def requests(_: date) -> Requests:
        for url in urls:
            response = yield Request(url, final_from=final_from)
            if b"next" in response.body:  # a link to follow
                yield Request(response.body.split()[-1].decode())

    return requests


def test_a_source_may_page_follow_a_link_and_fetch_past_years_once(mirror: m.Mirror, tmp_path: Path) -> None:
    base = "https://data.example/"
    mirror.bodies |= {
        base + "2024": b"year 2024",
        base + "2025": b"next " + base.encode() + b"2025b",
        base + "2025b": b"b",
    }
    source = replace(
        TABLE_5, name="paged", url=base, begins=[b""], requests=paged([base + "2024", base + "2025"], date(2025, 2, 1))
    )
    archive = Archive(tmp_path)
    fetcher = Fetcher(archive, mirror.url, 20)
    assert fetcher.fetch([source])["paged"].state == "new"
    assert archive.bodies(archive.payloads("paged")[0]) == [b"year 2024", mirror.bodies[base + "2025"], b"b"]
    assert fetcher.fetch([source])["paged"].state == "unchanged"
    assert [url for url, _ in mirror.asked].count(base + "2024") == 1


@pytest.mark.promise("publishers.fault_named")
def test_a_body_that_stands_alone_may_fail_and_the_kept_one_stands_in(mirror: m.Mirror, tmp_path: Path) -> None:
    def plan(_: date) -> Requests:
        for name in ("one", "two"):
            yield Request(f"https://data.example/{name}", alone=True)

    source = replace(TABLE_5, name="series", url="https://data.example/", requests=plan, begins=[b"id"])
    mirror.bodies |= {"https://data.example/one": b"id 1", "https://data.example/two": b"id 2"}
    archive = Archive(tmp_path)
    fetcher = Fetcher(archive, mirror.url, 20)
    assert fetcher.fetch([source])["series"].state == "new"
    mirror.bodies["https://data.example/one"] = b"id 1, newer"
    mirror.faults["https://data.example/two"] = m.instead(b"<html>too many requests</html>")
    outcome = fetcher.fetch([source])["series"]
    assert outcome.state == "partial" and "too many requests" in outcome.detail
    assert archive.bodies(archive.payloads("series")[-1]) == [b"id 1, newer", b"id 2"]


@pytest.mark.promise("publishers.fault_named")
def test_bodies_that_all_fail_are_a_failure(mirror: m.Mirror, tmp_path: Path) -> None:
    def plan(_: date) -> Requests:
        yield Request("https://data.example/one", alone=True)

    source = replace(TABLE_5, name="series", url="https://data.example/", requests=plan)
    outcome = Fetcher(Archive(tmp_path), mirror.url, 20).fetch([source])["series"]
    assert outcome.state == "failed" and "answered 404" in outcome.detail


def test_a_body_kept_before_it_was_final_is_asked_for_again(mirror: m.Mirror, tmp_path: Path) -> None:
    url = "https://data.example/2026"
    source = replace(TABLE_5, name="years", url=url, begins=[b"year"], requests=paged([url], date(2999, 2, 1)))
    mirror.bodies[url] = b"year 2026, to November"
    archive = Archive(tmp_path)
    assert Fetcher(archive, mirror.url, 20).fetch([source])["years"].state == "new"
    mirror.bodies[url] = b"year 2026, whole"
    assert Fetcher(archive, mirror.url, 20).fetch([source])["years"].state == "new"
    assert archive.bodies(archive.payloads("years")[-1]) == [b"year 2026, whole"]


def test_a_long_first_fetch_goes_on_where_it_broke_off(mirror: m.Mirror, tmp_path: Path) -> None:
    urls = [f"https://data.example/{year}" for year in (2023, 2024, 2025)]
    source = replace(TABLE_5, name="years", url=urls[0], begins=[b"year"], requests=paged(urls, date(2026, 2, 1)))
    mirror.bodies |= {url: b"year " + url[-4:].encode() for url in urls}
    mirror.faults[urls[2]] = m.status(403)
    archive = Archive(tmp_path)
    assert Fetcher(archive, mirror.url, 20).fetch([source])["years"].state == "failed"
    mirror.faults.clear()
    assert Fetcher(archive, mirror.url, 20).fetch([source])["years"].state == "new"
    assert [url for url, _ in mirror.asked].count(urls[0]) == 1
    assert archive.bodies(archive.payloads("years")[-1]) == [b"year 2023", b"year 2024", b"year 2025"]


def test_a_body_that_differs_in_its_time_stamp_alone_is_the_same(mirror: m.Mirror, tmp_path: Path) -> None:
    url = "https://data.example/x"
    source = replace(TABLE_5, name="stamped", url=url, begins=[b"at"], volatile=rb"at \d+")
    archive = Archive(tmp_path)
    mirror.bodies[url] = b"at 1: 5"
    assert Fetcher(archive, mirror.url, 20).fetch([source])["stamped"].state == "new"
    mirror.bodies[url] = b"at 2: 5"
    assert Fetcher(archive, mirror.url, 20).fetch([source])["stamped"].state == "unchanged"
    mirror.bodies[url] = b"at 3: 6"
    assert Fetcher(archive, mirror.url, 20).fetch([source])["stamped"].state == "new"


@pytest.mark.promise("publishers.fault_named")
def test_a_faulty_plan_of_requests_is_its_own_sources_fault(mirror: m.Mirror, tmp_path: Path) -> None:
    def broken(_: date) -> Requests:
        yield Request(TABLE_5.url)
        raise KeyError("next page")

    outcomes = Fetcher(Archive(tmp_path), mirror.url, 20).fetch(
        [replace(TABLE_5, name="broken", requests=broken), TABLE_3]
    )
    assert "plan of requests failed: KeyError" in outcomes["broken"].detail
    assert outcomes["tic_slt3"].state == "new"
