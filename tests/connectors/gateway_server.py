"""A gateway of the tests' own over a real socket, written from the gateway's contract and from nothing else.

Checks every signature by itself, and misbehaves as told: each entry of `faults` is used for one request.
"""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

SECRET = "a secret of the tests"
KEY = "demo"
AS_OF = "2023-12-31T23:59:59+08:00"
Fault = Callable[["Handler"], bool]


@dataclass
class Standing:
    """The server's rows and what happened to it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str, list[str] | None]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    algorithm: str = "sha256"
    as_of: list[str] = field(default_factory=lambda: [AS_OF])
    base: str = ""
    before_page: Callable[[int], None] = lambda _: None
    total: int | None = None


def sign(algorithm: str, text: bytes) -> str:
    if algorithm == "sha256":
        return hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
    mac = HMAC(SECRET.encode(), hashes.SM3())
    mac.update(text)
    return mac.finalize().hex()


def body_hash(algorithm: str, body: bytes) -> str:
    if algorithm == "sha256":
        return hashlib.sha256(body).hexdigest()
    digest = hashes.Hash(hashes.SM3())
    digest.update(body)
    return digest.finalize().hex()


class Handler(BaseHTTPRequestHandler):
    """One request: a fault if one waits, else the page that was asked for."""

    protocol_version = "HTTP/1.1"
    standing: Standing

    def log_message(self, *args: Any) -> None:
        del args

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _handle(self, body: bytes) -> None:
        standing = self.standing
        parts = urlsplit(self.path)
        keys = json.loads(body)["keys"] if body else None
        standing.asked.append((self.command, self.path, keys))
        if standing.faults and standing.faults.pop(0)(self):
            return
        stated, nonce = self.headers["X-Timestamp"], self.headers["X-Nonce"]
        text = "\n".join(
            [self.command, parts.path, parts.query, body_hash(standing.algorithm, body), stated, nonce]
        )
        if self.headers["X-App-Key"] != KEY or self.headers["X-Sign"] != sign(
            standing.algorithm, text.encode()
        ):
            self.code(4001)
            return
        if nonce in standing.nonces:
            self.code(4001)
            return
        standing.nonces.add(nonce)
        if abs(int(stated) - time.time() * 1000) > 300_000:
            self.code(4002)
            return
        query = dict(parse_qsl(parts.query))
        self.page(int(query["page"]), int(query["size"]), keys, query.get("updated_since"))

    def page(self, page: int, size: int, keys: list[str] | None, since: str | None) -> None:
        standing = self.standing
        standing.before_page(page)
        rows = [row for row in standing.rows if keys is None or row["UNISCID"] in keys]
        if since:
            rows = [row for row in rows if str(row.get("UPDATED_AT")) >= since[:10]]
        as_of = standing.as_of.pop(0) if len(standing.as_of) > 1 else standing.as_of[0]
        total = len(rows) if standing.total is None else standing.total
        self.send(page, size, total, as_of, rows[(page - 1) * size : page * size])

    def send(self, page: int, size: int, total: int, as_of: str, rows: list[dict[str, Any]]) -> None:
        answer = {
            "code": 0,
            "msg": "ok",
            "page": page,
            "size": size,
            "total": total,
            "as_of": as_of,
            "rows": rows,
        }
        self.raw(200, json.dumps(answer, ensure_ascii=False).encode())

    def code(self, code: int, status: int = 200) -> None:
        self.raw(status, json.dumps({"code": code, "msg": "no"}).encode())

    def raw(self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if cut:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        if cut:
            self.close_connection = True


@contextmanager
def running(standing: Standing, tls: ssl.SSLContext | None = None) -> Iterator[Standing]:
    """The server in a thread, at a port of its own; with a certificate where one is given."""
    handler = type("Bound", (Handler,), {"standing": standing})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        standing.base = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
        try:
            yield standing
        finally:
            server.shutdown()
            thread.join(timeout=30)


def status(code: int, **headers: str) -> Fault:
    """An answer with an HTTP status and a page that isn't JSON."""

    def answer(handler: Handler) -> bool:
        handler.raw(
            code, b"<html>sorry</html>", {name.replace("_", "-"): value for name, value in headers.items()}
        )
        return True

    return answer


def coded(code: int, http: int = 200) -> Fault:
    def answer(handler: Handler) -> bool:
        handler.code(code, http)
        return True

    return answer


def cut_short(handler: Handler) -> bool:
    handler.raw(200, b'{"code": 0, "rows": [{"UNISCID": "9145990', cut=5)
    return True


def not_json(handler: Handler) -> bool:
    handler.raw(200, b"<html>maintenance</html>")
    return True


def broken(handler: Handler) -> bool:
    """The connection ends without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True
    return True


def slow(seconds: float) -> Fault:
    def answer(_: Handler) -> bool:
        time.sleep(seconds)
        return False

    return answer


def dripping(start: bytes, drop: bytes, *, every: float = 0.05, drops: int = 2000) -> Fault:
    """An answer that begins and then goes on, drop by drop."""

    def answer(handler: Handler) -> bool:
        handler.close_connection = True
        try:
            handler.wfile.write(start)
            for _ in range(drops):
                handler.wfile.write(drop)
                handler.wfile.flush()
                time.sleep(every)
        except OSError:
            return True
        return True

    return answer


def told(**said: str) -> Fault:
    """A page whose body says these things, each as JSON writes it."""

    def answer(handler: Handler) -> bool:
        whole = {
            "code": "0",
            "page": "1",
            "size": "4",
            "total": "0",
            "as_of": f'"{AS_OF}"',
            "rows": "[]",
        } | said
        handler.raw(
            200, ("{" + ",".join(f'"{name}":{value}' for name, value in whole.items()) + "}").encode()
        )
        return True

    return answer


def nothing(_: Handler) -> bool:
    """No fault; lets a later request have one."""
    return False
