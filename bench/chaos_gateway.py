"""A gateway that misbehaves as told, before the stand-in world's own (`bench/chaos.py`): over a real socket, between both."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes]
Twist = Callable[[Answer, "Between"], Answer | None]
"""What becomes of an answer; None: the connection ends without one."""


@dataclass
class Between:
    """Twists still to come, one a request (`always`: for every one), and the pages that went by."""

    twists: list[Twist] = field(default_factory=list)
    always: Twist | None = None
    before: list[Answer] = field(default_factory=list)
    base: str = ""

    def calm(self) -> None:
        self.twists, self.always = [], None

    def twisted(self, answer: Answer) -> Answer | None:
        twist = self.twists.pop(0) if self.twists else self.always
        told = answer if twist is None else twist(answer, self)
        self.before.append(answer)
        return told


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    between: Between
    port: int

    def log_message(self, *args: Any) -> None:
        del args

    def do_GET(self) -> None:
        self._pass(b"")

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _pass(self, body: bytes) -> None:
        upstream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.startswith("X-")}
        upstream.request(self.command, self.path, body or None, headers)
        came = upstream.getresponse()
        told = self.between.twisted((came.status, came.read()))
        upstream.close()
        self.close_connection = told is None
        if told is not None:
            self.send_response(told[0])
            self.send_header("Content-Length", str(len(told[1])))
            self.end_headers()
            self.wfile.write(told[1])


@contextmanager
def standing_before(port: int) -> Iterator[Between]:
    """Between whoever asks and the gateway at that port of this machine."""
    between = Between()
    handler = type("Bound", (_Handler,), {"between": between, "port": port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        between.base = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield between
        finally:
            server.shutdown()
            thread.join(timeout=30)


def gone(_answer: Answer, _between: Between) -> Answer | None:
    return None


def cut(answer: Answer, _between: Between) -> Answer:
    return answer[0], answer[1][: len(answer[1]) // 2]


def page_of_html(_answer: Answer, _between: Between) -> Answer:
    return 200, b"<html>maintenance</html>"


def busy(_answer: Answer, _between: Between) -> Answer:
    return 200, b'{"code": 5001, "msg": "busy"}'


def failing(_answer: Answer, _between: Between) -> Answer:
    return 503, b""


def slow(answer: Answer, _between: Between) -> Answer:
    time.sleep(1.5)
    return answer


def repeated(answer: Answer, between: Between) -> Answer:
    return between.before[-1] if between.before else answer


def _said(answer: Answer, **values: Any) -> Answer:
    body = json.loads(answer[1])
    if "rows" not in body:
        return answer
    return answer[0], json.dumps({**body, **values}, ensure_ascii=False).encode()


def too_few(answer: Answer, _between: Between) -> Answer:
    """A total that is smaller than what there is."""
    return _said(answer, total=0)


def too_many(answer: Answer, _between: Between) -> Answer:
    """A total that is larger than what there is."""
    return _said(answer, total=len(json.loads(answer[1]).get("rows", ())) + 7)


def a_row_short(answer: Answer, _between: Between) -> Answer:
    return _said(answer, rows=json.loads(answer[1]).get("rows", [])[:-1])


def clocks_apart(_answer: Answer, _between: Between) -> Answer:
    return 200, b'{"code": 4002, "msg": "clock skew"}'


def without_right(_answer: Answer, _between: Between) -> Answer:
    return 200, b'{"code": 4003, "msg": "no right"}'


def senseless(_answer: Answer, _between: Between) -> Answer:
    return 200, b'{"code": 0, "page": "--1", "size": 1e400, "total": "\xc2\xb2", "rows": [null, 7]}'


PASSING = (gone, cut, page_of_html, busy, failing, slow, repeated, too_few, too_many, a_row_short, senseless)
"""Each for a request or two: the next try may succeed."""
LASTING = (clocks_apart, without_right, too_many, a_row_short)
"""For all requests: no complete pull can come of it."""
