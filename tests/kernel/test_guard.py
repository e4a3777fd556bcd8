"""The guard alone, in front of an app that says yes to everything."""

import asyncio
from typing import Any

import pytest

from pipelines.ui.guard import Guard

OWN, JSON = {"host": "127.0.0.1:3000"}, {"content-type": "application/json"}


async def _yes(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def ask(
    headers: dict[str, str], method: str = "GET", path: str = "/", query: str = "", kind: str = "http", token: str = ""
) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    pairs = [(k.encode(), v.encode()) for k, v in headers.items()]
    scope: dict[str, Any] = {"type": kind, "path": path, "query_string": query.encode(), "headers": pairs}
    scope |= {"method": method} if kind == "http" else {"extensions": {"websocket.http.response": {}}}
    asyncio.run(Guard(_yes, 3000, token or None)(scope, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}


@pytest.mark.promise("readers.page")
@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:3000"}, 200),
        ({"host": "localhost:3000"}, 200),
        ({"host": "LOCALHOST:3000"}, 200),
        ({"host": "[::1]:3000"}, 200),
        ({"host": "localhost"}, 403),
        ({"host": "localhost:3001"}, 403),
        ({"host": "localhost.example:3000"}, 403),
        ({"host": ""}, 403),
        ({}, 403),
        (OWN | {"origin": "http://127.0.0.1:3000"}, 200),
        (OWN | {"origin": "http://localhost:3000"}, 200),
        (OWN | {"origin": "http://localhost:8000"}, 403),
        (OWN | {"origin": "https://localhost:3000"}, 403),
        (OWN | {"origin": "http://example.org"}, 403),
        (OWN | {"origin": "null"}, 403),
        (OWN | {"origin": ""}, 403),
    ],
)
def test_host_and_origin_are_those_of_the_page(kind: str, headers: dict[str, str], status: int) -> None:
    assert ask(headers, kind=kind)[0] == status


@pytest.mark.promise("readers.page")
@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "status"),
    [
        ("GET", "/runs", "a=1", {}, 200),
        ("GET", "/graphql", "", {}, 200),
        ("GET", "/graphql", "query=x", {}, 403),
        ("POST", "/graphql", "", JSON, 200),
        ("POST", "/graphql", "", {"content-type": "Application/JSON; charset=utf-8"}, 200),
        ("POST", "/graphql", "", {"content-type": "text/plain; a=application/json"}, 403),
        ("POST", "/graphql", "query=x", {}, 403),
        ("PUT", "/", "", JSON, 403),
    ],
)
def test_what_changes_something_is_a_post_of_json(
    method: str, path: str, query: str, headers: dict[str, str], status: int
) -> None:
    assert ask(OWN | headers, method, path, query)[0] == status


@pytest.mark.promise("readers.page")
def test_a_token_is_asked_once_and_then_a_cookie() -> None:
    assert ask(OWN, token="s e&c")[0] == 403
    assert ask(OWN, query="token=wrong", token="s e&c")[0] == 403
    status, answer = ask(OWN, path="/runs", query="a=1&token=s+e%26c", token="s e&c")
    assert (status, answer["location"]) == (303, "/runs?a=1")
    cookie, *marks = answer["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=strict"} <= set(marks)
    assert "s e&c" not in cookie
    for kind in ("http", "websocket"):
        assert ask(OWN | {"cookie": cookie}, kind=kind, token="s e&c")[0] == 200
        assert ask(OWN | {"cookie": cookie}, kind=kind, token="another")[0] == 403
        assert ask(OWN | {"cookie": "; =\x00é"}, kind=kind, token="s e&c")[0] == 403


@pytest.mark.promise("readers.page")
def test_the_address_without_the_token_stays_on_this_page() -> None:
    assert ask(OWN, path="//example.org/", query="token=t", token="t")[1]["location"] == "/example.org/"
