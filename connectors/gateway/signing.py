"""How a request is signed. A signer turns a request into headers; platforms differ, so signers are pluggable.

`sha256` and `sm3` are the platform's own scheme (its canonical string under HMAC). Other schemes
met at platforms of the same kind sign fewer parts; they stand in `SIGNERS` under their own names.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

Algorithm = Literal["sha256", "sm3"]


@dataclass(frozen=True)
class Unsigned:
    """The parts of a request that a signature can cover."""

    method: str
    path: str
    query: str
    body: bytes
    timestamp: str
    nonce: str


class Signer(Protocol):
    """Headers that prove who asks."""

    def headers(self, request: Unsigned) -> dict[str, str]: ...


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """RFC 3986: only unreserved characters stand, upper-case hex, sorted by name, then value, as encoded."""
    encoded = sorted((quote(name, safe="-._~"), quote(value, safe="-._~")) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def digest(algorithm: Algorithm, content: bytes) -> str:
    if algorithm == "sha256":
        return hashlib.sha256(content).hexdigest()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    return sm3.finalize().hex()


def mac(algorithm: Algorithm, secret: bytes, content: bytes) -> bytes:
    if algorithm == "sha256":
        return hmac.new(secret, content, hashlib.sha256).digest()
    sm3 = HMAC(secret, hashes.SM3())
    sm3.update(content)
    return sm3.finalize()


class PlatformSigner:
    """The platform's own scheme."""

    def __init__(self, app_key: str, secret: str, algorithm: Algorithm) -> None:
        self._app_key = app_key
        self._secret = secret.encode()
        self._algorithm: Algorithm = algorithm

    def __repr__(self) -> str:
        return f"PlatformSigner({self._algorithm})"

    def text(self, request: Unsigned) -> str:
        """The string that is signed."""
        body = digest(self._algorithm, request.body)
        parts = (request.method, request.path, request.query, body, request.timestamp, request.nonce)
        return "\n".join(parts)

    def headers(self, request: Unsigned) -> dict[str, str]:
        signature = mac(self._algorithm, self._secret, self.text(request).encode()).hex()
        return {
            "X-App-Key": self._app_key,
            "X-Timestamp": request.timestamp,
            "X-Nonce": request.nonce,
            "X-Sign": signature,
        }


class ClientIdSigner:
    """Platforms that sign only who and when (as at data.sd.gov.cn): Base64 of an HMAC over id, time and nonce."""

    def __init__(self, app_key: str, secret: str, algorithm: Algorithm) -> None:
        self._app_key = app_key
        self._secret = secret.encode()
        self._algorithm: Algorithm = algorithm

    def headers(self, request: Unsigned) -> dict[str, str]:
        signed = mac(
            self._algorithm, self._secret, (self._app_key + request.timestamp + request.nonce).encode()
        )
        return {
            "X-Client-Id": self._app_key,
            "X-Timestamp": request.timestamp,
            "X-Nonce": request.nonce,
            "X-Signature": base64.b64encode(signed).decode(),
        }


class NationalSigner:
    """The national platform's names: service and requester id with the time, under HMAC, in Base64."""

    def __init__(self, app_key: str, secret: str, algorithm: Algorithm) -> None:
        self._app_key = app_key
        self._secret = secret.encode()
        self._algorithm: Algorithm = algorithm

    def headers(self, request: Unsigned) -> dict[str, str]:
        service = request.path.rsplit("/api/v1/", 1)[-1]
        signed = mac(self._algorithm, self._secret, (service + self._app_key + request.timestamp).encode())
        return {
            "gjgxjhpt_rid": self._app_key,
            "gjgxjhpt_sid": service,
            "gjgxjhpt_rtime": request.timestamp,
            "gjgxjhpt_sign": base64.b64encode(signed).decode(),
        }


SIGNERS: dict[str, Callable[[str, str], Signer]] = {
    "sha256": lambda key, secret: PlatformSigner(key, secret, "sha256"),
    "sm3": lambda key, secret: PlatformSigner(key, secret, "sm3"),
    "client-id-sha256": lambda key, secret: ClientIdSigner(key, secret, "sha256"),
    "client-id-sm3": lambda key, secret: ClientIdSigner(key, secret, "sm3"),
    "national-sha256": lambda key, secret: NationalSigner(key, secret, "sha256"),
    "national-sm3": lambda key, secret: NationalSigner(key, secret, "sm3"),
}
