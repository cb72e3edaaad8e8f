"""A stand-in for the data-sharing gateway: serves a folder of registry rows over loopback HTTP.

Belongs here: the server side of the gateway's protocol (signature, nonces, paging, look-ups, data time) and
the switches by which a test makes it misbehave. Does not belong here: the client (connectors/), the rows
themselves (world/generate.py). Standard library only, so that it can stand anywhere; it listens on 127.0.0.1
alone and never writes a row, a key or a query to any log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from world.gateway_registry import MAX_SKEW_MS, RESOURCES, Asked, Fault, Registry, Row, moment_of, read_folder
from world.gateway_signing import BAD_SIGNATURE, MALFORMED, NO_RIGHT, OK, SAYS, SKEWED, parts_of, signature

PREFIX = "/api/v1/"
MAX_SIZE = 1000
MAX_KEYS = 200
MAX_BODY = 1 << 20


@dataclass(frozen=True)
class Gateway:
    """A standing server: its address, and the registry behind it."""

    base: str
    port: int
    registry: Registry

    @property
    def faults(self) -> list[Fault]:
        return self.registry.faults

    @property
    def asked(self) -> list[Asked]:
        return self.registry.asked


class _RefusedError(Exception):
    """Ends a request with one of the gateway's codes."""

    def __init__(self, code: int, why: str = "") -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class _Handler(BaseHTTPRequestHandler):
    """Speaks the protocol for one connection; all state is in the server's registry."""

    protocol_version = "HTTP/1.1"
    server_version = "gateway"
    sys_version = ""
    timeout = 60

    @property
    def registry(self) -> Registry:
        server = self.server
        if not isinstance(server, _Server):
            raise TypeError("the handler needs a gateway server")
        return server.registry

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Says nothing: request lines and rows name firms and people."""

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send(400, {"code": MALFORMED, "msg": SAYS[MALFORMED]})
            return
        self._handle(self.rfile.read(int(length)))

    def _refuse_method(self) -> None:
        self.close_connection = True
        self._send(400, {"code": MALFORMED, "msg": f"{SAYS[MALFORMED]}: method"})

    do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _refuse_method  # noqa: N815 -- the server's names

    def _handle(self, body: bytes) -> None:
        try:
            self._answer(body)
        except _RefusedError as refused:
            message = f"{SAYS[refused.code]}: {refused.why}" if refused.why else SAYS[refused.code]
            self._send(
                400 if refused.code == MALFORMED else 200,
                {"code": refused.code, "msg": message},
            )
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        self._authenticate(parts.path, parts.query, body)
        resource, is_lookup = self._resource(parts.path)
        asked = self._parameters(resource, parts.query, body if is_lookup else None)
        self.registry.asked.append(asked)
        if self._misbehave(asked):
            return
        self._send_page(asked)

    def _authenticate(self, path: str, query: str, body: bytes) -> None:
        sent = {name: self.headers.get(f"X-{name}", "") for name in ("App-Key", "Timestamp", "Nonce", "Sign")}
        for name, value in sent.items():
            if not value:
                raise _RefusedError(MALFORMED, f"header X-{name} is missing")
        if not re.fullmatch(r"\d{10,16}", sent["Timestamp"]):
            raise _RefusedError(MALFORMED, "X-Timestamp is not a number of milliseconds")
        if abs(datetime.now(UTC).timestamp() * 1000 - int(sent["Timestamp"])) > MAX_SKEW_MS:
            raise _RefusedError(SKEWED)
        expected = signature(
            method=self.command,
            path=path,
            query=query,
            body=body,
            timestamp=sent["Timestamp"],
            nonce=sent["Nonce"],
            secret=self.registry.secret,
            sign=self.registry.sign,
        )
        is_key = hmac.compare_digest(sent["App-Key"].encode("latin-1"), self.registry.key.encode("utf-8"))
        if not is_key or not hmac.compare_digest(sent["Sign"].encode("latin-1"), expected.encode("ascii")):
            raise _RefusedError(BAD_SIGNATURE)
        if not self.registry.is_new_nonce(sent["Nonce"]):
            raise _RefusedError(BAD_SIGNATURE, "nonce seen before")

    def _resource(self, path: str) -> tuple[str, bool]:
        if not path.startswith(PREFIX):
            raise _RefusedError(MALFORMED, "path")
        resource, slash, rest = path.removeprefix(PREFIX).partition("/")
        if slash and rest != "lookup":
            raise _RefusedError(MALFORMED, "path")
        if resource not in RESOURCES or resource not in self.registry.granted:
            raise _RefusedError(NO_RIGHT)
        if (self.command == "POST") != bool(slash):
            raise _RefusedError(MALFORMED, "a list is a GET, a lookup is a POST")
        return resource, bool(slash)

    def _parameters(self, resource: str, query: str, body: bytes | None) -> Asked:
        pairs = [parts_of(pair) for pair in query.split("&") if pair]
        given = {unquote(name): unquote(value) for name, value in pairs}
        if len(given) != len(pairs) or not set(given) <= {
            "page",
            "size",
            "updated_since",
        }:
            raise _RefusedError(MALFORMED, "query")
        page, size = given.get("page", "1"), given.get("size", "500")
        if not (
            re.fullmatch(r"[1-9]\d{0,8}", page)
            and re.fullmatch(r"[1-9]\d{0,3}", size)
            and int(size) <= MAX_SIZE
        ):
            raise _RefusedError(MALFORMED, f"page counts from 1, size is at most {MAX_SIZE}")
        since = given.get("updated_since")
        if since is not None and moment_of(since) is None:
            raise _RefusedError(MALFORMED, "updated_since")
        keys = None if body is None else self._keys(body)
        return Asked(self.command, resource, int(page), int(size), keys, since)

    def _keys(self, body: bytes) -> tuple[str, ...]:
        try:
            loaded = json.loads(body)
        except ValueError:
            raise _RefusedError(MALFORMED, "the body is not JSON") from None
        keys = loaded.get("keys") if isinstance(loaded, dict) else None
        if (
            not isinstance(keys, list)
            or not all(isinstance(k, str) for k in keys)
            or not 0 < len(keys) <= MAX_KEYS
        ):
            raise _RefusedError(MALFORMED, f"keys: 1 to {MAX_KEYS} credit codes")
        return tuple(keys)

    def _misbehave(self, asked: Asked) -> bool:
        """Faults that replace the answer; True when one was sent."""
        slow = self.registry.take_fault(("slow",), asked.resource, asked.page)
        if slow is not None:
            time.sleep(slow.seconds)
        fault = self.registry.take_fault(("status", "code", "html", "redirect"), asked.resource, asked.page)
        if fault is None:
            return False
        if fault.kind == "status":
            headers = {"Retry-After": f"{fault.seconds:g}"} if fault.value == 429 else {}
            self._send_bytes(fault.value, b"", "text/plain", headers)
        elif fault.kind == "code":
            self._send(200, {"code": fault.value, "msg": SAYS.get(fault.value, "error")})
        elif fault.kind == "html":
            self._send_bytes(200, b"<html><body>502 Bad Gateway</body></html>", "text/html", {})
        else:
            self._send_bytes(302, b"", "text/plain", {"Location": fault.location})
        return True

    def _send_page(self, asked: Asked) -> None:
        registry = self.registry
        rows = registry.rows[asked.resource]
        hidden = registry.hidden(asked.resource)
        visible = rows[: len(rows) - hidden] if hidden else rows
        registry.take_fault(("grow",), asked.resource, asked.page)
        if asked.keys is not None:
            wanted = set(asked.keys)
            visible = [row for row in visible if row.get("UNISCID") in wanted]
        if asked.updated_since is not None:
            since = moment_of(asked.updated_since)
            visible = [row for row in visible if _is_since(row, since)]
        page = asked.page
        if page > 1 and registry.take_fault(("repeat",), asked.resource, page):
            page -= 1
        start = (page - 1) * asked.size
        shown = visible[start : start + asked.size]
        if shown and registry.take_fault(("short",), asked.resource, asked.page):
            shown = shown[:-1]
        answer = {
            "code": OK,
            "msg": SAYS[OK],
            "page": asked.page,
            "size": asked.size,
            "total": len(visible),
            "as_of": registry.as_of,
            "rows": shown,
        }
        is_cut = registry.take_fault(("cut",), asked.resource, asked.page) is not None
        self._send(200, answer, is_cut=is_cut)

    def _send(self, status: int, answer: Mapping[str, object], *, is_cut: bool = False) -> None:
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8")
        self._send_bytes(status, body, "application/json; charset=utf-8", {}, is_cut=is_cut)

    def _send_bytes(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: Mapping[str, str],
        *,
        is_cut: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
        if is_cut:
            self.wfile.flush()
            self.close_connection = True


def _is_since(row: Row, since: datetime | None) -> bool:
    """A row without a readable time is always handed out: the client can't know that it didn't change."""
    moment = moment_of(row.get("UPDATED_AT"))
    return moment is None or since is None or moment >= since


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, registry: Registry) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.registry = registry

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event here, and a traceback could hold a row."""


def _make(
    folder: Path,
    *,
    port: int,
    key: str,
    secret: str,
    sign: str,
    faults: list[Fault] | None,
) -> _Server:
    if sign not in ("sha256", "sm3"):
        raise ValueError(f"sign must be sha256 or sm3, not {sign!r}")
    if not secret:
        raise ValueError("the gateway's secret is empty; set GATEWAY_SECRET")
    try:
        hashlib.new(sign)
    except ValueError:
        raise ValueError(f"this Python's OpenSSL has no {sign}") from None
    rows, as_of = read_folder(folder)
    registry = Registry(rows=rows, as_of=as_of, key=key, secret=secret.encode("utf-8"), sign=sign)
    registry.faults.extend(faults or [])
    return _Server(port, registry)


def serve(folder: Path, *, port: int, secret: str, key: str = "demo", sign: str = "sha256") -> None:
    """Serves the folder on 127.0.0.1 until it is interrupted."""
    with _make(folder, port=port, key=key, secret=secret, sign=sign, faults=None) as server:
        server.serve_forever()


@contextmanager
def running(
    folder: Path,
    *,
    secret: str,
    key: str = "demo",
    sign: str = "sha256",
    port: int = 0,
    faults: list[Fault] | None = None,
) -> Iterator[Gateway]:
    """Serves the folder in a thread while the block runs; port 0 takes any free one."""
    with _make(folder, port=port, key=key, secret=secret, sign=sign, faults=faults) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            taken = int(server.server_address[1])
            yield Gateway(base=f"http://127.0.0.1:{taken}", port=taken, registry=server.registry)
        finally:
            server.shutdown()
            thread.join()
