"""Who signs a manifest: Ed25519 by default, SM2 as an extra behind the same protocol.

The key is handed in: a run derives it from the person key, or takes the SM2 key of the store. Not here: what is signed
(`manifest.py`) and the check that needs nothing installed (`verify_release.py`).
"""

import base64
import hashlib
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from etl.publish import verify_release
from etl.publish.manifest import MANIFEST

SEAL = verify_release.SEAL
SM2_PRIVATE = 32


class Signer(Protocol):
    """Signs bytes; the suite and the public key travel with the signature."""

    @property
    def suite(self) -> dict[str, str]: ...

    @property
    def public_key(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Ed25519Signer:
    """Deterministic: the same manifest has the same signature."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def suite(self) -> dict[str, str]:
        return {"hash": "sha256", "sig": "ed25519"}

    @property
    def public_key(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"Ed25519Signer(public_key={self.public_key!r})"


class Sm2Signer:
    """SM2 with SM3, for sites that must use national algorithms; needs the `gm` extra.

    SM2 signatures hold a random number, so that a repeated run has another seal; all other files stay the same.
    `pair`: the private key of 32 bytes and the public one of 64, as `sm2_pair` makes them.
    """

    def __init__(self, pair: bytes) -> None:
        from gmssl_pyx import sm2_sign

        self._sign = sm2_sign
        self._private, self._public = pair[:SM2_PRIVATE], pair[SM2_PRIVATE:]

    @property
    def suite(self) -> dict[str, str]:
        return {"hash": "sha256", "sig": "sm2"}

    @property
    def public_key(self) -> str:
        return self._public.hex()

    def sign(self, message: bytes) -> bytes:
        signature: bytes = self._sign(self._private, self._public, message)
        return signature

    def __repr__(self) -> str:
        return f"Sm2Signer(public_key={self.public_key!r})"


def sm2_pair() -> bytes:
    """A new private key and its public one."""
    from gmssl_pyx import sm2_key_generate

    public, private = sm2_key_generate()
    return bytes(private) + bytes(public)


def seal(folder: Path, signer: Signer | None) -> None:
    """Write the seal beside the manifest: its hash, and the signature where somebody signs."""
    data = (folder / MANIFEST).read_bytes()
    content: dict[str, object] = {"manifest_sha256": hashlib.sha256(data).hexdigest()}
    if signer is not None:
        content |= {
            "suite": signer.suite,
            "public_key": signer.public_key,
            "signature": base64.b64encode(signer.sign(data)).decode("ascii"),
        }
    (folder / SEAL).write_bytes(verify_release.canonical(content))
