"""Keys: made at first use, mode 600, versioned. The person key hashes people, the data key wraps Parquet keys."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from etl.store import durable


class KeyFileError(ValueError):
    """A key file that can't be used; names the file, never its content."""


def new_key() -> bytes:
    return secrets.token_bytes(32)


@dataclass(frozen=True)
class KeyRing:
    """All versions of one key; the current one is used for new work, the others to read old work."""

    current: str
    keys: dict[str, bytes]

    @property
    def secret(self) -> bytes:
        return self.keys[self.current]

    @property
    def key_id(self) -> str:
        """Names the key without giving it away: part of the release id."""
        return hmac.new(self.secret, b"hecha key id", hashlib.sha256).hexdigest()[:12]

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one use, so that two uses never share hashes."""
        return hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, versions={sorted(self.keys)})"


def load_key(path: Path, make: Callable[[], bytes] = new_key) -> KeyRing:
    """The key ring in `path`; a missing file is made, with a new random key or what `make` gives."""
    if not path.exists():
        _make(path, make())
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        keys = {version: base64.b64decode(key, validate=True) for version, key in content["keys"].items()}
        ring = KeyRing(content["current"], keys)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"key file {path} is not one of ours ({type(error).__name__})") from None
    if ring.current not in keys or any(len(key) < 32 for key in keys.values()):
        raise KeyFileError(f"key file {path} lacks its current key or holds one shorter than 32 bytes")
    return ring


def rotate_key(path: Path) -> KeyRing:
    """Add a new version and make it current; the old ones stay readable."""
    ring = load_key(path)
    version = f"v{len(ring.keys) + 1}"
    _write(path, version, {**ring.keys, version: new_key()})
    return load_key(path)


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


def _write(path: Path, current: str, keys: dict[str, bytes]) -> None:
    encoded = {version: base64.b64encode(key).decode() for version, key in keys.items()}
    durable.write_text(path, json.dumps({"current": current, "keys": encoded}, indent=1) + "\n")
