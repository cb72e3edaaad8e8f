"""One request to the gateway and its answer: signed, tried again where that helps, refused where it doesn't.

Everything here is about one page. Which pages make a table is `pull.py`.
"""

import ipaddress
import json
import random
import re
import secrets
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from connectors.errors import (
    ClockError,
    ConfigurationError,
    ConnectorError,
    FinalError,
    PassingError,
    RightsError,
)
from connectors.gateway.deadline import Deadline, DeadlineTransport
from connectors.gateway.signing import SIGNERS, Signer, Unsigned, encode_query
from connectors.landed import moment

_CHANCE = random.SystemRandom()

FINAL_CODES = {
    4000: "the request is malformed",
    4001: "the signature is wrong or the nonce was seen before",
    4002: "the clocks differ by more than 5 minutes",
    4003: "no right to this resource",
}
# No county has the code 459901, so no firm can hold this: asked for, it shows that the gateway answers, and nobody's row.
NOBODY = "91459901MA5ABC1D0A"
# What the platform allows in one request.
MOST_ROWS = 1000
MOST_KEYS = 200
PASSING_CODES = {5001: "busy", 5002: "upstream time-out"}


@dataclass(frozen=True)
class GatewaySettings:
    """How patiently and how gently the gateway is asked."""

    size: int = 500
    keys_per_lookup: int = 200
    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    try_seconds: float = 120.0
    total_seconds: float = 3600.0
    requests_per_second: float = 20.0
    body_bytes: int = 64 << 20
    redirects: int = 3
    sweeps: int = 4


@dataclass(frozen=True)
class Answer:
    """A page that the gateway gave."""

    page: int
    size: int
    total: int
    as_of: str | None
    rows: tuple[Mapping[str, Any], ...]


class Gateway:
    """A connection to one gateway. Use as a context."""

    def __init__(
        self,
        source: str,
        base: str,
        key: str,
        secret: str,
        *,
        sign: str = "sha256",
        ca_file: Path | None = None,
        insecure: bool = False,
        settings: GatewaySettings | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        settings = settings or GatewaySettings()
        parts = _address(source, base, insecure=insecure)
        if sign not in SIGNERS:
            raise ConfigurationError(source, f"sign {sign!r} is unknown; allowed: {', '.join(SIGNERS)}")
        self._source = source
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._prefix = parts.path.rstrip("/")
        self._signer: Signer = SIGNERS[sign](key, secret)
        self._settings = settings
        self._sleep = sleep
        self._ends = time.monotonic() + settings.total_seconds
        self._next_allowed = 0.0
        self.skew_seconds: float | None = None
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError(source, "`key` holds a character that no header can carry")
        if ca_file is not None and not ca_file.is_file():
            raise ConfigurationError(source, f"the CA file {ca_file} is not there")
        context = _trusting(source, ca_file)
        timeout = httpx2.Timeout(settings.read_seconds, connect=settings.connect_seconds)
        self._deadline = Deadline()
        self._client = httpx2.Client(
            transport=DeadlineTransport(context, self._deadline),
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def list_page(self, resource: str, page: int, updated_since: str | None = None) -> Answer:
        """A page of everything, or of what changed since."""
        pairs = [("page", str(page)), ("size", str(min(self._settings.size, MOST_ROWS)))]
        if updated_since:
            pairs.append(("updated_since", updated_since))
        return self._ask("GET", resource, pairs, b"", page)

    def lookup_page(self, resource: str, keys: Sequence[str], page: int) -> Answer:
        """A page of the rows of just these credit codes."""
        if len(keys) > MOST_KEYS:
            raise ConfigurationError(self._source, f"a lookup takes at most {MOST_KEYS} keys")
        body = json.dumps({"keys": list(keys)}, ensure_ascii=False, separators=(",", ":")).encode()
        pairs = [("page", str(page)), ("size", str(min(self._settings.size, MOST_ROWS)))]
        return self._ask("POST", f"{resource}/lookup", pairs, body, page)

    def _ask(
        self, method: str, resource: str, pairs: list[tuple[str, str]], body: bytes, page: int
    ) -> Answer:
        target = f"{self._prefix}/api/v1/{resource}"
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(method, target, encode_query(pairs), body, page)
            except _AgainError as again:
                wait = self._wait(attempt, again.after)
                late = time.monotonic() + wait > self._ends
                if attempt >= self._settings.attempts or late:
                    why = "the total deadline is reached" if late else f"{attempt} tries"
                    raise PassingError(
                        self._source,
                        f"page {page}: {again.what}; given up after {why}",
                        advice="try again later",
                    ) from None
                self._sleep(wait)

    def _wait(self, attempt: int, after: float | None) -> float:
        """What the server asks for, else growing and jittered."""
        grown = min(self._settings.first_wait * 2 ** (attempt - 1), self._settings.longest_wait)
        jittered = grown * (0.5 + _CHANCE.random())
        return (
            max(after, 0.0) + _CHANCE.random() * self._settings.first_wait if after is not None else jittered
        )

    def _once(self, method: str, path: str, query: str, body: bytes, page: int) -> Answer:
        for _ in range(self._settings.redirects + 1):
            self._pace()
            status, headers, content = self._send(method, path, query, body)
            self._note_clock(headers)
            if status not in (301, 302, 303, 307, 308):
                return self._answer(status, headers, content, page)
            path, query = self._same_host(headers, path, page)
        raise FinalError(self._source, f"page {page}: redirected more than {self._settings.redirects} times")

    def _pace(self) -> None:
        now = time.monotonic()
        if now < self._next_allowed:
            self._sleep(self._next_allowed - now)
        self._next_allowed = max(now, self._next_allowed) + 1 / self._settings.requests_per_second

    def _send(self, method: str, path: str, query: str, body: bytes) -> tuple[int, httpx2.Headers, bytes]:
        timestamp, nonce = str(time.time_ns() // 1_000_000), secrets.token_hex(16)
        headers = self._signer.headers(Unsigned(method, path, query, body, timestamp, nonce))
        headers["Accept"] = "application/json"
        if body:
            headers["Content-Type"] = "application/json; charset=utf-8"
        ends = self._deadline.ends = min(time.monotonic() + self._settings.try_seconds, self._ends)
        try:
            url = httpx2.URL(self._origin + path + (f"?{query}" if query else ""))
            with self._client.stream(method, url, content=body or None, headers=headers) as response:
                held = bytearray()
                for chunk in response.iter_bytes():
                    held += chunk
                    if len(held) > self._settings.body_bytes:
                        raise FinalError(
                            self._source, f"an answer is larger than {self._settings.body_bytes >> 20} MB"
                        )
                    if time.monotonic() > ends:
                        raise _AgainError("the answer came too slowly")
                return response.status_code, response.headers, bytes(held)
        except httpx2.InvalidURL:
            raise FinalError(self._source, "redirected to an address that can't be read") from None
        except httpx2.ConnectError as error:
            raise self._no_connection(error) from None
        except httpx2.HTTPError as error:
            if time.monotonic() > ends:
                raise _AgainError("the answer came too slowly") from None
            raise _AgainError(f"the connection broke ({type(error).__name__})") from None

    def _no_connection(self, error: httpx2.ConnectError) -> Exception:
        if "CERTIFICATE_VERIFY_FAILED" in str(error) or "certificate verify failed" in str(error):
            return FinalError(
                self._source,
                "the server's certificate is not trusted",
                advice="configure the platform's CA file",
            )
        return _AgainError("no connection (ConnectError)")

    def _note_clock(self, headers: httpx2.Headers) -> None:
        stated = headers.get("Date")
        if stated:
            try:
                self.skew_seconds = parsedate_to_datetime(stated).timestamp() - time.time()
            except (TypeError, ValueError, OverflowError):
                self.skew_seconds = None

    def _same_host(self, headers: httpx2.Headers, path: str, page: int) -> tuple[str, str]:
        try:
            target = urlsplit(urljoin(self._origin + path, headers.get("Location", "")))
        except ValueError:
            reason = f"page {page}: redirected to an address that can't be read"
            raise FinalError(self._source, reason, advice="check `base`") from None
        if f"{target.scheme}://{target.netloc}" != self._origin:
            raise FinalError(
                self._source,
                f"page {page}: redirected to another host, which is refused",
                advice="check `base`",
            )
        return target.path, target.query

    def _answer(self, status: int, headers: httpx2.Headers, content: bytes, page: int) -> Answer:
        after = _seconds(headers.get("Retry-After"))
        if status == 429:
            raise _AgainError("HTTP 429, too many requests", after)
        try:
            body = json.loads(content, parse_float=_Number, parse_int=_Number)
        except (ValueError, RecursionError):
            body = None
        code = _whole(body.get("code")) if isinstance(body, dict) else None
        if code in FINAL_CODES:
            raise self._final(code, page)
        if code in PASSING_CODES:
            raise _AgainError(f"code {code}, {PASSING_CODES[code]}", after)
        if status >= 500 or status == 408:
            raise _AgainError(f"HTTP {status}", after)
        if status >= 400:
            advice = "check `base` and the resource"
            kind = RightsError if status in (401, 403) else FinalError
            raise kind(self._source, f"page {page}: HTTP {status}", advice=advice)
        if not isinstance(body, dict):
            raise _AgainError(f"HTTP {status} with a body that is not JSON or is cut short")
        if code is None:
            raise _AgainError(f"HTTP {status} with JSON that holds no code")
        if code != 0:
            raise FinalError(self._source, f"page {page}: the gateway answered code {code}")
        return self._page(body, page)

    def _page(self, body: dict[str, Any], page: int) -> Answer:
        rows = body.get("rows")
        total = _whole(body.get("total"))
        if (
            not isinstance(rows, list)
            or total is None
            or total < 0
            or any(not isinstance(row, dict) for row in rows)
        ):
            raise _AgainError("code 0, but no rows or no total")
        given, size = _whole(body.get("page")), _whole(body.get("size"))
        as_of = body.get("as_of")
        return Answer(
            page=page if given is None else given,
            size=size if size and size > 0 else min(self._settings.size, MOST_ROWS),
            total=total,
            # A time that can't be read says nothing.
            as_of=str(as_of) if isinstance(as_of, str) and moment(as_of) else None,
            rows=tuple(rows),
        )

    def _final(self, code: int, page: int) -> ConnectorError:
        reason = f"page {page}: code {code}, {FINAL_CODES[code]}"
        if code == 4002:
            skew = f" by about {self.skew_seconds:.0f} s" if self.skew_seconds is not None else ""
            return ClockError(self._source, reason + skew, advice="set this machine's clock")
        if code == 4001:
            return RightsError(self._source, reason, advice="check key, secret and `sign`")
        if code == 4003:
            return RightsError(self._source, reason, advice="apply for the resource at the platform")
        return FinalError(self._source, reason)


class _AgainError(Exception):
    """This try failed, another may not."""

    def __init__(self, what: str, after: float | None = None) -> None:
        self.what = what
        self.after = after
        super().__init__(what)


class _Number(str):  # noqa: SLOT000 - a short-lived mark
    """A JSON number by its own digits, so that nothing is rounded on the way."""


# Eighteen digits are more rows, and more seconds, than there can be; other scripts' digits are none.
_WHOLE = re.compile(r"\s*(-?[0-9]{1,18})\s*")


def _whole(value: Any) -> int | None:
    found = _WHOLE.fullmatch(value) if isinstance(value, str) else None
    return int(found.group(1)) if found else None


def _seconds(stated: str | None) -> float | None:
    if not stated:
        return None
    whole = _whole(stated)
    if whole is not None:
        return float(max(whole, 0))
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(source: str, base: str, *, insecure: bool) -> SplitResult:
    """The gateway's address, looked through before a signature is sent there."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(source, "`base` is not an address that can be read") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(source, "`base` is not an http or https address")
    if parts.username or parts.password:
        raise ConfigurationError(source, "`base` holds a user name or a password; take it out")
    if parts.scheme == "http" and not insecure and not is_loopback(host):
        raise ConfigurationError(
            source,
            "`base` is http to another machine: rows of people would cross the network in clear",
            advice="use https, or say `insecure: true` where the line itself is protected",
        )
    return parts


def _trusting(source: str, ca_file: Path | None) -> ssl.SSLContext:
    if ca_file is None:
        return httpx2.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (ssl.SSLError, OSError):
        raise ConfigurationError(
            source, f"the CA file {ca_file} holds no certificate that can be read"
        ) from None
