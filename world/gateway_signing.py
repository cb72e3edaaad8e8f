"""What the gateway's contract says of a request and an answer: codes, and the signature over a request. Standard library only."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote, unquote

UNRESERVED = "-._~"
OK, MALFORMED, BAD_SIGNATURE, SKEWED, NO_RIGHT = 0, 4000, 4001, 4002, 4003
SAYS = {
    OK: "ok",
    MALFORMED: "malformed request",
    BAD_SIGNATURE: "bad signature",
    SKEWED: "clock skew",
    NO_RIGHT: "no right to the resource",
    5001: "busy",
    5002: "upstream time-out",
}


def signature(
    *,
    method: str,
    path: str,
    query: str,
    body: bytes,
    timestamp: str,
    nonce: str,
    secret: bytes,
    sign: str,
) -> str:
    """X-Sign of a request by contract: HMAC over method, path, sorted query, body hash, timestamp, nonce."""
    body_hash = hashlib.new(sign, body).hexdigest()
    text = "\n".join((method, path, sorted_query(query), body_hash, timestamp, nonce))
    return hmac.new(secret, text.encode("utf-8"), sign).hexdigest()


def sorted_query(query: str) -> str:
    """The query's pairs, percent-encoded by RFC 3986 and sorted by name, then value; a plus sign is itself."""
    if not query:
        return ""
    pairs = sorted(
        tuple(quote(unquote(part), safe=UNRESERVED) for part in parts_of(pair)) for pair in query.split("&")
    )
    return "&".join(f"{name}={value}" for name, value in pairs)


def parts_of(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, value
