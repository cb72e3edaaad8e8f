"""What stands in front of Dagster's page, which has no login and takes orders from whoever reaches it.

Asked for: a Host that is ours, an Origin that is the page's own where one is sent, and the token of this installation, in a
cookie that no other site can send. An order (mutation) never comes by GET. Not here: the page itself (`page.py`).
"""

import hmac
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "hecha_page"
LOOKS = frozenset(("GET", "HEAD"))
LIFE = 8 * 3600
"""Seconds after which a browser has to show the token again."""


class Guard:
    """An ASGI application around another one."""

    def __init__(self, app: App, token: str, hosts: Collection[str], *, is_secure: bool = False) -> None:
        self._app = app
        self._token = token
        self._hosts = frozenset(host.lower() for host in hosts)
        self._flags = f"HttpOnly; SameSite=Strict; Path=/; Max-Age={LIFE}" + ("; Secure" if is_secure else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _answer(send, *refused)

    def _refused(self, scope: Scope) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """Status, text and headers of a refusal; None for what may pass."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        host = headers.get("host", [])
        if len(host) != 1 or host[0].lower() not in self._hosts:
            return 421, "not the host that this page answers for", []
        origin = headers.get("origin", [])
        if origin and (len(origin) > 1 or urlsplit(origin[0]).netloc.lower() != host[0].lower()):
            return 403, "asked for by another site", []
        if headers.get("sec-fetch-site", ["none"])[0] not in {"none", "same-origin"} and not _is_arrival(
            scope, headers
        ):
            return 403, "asked for by another site", []
        return self._unknown(scope, headers) or _order_by_get(scope, headers)

    def _unknown(
        self, scope: Scope, headers: dict[str, list[str]]
    ) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        if any(self._holds(value) for value in _cookies(headers)):
            return None
        if scope["type"] == "http" and scope["method"] == "GET":
            given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
            if len(given) == 1 and self._holds(given[0]):
                cookie = f"{COOKIE}={self._token}; {self._flags}"
                return 303, "", [(b"location", b"/"), (b"set-cookie", cookie.encode())]
        return 401, "open the address with the token that the start of this page has shown", []

    def _holds(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def _is_arrival(scope: Scope, headers: dict[str, list[str]]) -> bool:
    """A person who follows a link to the first page; what the link would do is asked again from the page itself."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and headers.get("sec-fetch-mode") == ["navigate"]
        and scope["path"] == "/"
    )


def _order_by_get(
    scope: Scope, headers: dict[str, list[str]]
) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
    """GraphQL is asked by POST with JSON, which no form of another site can send."""
    if scope["type"] != "http":
        return None
    if scope["method"] in LOOKS:
        if "graphql" in scope["path"] and scope.get("query_string"):
            return 405, "questions and orders come by POST", [(b"allow", b"POST")]
        return None
    kind = headers.get("content-type", [""])[0].partition(";")[0].strip().lower()
    if "graphql" in scope["path"] and kind != "application/json":
        return 415, "questions and orders come as JSON", []
    if not headers.get("origin"):
        return 403, "an order has to say from which page it comes", []
    return None


def _cookies(headers: dict[str, list[str]]) -> list[str]:
    found = []
    for line in headers.get("cookie", []):
        try:
            read = SimpleCookie(line)
        except CookieError:
            continue
        if COOKIE in read:
            found.append(read[COOKIE].value)
    return found


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = text.encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                *head,
                (b"cache-control", b"no-store"),
                (b"referrer-policy", b"no-referrer"),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
