"""Who signs a manifest: Ed25519 by default, SM2 as an extra behind the same protocol.

The key is handed in: a run takes the signing key of the store, or its SM2 key. Not here: what is signed
(`manifest.py`) and the check that needs nothing installed (`verify_release.py`).
"""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from etl.publish import verify_release
from etl.publish.manifest import MANIFEST
from etl.store import durable

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
        return dict(verify_release.ED25519)

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
        return dict(verify_release.SM2)

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


def handover(old: Ed25519Signer, new: Ed25519Signer) -> dict[str, str]:
    """The statement that one key takes over from another, signed by both: who holds one knows the other."""
    text = verify_release.handover_text(old.public_key, new.public_key)
    return {
        "old": old.public_key,
        "new": new.public_key,
        "by_old": base64.b64encode(old.sign(text)).decode("ascii"),
        "by_new": base64.b64encode(new.sign(text)).decode("ascii"),
    }


def seal(folder: Path, signer: Signer | None, handovers: Sequence[Mapping[str, str]] = ()) -> None:
    """Write the seal beside the manifest: its hash, and the signature where somebody signs.

    `handovers`: how the signing key came to be the one it is, where it was changed.
    """
    data = (folder / MANIFEST).read_bytes()
    content: dict[str, object] = {"manifest_sha256": hashlib.sha256(data).hexdigest()}
    if handovers:
        content["handovers"] = [dict(one) for one in handovers]
    if signer is not None:
        content |= signed(data, signer)
    durable.write_bytes(folder / SEAL, verify_release.canonical(content))


def signed(data: bytes, signer: Signer) -> dict[str, object]:
    """Who has signed these bytes, and how."""
    return {
        "suite": signer.suite,
        "public_key": signer.public_key,
        "signature": base64.b64encode(signer.sign(data)).decode("ascii"),
    }


def holds(data: bytes, seal_: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Whether one of these keys has signed these bytes."""
    public = seal_.get("public_key")
    if public not in keys:
        return False
    try:
        signature = base64.b64decode(str(seal_.get("signature")), validate=True)
    except ValueError:
        return False
    if seal_.get("suite") == verify_release.ED25519:
        return verify_release.ed25519_holds(bytes.fromhex(str(public)), data, signature)
    from gmssl_pyx import InvalidValueError, sm2_verify

    try:
        return bool(sm2_verify(bytes.fromhex(str(public)), data, signature))
    except InvalidValueError:
        return False
