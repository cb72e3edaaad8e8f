"""Files sealed as a whole with SM4-GCM (GB/T 32907, GB/T 36624), in pieces that can be read in any order.

Parquet's own encryption knows AES alone; a site that must seal with SM4 gets whole files instead, columns that are nobody's
included. A file has a key of its own, wrapped by the data key; each piece is bound to the file, its place and whether it is the
last, so nothing can be left off, put in or moved. Not here: when a file is sealed so (`parquet.py`).
"""

import base64
import hashlib
import hmac
import io
import json
import os
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from etl.store.keys import KeyRing

MAGIC = b"HSM4\x01"
PIECE = 1 << 20
KEY, NONCE, TAG = 16, 12, 16
MOST_HEAD = 4096
PIECES_HELD = 8


class SealedFileError(RuntimeError):
    """A sealed file that is not what was written, or sealed with a key that is not here; it names the file."""


def _encrypt(key: bytes, nonce: bytes, content: bytes, bound: bytes) -> bytes:
    cipher = Cipher(SM4(key), GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound)
    return cipher.update(content) + cipher.finalize() + cipher.tag


def _decrypt(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    cipher = Cipher(SM4(key), GCM(nonce, sealed[-TAG:])).decryptor()
    cipher.authenticate_additional_data(bound)
    return cipher.update(sealed[:-TAG]) + cipher.finalize()


def _wrapping(key: bytes) -> bytes:
    """The key that wraps the keys of files: of SM4's size, and never the one that AES works with."""
    return hmac.new(key, b"sm4-gcm sealing", hashlib.sha256).digest()[:KEY]


def _nonce(piece: int) -> bytes:
    # A file's key is its own: numbers never come twice under it.
    return piece.to_bytes(NONCE, "big")


def _bound(head: bytes, piece: int, *, is_last: bool) -> bytes:
    return hashlib.sha256(head).digest() + piece.to_bytes(8, "big") + bytes([is_last])


def is_sealed(path: Path) -> bool:
    """Whether a file was sealed here."""
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


class SealingWriter(io.RawIOBase):
    """A file to write to, from its begin to its end; what reaches the disk is sealed."""

    def __init__(self, path: Path, ring: KeyRing) -> None:
        super().__init__()
        self._key, nonce = os.urandom(KEY), os.urandom(NONCE)
        wrapped = nonce + _encrypt(_wrapping(ring.secret), nonce, self._key, ring.current.encode())
        said = {"key": ring.current, "wrapped": base64.b64encode(wrapped).decode(), "piece": PIECE}
        body = json.dumps(said, sort_keys=True).encode()
        self._head = MAGIC + len(body).to_bytes(2, "big") + body
        self._held = bytearray()
        self._piece = self._written = 0
        self._sink: BinaryIO = path.open("wb")
        self._sink.write(self._head)

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, content: object) -> int:
        given = bytes(memoryview(content))  # type: ignore[arg-type] # whatever Arrow hands over has a buffer
        self._held += given
        self._written += len(given)
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(given)

    def _put(self, content: bytes, *, is_last: bool) -> None:
        bound = _bound(self._head, self._piece, is_last=is_last)
        self._sink.write(_encrypt(self._key, _nonce(self._piece), content, bound))
        self._piece += 1

    def close(self) -> None:
        if not self.closed:
            try:
                self._put(bytes(self._held), is_last=True)
            finally:
                self._sink.close()
        super().close()


class SealedReader(io.RawIOBase):
    """A sealed file to read from, at any place."""

    def __init__(self, path: Path, ring: KeyRing) -> None:
        super().__init__()
        self._path, self._at = path, 0
        self._source: BinaryIO = path.open("rb")
        try:
            self._open(ring)
        except BaseException:
            self._source.close()
            raise
        self._read_piece = lru_cache(PIECES_HELD)(self._piece)

    def _open(self, ring: KeyRing) -> None:
        try:
            start = self._source.read(len(MAGIC) + 2)
            length = int.from_bytes(start[len(MAGIC) :], "big")
            body = self._source.read(length)
            said = json.loads(body) if start.startswith(MAGIC) and length <= MOST_HEAD else {}
            wrapped = base64.b64decode(said["wrapped"], validate=True)
            wrapping = _wrapping(ring.keys[said["key"]])
            self._key = _decrypt(wrapping, wrapped[:NONCE], wrapped[NONCE:], said["key"].encode())
        except (ValueError, KeyError, TypeError, InvalidTag):
            raise self._fault() from None
        self._head = start + body
        whole = self._path.stat().st_size - len(self._head)
        self._pieces = max(1, -(-whole // (PIECE + TAG)))
        self._size = whole - self._pieces * TAG
        if self._size < 0:
            raise self._fault()

    def _fault(self) -> SealedFileError:
        return SealedFileError(
            f"{self._path} is damaged or sealed with a key that is not here: hecha restore"
        )

    def _piece(self, number: int) -> bytes:
        self._source.seek(len(self._head) + number * (PIECE + TAG))
        sealed = self._source.read(PIECE + TAG)
        bound = _bound(self._head, number, is_last=number == self._pieces - 1)
        try:
            return _decrypt(self._key, _nonce(number), sealed, bound)
        except (InvalidTag, ValueError):
            raise self._fault() from None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readall(self) -> bytes:
        return self.read(-1)

    def read(self, size: int | None = -1) -> bytes:
        ends = self._size if size is None or size < 0 else min(self._size, self._at + size)
        parts = []
        while self._at < ends:
            number, inside = divmod(self._at, PIECE)
            part = self._read_piece(number)[inside : inside + ends - self._at]
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
