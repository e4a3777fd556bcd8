"""Who may use the page: requests for this machine's own names, from this page, and with the token where one is set."""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
KIND = "application/json"


class Guard:
    """An ASGI app around another: what it does not allow gets 403 and one sentence, websockets too."""

    def __init__(self, app: ASGIApp, port: int, token: str | None) -> None:
        self.app, self.token = app, token
        self.hosts = {f"{name}:{port}" for name in NAMES}
        self.cookie = f"reservewatch_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is not allowed, and hand on every other."""
        answer = None if scope["type"] == "lifespan" else self._answer(scope)
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if fault := self._address_fault(headers) or _form_fault(scope, headers):
            return PlainTextResponse(f"{fault}\n", 403)
        return self._ask(scope, headers, self.token) if self.token else None

    def _address_fault(self, headers: Headers) -> str | None:
        """What is wrong with Host and Origin. Programs other than browsers send no Origin."""
        own = " or ".join(sorted(self.hosts))
        hosts = [host.lower() for host in headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return f"This page answers only at {own}."
        if not {origin.lower() for origin in headers.getlist("origin")} <= {f"http://{host}" for host in self.hosts}:
            return f"This page takes requests only from pages at {own}."
        return None

    def _ask(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        """Nothing where the cookie is there; the cookie and the same address where the token is."""
        pass_ = hmac.digest(token.encode(), self.cookie.encode(), "sha256").hex()
        if _is_same(_cookie(headers, self.cookie), pass_):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["type"] == "websocket" or not _is_same(dict(query).get("token", ""), token):
            return PlainTextResponse("Open this page once with ?token= and the value of RESERVEWATCH_UI_TOKEN.\n", 403)
        rest = urlencode([(key, value) for key, value in query if key != "token"])
        path = "/" + scope["path"].lstrip("/")  # two slashes would begin the name of a host
        answer = RedirectResponse(path + ("?" + rest if rest else ""), 303)
        answer.set_cookie(self.cookie, pass_, httponly=True, samesite="strict")
        return answer


def _form_fault(scope: Scope, headers: Headers) -> str | None:
    """Whatever changes something is a POST of JSON, as Dagster's page sends it."""
    if scope["type"] == "websocket":
        return None
    if scope["method"] in ("GET", "HEAD"):
        is_query = scope["path"] == "/graphql" and scope["query_string"]
        return f"A query is sent as a POST of {KIND}." if is_query else None
    is_json = headers.get("content-type", "").split(";")[0].strip().lower() == KIND
    return None if scope["method"] == "POST" and is_json else f"This page takes only GET, HEAD and POST of {KIND}."


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie("; ".join(headers.getlist("cookie"))).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _is_same(given: str, wanted: str) -> bool:
    """Compared in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode(), wanted.encode())
