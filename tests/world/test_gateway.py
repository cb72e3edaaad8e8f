"""The stand-in gateway over a real socket: every rule of the protocol that a client can trip on."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from world import gateway, gateway_registry, gateway_signing
from world.gateway import Gateway
from world.gateway_registry import Fault

SECRET = "a secret of this test"
CODES = [f"91459901MA5ABC{n:03d}D" for n in range(7)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entities = [
        {
            "UNISCID": code,
            "ENTNAME": f"甲{n}",
            "UPDATED_AT": f"2024-06-{n + 1:02d} 08:00:00",
        }
        for n, code in enumerate(CODES)
    ]
    officers = [
        {
            "UNISCID": CODES[0],
            "NAME": "乙",
            "POSITION": "legal_rep",
            "UPDATED_AT": "2024-05-31 08:00:00",
        }
    ]
    (tmp_path / "entities.json").write_text(json.dumps(entities), encoding="utf-8")
    (tmp_path / "officers.json").write_text(json.dumps(officers), encoding="utf-8")
    return tmp_path


@pytest.fixture
def standing(folder: Path) -> Iterator[Gateway]:
    with gateway.running(folder, secret=SECRET) as server:
        yield server


def ask(
    server: Gateway,
    target: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    sign: str = "sha256",
    **changed: str,
) -> tuple[int, Any, dict[str, str]]:
    """One signed request; `changed` overrides headers by their short name."""
    path, _, query = target.partition("?")
    stamp = changed.get("timestamp", str(int(time.time() * 1000)))
    nonce = changed.get("nonce", uuid.uuid4().hex)
    made = gateway_signing.signature(
        method=method,
        path=path,
        query=query,
        body=body,
        timestamp=stamp,
        nonce=nonce,
        secret=SECRET.encode(),
        sign=sign,
    )
    headers = {
        "X-App-Key": changed.get("key", "demo"),
        "X-Timestamp": stamp,
        "X-Nonce": nonce,
    }
    headers["X-Sign"] = changed.get("sent", made)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, target, body=body or None, headers=headers)
        answer = connection.getresponse()
        raw = answer.read()
        try:
            loaded = json.loads(raw)
        except ValueError:
            loaded = raw
        return answer.status, loaded, dict(answer.getheaders())
    finally:
        connection.close()


def lookup(server: Gateway, keys: object, query: str = "") -> tuple[int, Any, dict[str, str]]:
    body = json.dumps({"keys": keys}).encode()
    return ask(server, f"/api/v1/entities/lookup{query}", method="POST", body=body)


def test_pages_hold_each_row_once_and_state_total_and_data_time(
    standing: Gateway,
) -> None:
    seen = []
    for page in (1, 2, 3):
        status, answer, _ = ask(standing, f"/api/v1/entities?page={page}&size=3")
        assert (status, answer["code"], answer["total"]) == (200, 0, 7)
        assert answer["as_of"] == "2024-06-07T23:59:59+08:00"
        seen += [row["UNISCID"] for row in answer["rows"]]
    assert seen == CODES
    assert ask(standing, "/api/v1/entities?page=4&size=3")[1]["rows"] == []


def test_data_time_is_the_platforms_not_the_resources(standing: Gateway) -> None:
    assert ask(standing, "/api/v1/officers")[1]["as_of"] == "2024-06-07T23:59:59+08:00"


def test_updated_since_keeps_the_moment_itself(standing: Gateway) -> None:
    _, answer, _ = ask(standing, "/api/v1/entities?updated_since=2024-06-05T08:00:00%2B08:00")
    assert [row["UNISCID"] for row in answer["rows"]] == CODES[4:]


def test_query_is_signed_sorted_whatever_its_order(standing: Gateway) -> None:
    assert ask(standing, "/api/v1/entities?size=2&page=2")[1]["code"] == 0
    assert gateway_signing.sorted_query("size=2&page=2&a=%2b+") == "a=%2B%2B&page=2&size=2"


def test_lookup_brings_only_the_codes_asked_for(standing: Gateway) -> None:
    _, answer, _ = lookup(standing, [CODES[5], CODES[1], "91459901MA5ABC999D"])
    assert [row["UNISCID"] for row in answer["rows"]] == [CODES[1], CODES[5]]
    assert answer["total"] == 2
    assert lookup(standing, [CODES[5], CODES[1]], "?page=2&size=1")[1]["rows"][0]["UNISCID"] == CODES[5]


@pytest.mark.parametrize(
    "target",
    [
        "?size=1001",
        "?size=0",
        "?page=0",
        "?page=x",
        "?page=1&page=2",
        "?since=1",
        "?updated_since=soon",
        "/else",
    ],
)
def test_malformed_list_is_400_and_4000(standing: Gateway, target: str) -> None:
    status, answer, _ = ask(standing, f"/api/v1/entities{target}")
    assert (status, answer["code"]) == (400, 4000)


@pytest.mark.parametrize("keys", [[f"{n:018d}" for n in range(201)], [], "x", [1]])
def test_malformed_lookup_is_400_and_4000(standing: Gateway, keys: object) -> None:
    status, answer, _ = lookup(standing, keys)
    assert (status, answer["code"]) == (400, 4000)


def test_two_hundred_keys_are_taken(standing: Gateway) -> None:
    assert lookup(standing, [f"{n:018d}" for n in range(200)])[1]["total"] == 0


def test_wrong_signature_key_and_replayed_nonce_are_4001(standing: Gateway) -> None:
    assert ask(standing, "/api/v1/entities", sent="0" * 64)[1]["code"] == 4001
    assert ask(standing, "/api/v1/entities", key="someone")[1]["code"] == 4001
    assert ask(standing, "/api/v1/entities", nonce="n-1")[1]["code"] == 0
    status, answer, _ = ask(standing, "/api/v1/entities", nonce="n-1")
    assert (status, answer["code"]) == (200, 4001)


def test_upper_case_signature_is_refused(standing: Gateway) -> None:
    stamp = str(int(time.time() * 1000))
    made = gateway_signing.signature(
        method="GET",
        path="/api/v1/entities",
        query="",
        body=b"",
        timestamp=stamp,
        nonce="n-2",
        secret=SECRET.encode(),
        sign="sha256",
    )
    assert (
        ask(
            standing,
            "/api/v1/entities",
            timestamp=stamp,
            nonce="n-2",
            sent=made.upper(),
        )[1]["code"]
        == 4001
    )


def test_clock_skew_is_4002_only_beyond_five_minutes(standing: Gateway) -> None:
    now = int(time.time() * 1000)
    assert ask(standing, "/api/v1/entities", timestamp=str(now - 290_000))[1]["code"] == 0
    assert ask(standing, "/api/v1/entities", timestamp=str(now - 310_000))[1]["code"] == 4002


def test_unknown_resource_is_4003(standing: Gateway) -> None:
    assert ask(standing, "/api/v1/pensions")[1]["code"] == 4003


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_sm3_signs_and_hashes_the_body(folder: Path) -> None:
    with gateway.running(folder, secret=SECRET, sign="sm3") as server:
        assert ask(server, "/api/v1/entities", sign="sm3")[1]["code"] == 0
        assert ask(server, "/api/v1/entities", sign="sha256")[1]["code"] == 4001


def test_faults_are_used_up_then_the_answer_is_right(standing: Gateway) -> None:
    standing.faults.extend(
        [
            Fault("status", 429, seconds=2),
            Fault("status", 503),
            Fault("code", 5001),
            Fault("html"),
            Fault("redirect", location="http://192.0.2.1/"),
        ]
    )
    status, _, headers = ask(standing, "/api/v1/entities")
    assert (status, headers["Retry-After"]) == (429, "2")
    assert ask(standing, "/api/v1/entities")[0] == 503
    assert ask(standing, "/api/v1/entities")[1]["code"] == 5001
    assert b"<html>" in ask(standing, "/api/v1/entities")[1]
    status, _, headers = ask(standing, "/api/v1/entities")
    assert (status, headers["Location"]) == (302, "http://192.0.2.1/")
    assert len(ask(standing, "/api/v1/entities")[1]["rows"]) == 7


def test_cut_body_breaks_off(standing: Gateway) -> None:
    standing.faults.append(Fault("cut"))
    with pytest.raises(http.client.IncompleteRead):
        ask(standing, "/api/v1/entities")


def test_repeated_short_and_growing_pages(standing: Gateway) -> None:
    standing.faults.extend(
        [
            Fault("repeat", page=2),
            Fault("short", page=1),
            Fault("grow", 2, page=1),
        ]
    )
    first = ask(standing, "/api/v1/entities?page=1&size=3")[1]
    assert (first["total"], len(first["rows"])) == (5, 2)
    second = ask(standing, "/api/v1/entities?page=2&size=3")[1]
    assert second["total"] == 7
    assert [row["UNISCID"] for row in second["rows"]] == CODES[:3]
    assert [row["UNISCID"] for row in ask(standing, "/api/v1/entities?page=2&size=3")[1]["rows"]] == CODES[
        3:6
    ]


def test_slow_answer_waits(standing: Gateway) -> None:
    standing.faults.append(Fault("slow", seconds=0.2))
    started = time.monotonic()
    ask(standing, "/api/v1/entities")
    assert time.monotonic() - started >= 0.2


def test_listens_on_loopback_only_and_logs_nothing(
    standing: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    assert standing.base.startswith("http://127.0.0.1:")
    lookup(standing, [CODES[0]])
    ask(standing, "/api/v1/entities", sent="x")
    assert capfd.readouterr() == ("", "")


def test_folder_without_a_data_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "entities.json").write_text("[]", encoding="utf-8")
    (tmp_path / "officers.json").write_text("[]", encoding="utf-8")
    with pytest.raises(gateway_registry.GatewayFolderError, match="UPDATED_AT"):
        gateway_registry.read_folder(tmp_path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(gateway_registry.GatewayFolderError, match=r"entities\.json"):
        gateway_registry.read_folder(tmp_path)


def test_sample_gateway_folder_is_served(sample_world: Path) -> None:
    with gateway.running(sample_world / "gateway", secret=SECRET) as server:
        answer = ask(server, "/api/v1/entities?page=1&size=1000")[1]
        assert answer["as_of"] == "2023-12-31T23:59:59+08:00"
        assert len(answer["rows"]) == answer["total"] > 100
        some = [row["UNISCID"] for row in answer["rows"][:200]]
        assert lookup(server, some)[1]["total"] == len(some)
