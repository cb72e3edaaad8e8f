"""What stands around every page: hosts that may be asked, the size of what is sent, headers of security, a limit of requests."""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("uvicorn.error")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
MOST_BYTES = 1 << 20
MOST_UPLOADED = 32 << 20
UPLOADS = ("/precheck", "/deliveries", "/policy/try", "/cases")


@dataclass
class Limiter:
    """How many requests a caller may make a minute; callers that fell silent are forgotten."""

    most: int
    clock: Callable[[], float] = time.monotonic
    _seen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, caller: str) -> bool:
        now = self.clock()
        left, at = self._seen.pop(caller, (float(self.most), now))
        left = min(float(self.most), left + (now - at) * self.most / 60)
        allowed = left >= 1
        self._seen[caller] = (left - 1 if allowed else left, now)
        while len(self._seen) > 10_000:
            self._seen.popitem(last=False)
        return allowed


class _TooLargeError(Exception):
    pass


class Guard:
    """Wraps the application. `hosts`: names under which it may be asked for; `is_tls`: visitors come by https."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], is_tls: bool, behind_proxy: bool) -> None:
        self.app = app
        self.hosts = hosts
        self.is_tls = is_tls
        self.behind_proxy = behind_proxy
        self.requests = Limiter(3000)
        self.addresses = Limiter(30_000)
        self.logins = Limiter(300)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if refused := self.refusal(scope, headers):
            await _answer(send, *refused)
            return
        most = MOST_UPLOADED if scope["path"].startswith(UPLOADS) else MOST_BYTES
        if _said_length(headers) > most:
            await _answer(send, 413, "too large")
            return
        await self._pass_on(scope, receive, send, most)

    def refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """The answer to a request that goes no further."""
        host = headers.get("host", "")
        if host.rpartition(":")[0].lower() not in self.hosts and host.lower() not in self.hosts:
            return 400, "unknown host"
        origin = headers.get("origin")
        changes = scope["method"] not in {"GET", "HEAD", "OPTIONS"}
        if changes and origin is not None and origin.partition("://")[2] != host:
            return 403, "foreign origin"
        if changes and headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return 403, "foreign origin"
        is_api = scope["path"].startswith("/api/")
        if "\x00" in scope["path"] or (b"%00" in scope["query_string"] and not is_api):
            # Nothing is called so, and not every store can look for it; the API says itself what it does not take.
            return 404, "unknown"
        caller = _caller(scope, headers, self.behind_proxy)
        if changes and scope["path"] == "/login":
            return None if self.logins.allows(caller) else (429, "too many requests")
        # An office comes from one address: each visitor has a limit, and the address one that no office reaches.
        proof = headers.get("authorization", "") + headers.get("cookie", "")
        visitor = f"{caller} {hashlib.sha256(proof.encode('latin-1')).hexdigest()}"
        allowed = self.requests.allows(visitor) and self.addresses.allows(caller)
        return None if allowed else (429, "too many requests")

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        received, started = 0, False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": [*message["headers"], *self._headers(scope, message)]}
            await send(message)

        try:
            await self.app(scope, counted, guarded)
        except _TooLargeError:
            if not started:
                await _answer(send, 413, "too large")
        except Exception as error:  # noqa: BLE001 a fault of a page is told without what it was about
            # Its message may hold what a person is called: the log has its kind and place alone.
            places = [
                f"{Path(one.filename).name}:{one.lineno}" for one in extract_tb(error.__traceback__)[-6:]
            ]
            LOG.log(logging.ERROR, "%s at %s", type(error).__name__, " ".join(places))
            if not started:
                await _answer(send, 500, "请稍后重试，并告知系统管理员。 Something went wrong here.")

    def _headers(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        there = {name.lower() for name, _ in message["headers"]}
        wanted = dict(HEADERS)
        if scope["path"].startswith("/static/"):
            wanted["Cache-Control"] = "max-age=3600"
        if self.is_tls:
            wanted["Strict-Transport-Security"] = "max-age=31536000"
        return [
            (k.lower().encode(), v.encode()) for k, v in wanted.items() if k.lower().encode() not in there
        ]


def _said_length(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _caller(scope: Scope, headers: dict[str, str], behind_proxy: bool) -> str:
    if behind_proxy and (told := headers.get("x-forwarded-for")):
        return told.rpartition(",")[2].strip()
    client = scope.get("client")
    return client[0] if client else ""


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    headers.append((b"content-type", b"text/plain; charset=utf-8"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
