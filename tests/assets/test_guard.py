"""In front of Dagster's page: no order from another site, none by GET, nothing without the token; a person gets through."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from assets.guard import COOKIE, Guard, Receive, Scope, Send
from tests.runs import ROOT

TOKEN, HOST = "t" * 43, "127.0.0.1:3000"
OWN = {"host": HOST, "cookie": f"{COOKIE}={TOKEN}"}
JSON = {"origin": f"http://{HOST}", "content-type": "application/json"}


async def _passed(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def ask(
    headers: dict[str, str],
    *,
    method: str = "GET",
    path: str = "/graphql",
    query: str = "",
    kind: str = "http",
) -> tuple[int, dict[str, str]]:
    """The status and headers with which the guard, or the page behind it, answers."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(Guard(_passed, TOKEN, [HOST])(scope, receive, send))
    first = sent[0]
    told = {name.decode(): value.decode() for name, value in first.get("headers", [])}
    return int(first.get("status") or first["code"]), told


@pytest.mark.parametrize(
    ("headers", "asked", "status"),
    [
        ({**OWN, **JSON}, {"method": "POST"}, 200),
        (OWN, {"path": "/assets"}, 200),
        (OWN, {"query": "query=mutation{wipeAssets}"}, 405),
        (OWN, {"method": "HEAD", "query": "query=mutation{wipeAssets}"}, 405),
        ({**OWN, **JSON, "origin": "http://evil.example"}, {"method": "POST"}, 403),
        ({**OWN, **JSON, "origin": "null"}, {"method": "POST"}, 403),
        ({**OWN, "content-type": "application/json"}, {"method": "POST"}, 403),
        ({**OWN, **JSON, "content-type": "text/plain"}, {"method": "POST"}, 415),
        ({**OWN, **JSON, "host": "evil.example:3000"}, {"method": "POST"}, 421),
        ({**OWN, "sec-fetch-site": "cross-site"}, {"path": "/assets"}, 403),
        ({"host": HOST, **JSON}, {"method": "POST"}, 401),
        ({"host": HOST, "cookie": f"{COOKIE}=wrong"}, {"path": "/"}, 401),
        ({"host": HOST}, {"path": "/", "query": "token=wrong"}, 401),
        (OWN | {"origin": "http://evil.example"}, {"kind": "websocket"}, 1008),
        ({"host": HOST, "origin": f"http://{HOST}"}, {"kind": "websocket"}, 1008),
    ],
    ids=[
        "its own page asks",
        "its own page looks",
        "order by GET",
        "order by HEAD",
        "another site",
        "a site without a name",
        "no site named",
        "a form",
        "another host",
        "a picture on another site",
        "no token",
        "a wrong cookie",
        "a wrong token",
        "a socket from another site",
        "a socket without a token",
    ],
)
def test_only_the_page_itself_gets_through(
    headers: dict[str, str], asked: dict[str, str], status: int
) -> None:
    assert ask(headers, **asked)[0] == status


def test_the_token_becomes_a_cookie_that_no_other_site_can_send() -> None:
    status, headers = ask({"host": HOST}, path="/", query=f"token={TOKEN}")
    assert status == 303
    assert headers["location"] == "/"
    assert {"HttpOnly", "SameSite=Strict"} <= set(headers["set-cookie"].split("; "))


def test_the_page_starts_behind_the_guard(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    empty = tmp_path / "workspace.yaml"
    empty.write_text("load_from: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "assets.page", "--workspace", str(empty), "--port", str(port)]
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if line.startswith("http"))
            base = told.partition("/?")[0]
            token = (tmp_path / "home" / "page.token").read_text(encoding="utf-8").strip()
            assert told.strip().endswith(f"token={token}")
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base)
            wipe = "mutation{wipeRuns:deletePipelineRun(runId:%22x%22){__typename}}"
            assert _status(f"{base}/graphql?query={wipe}", {}) == 401
            assert _status(f"{base}/graphql?query={wipe}", {"Cookie": f"{COOKIE}={token}"}) == 405
            assert _status(f"{base}/server_info", {"Cookie": f"{COOKIE}={token}"}) == 200
        finally:
            process.terminate()
            process.wait(20)


def _status(address: str, headers: dict[str, str]) -> int:
    asked = urllib.request.Request(address.replace(" ", "%20"), headers=headers)  # noqa: S310 our own loopback
    for _ in range(100):
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 our own loopback
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            asyncio.run(asyncio.sleep(0.1))
    raise TimeoutError(address)
