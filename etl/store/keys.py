"""Keys: mode 600, versioned. The person key hashes people, the data key wraps Parquet keys.

Who makes them is decided by the store: a key that is missing where there was one is never made anew. Where a passphrase is handed
in (`HECHA_PASSPHRASE_FILE`, or the systemd credential `hecha-passphrase`), what is written is sealed under it.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from etl.store import durable

PASSPHRASE, NEW_PASSPHRASE, CREDENTIAL = (
    "HECHA_PASSPHRASE_FILE",
    "HECHA_NEW_PASSPHRASE_FILE",
    "hecha-passphrase",
)
SHORTEST, COST, MOST_COST = 12, 1 << 15, 1 << 18
BOUND = b"hecha key file"
_VERSION = re.compile(r"v[1-9][0-9]{0,5}")


class KeyFileError(ValueError):
    """A key file that can't be used; names the file, never its content."""


def new_key() -> bytes:
    return secrets.token_bytes(32)


AES_GCM, SM4_GCM = "aes-gcm", "sm4-gcm"


@dataclass(frozen=True)
class KeyRing:
    """All versions of one key; the current one is used for new work, the others to read old work.

    `suite`: what new files are sealed with; those of either are read.
    """

    current: str
    keys: dict[str, bytes]
    suite: str = AES_GCM

    @property
    def secret(self) -> bytes:
        return self.keys[self.current]

    @property
    def key_id(self) -> str:
        """Names the key without giving it away: part of the release id."""
        return _id_of(self.secret)

    @property
    def ids(self) -> dict[str, str]:
        """The id of each version."""
        return {version: _id_of(key) for version, key in self.keys.items()}

    @property
    def in_order(self) -> list[str]:
        """The versions, the oldest first."""
        return sorted(self.keys, key=lambda version: int(version[1:]))

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one use, so that two uses never share hashes."""
        return hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, versions={sorted(self.keys)})"


def _id_of(key: bytes) -> str:
    return hmac.new(key, b"hecha key id", hashlib.sha256).hexdigest()[:12]


def make_key(path: Path, make: Callable[[], bytes] = new_key) -> KeyRing:
    """The key ring in `path`; a missing file is made, with a new random key or what `make` gives."""
    if not path.exists():
        _make(path, make())
    return load_key(path)


def load_key(path: Path) -> KeyRing:
    """The key ring in `path`.

    Raises:
        KeyFileError: it is missing, open to others, or not one of ours.
    """
    if not path.exists():
        raise KeyFileError(
            f"key file {path} is missing: put it back from your backup (hecha restore --with-keys)"
        )
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"key file {path} can be read by others: chmod 600 {path}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if "sealed" in content:
            content["keys"] = _unsealed(path, content["sealed"])
        keys = {version: base64.b64decode(key, validate=True) for version, key in content["keys"].items()}
        ring = KeyRing(content["current"], keys)
    except KeyFileError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"key file {path} is not one of ours ({type(error).__name__})") from None
    if not all(_VERSION.fullmatch(version) for version in keys):
        raise KeyFileError(f"key file {path} is not one of ours (its versions)")
    if ring.current not in keys or any(len(key) < 32 for key in keys.values()):
        raise KeyFileError(f"key file {path} lacks its current key or holds one shorter than 32 bytes")
    return ring


def rotate_key(path: Path) -> KeyRing:
    """Add a new version and make it current; the old ones stay readable."""
    ring = load_key(path)
    version = f"v{max(int(version[1:]) for version in ring.keys) + 1}"
    _write(path, version, {**ring.keys, version: new_key()})
    return load_key(path)


def merged(older: KeyRing, newer: KeyRing) -> KeyRing:
    """All versions of both rings, the newer one's current; two different keys of one version are a fault."""
    clash = [version for version, key in older.keys.items() if newer.keys.get(version, key) != key]
    if clash:
        raise KeyFileError(f"two key rings hold different keys as version {clash[0]}")
    return KeyRing(newer.current, {**older.keys, **newer.keys})


def write_key(path: Path, ring: KeyRing, secret: bytes | None = None) -> None:
    """`secret`: another passphrase than the one that is handed in for reading."""
    _write(path, ring.current, ring.keys, secret)


def passphrase(variable: str = PASSPHRASE) -> bytes | None:
    """What is handed in to open key files: the file that a variable names, else the systemd credential; None where neither is.

    Raises:
        KeyFileError: the file is missing, open to others or too short.
    """
    named, credentials = os.environ.get(variable), os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(credentials or "", CREDENTIAL)
    if not named and not (variable == PASSPHRASE and credentials and credential.is_file()):
        return None
    path = Path(named) if named else credential
    if not path.is_file():
        raise KeyFileError(f"the passphrase file {path} is not there")
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"the passphrase file {path} can be read by others: chmod 600 {path}")
    secret = path.read_bytes().rstrip(b"\r\n")
    if len(secret) < SHORTEST:
        raise KeyFileError(f"the passphrase in {path} is shorter than {SHORTEST} characters")
    return secret


def _make(path: Path, key: bytes) -> None:
    durable.make_folder(path.parent)
    temporary = path.parent / f"{durable.TEMPORARY}{secrets.token_hex(8)}"
    _write(temporary, "v1", {"v1": key})
    try:
        # A link fails where another process was first: both then read the same key.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _write(path: Path, current: str, keys: dict[str, bytes], secret: bytes | None = None) -> None:
    encoded = {version: base64.b64encode(key).decode() for version, key in keys.items()}
    secret = secret or passphrase()
    content = {"keys": encoded} if secret is None else {"sealed": _sealed(encoded, secret)}
    durable.write_text(path, json.dumps({"current": current, **content}, indent=1) + "\n")


def _sealed(encoded: dict[str, str], secret: bytes) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _stretched(secret, salt, COST)
    body = AESGCM(key).encrypt(nonce, json.dumps(encoded).encode(), BOUND)
    said = {"salt": salt, "nonce": nonce, "body": body}
    return {
        "kdf": "scrypt",
        "n": COST,
        **{name: base64.b64encode(one).decode() for name, one in said.items()},
    }


def _unsealed(path: Path, sealed: dict[str, Any]) -> dict[str, str]:
    secret = passphrase()
    if secret is None:
        raise KeyFileError(
            f"key file {path} is sealed: name the passphrase's file in {PASSPHRASE}, or hand it in as the systemd credential "
            f"{CREDENTIAL}"
        )
    salt, nonce, body = (base64.b64decode(sealed[name], validate=True) for name in ("salt", "nonce", "body"))
    cost = int(sealed["n"])
    if sealed["kdf"] != "scrypt" or not 2 <= cost <= MOST_COST:
        raise ValueError("another way of sealing")
    try:
        opened: dict[str, str] = json.loads(
            AESGCM(_stretched(secret, salt, cost)).decrypt(nonce, body, BOUND)
        )
    except InvalidTag:
        raise KeyFileError(f"key file {path} can't be opened with this passphrase") from None
    return opened


@cache
def _stretched(secret: bytes, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(secret, salt=salt, n=cost, r=8, p=1, maxmem=256 * MOST_COST * 8, dklen=32)
