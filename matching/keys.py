"""The person key: a keyed hash that names a person in releases and can't be turned back without the key file.

A register person's key is made from the register's own 人编号, which stays when the ID number is corrected or re-issued;
a person outside the register has nothing but the number, so the key is made from its sound 18-character form (and, where
people of disagreeing names use one number, from the name too for all but the first of the names in order, which does not
hang on how often a name is written). The key's version stands in front, so that keys of two key files are never taken for
one another.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

REGISTER = "register"
NUMBER = "number"
HOUSEHOLD = "household"
LENGTH = 32
"""Hex digits kept: 128 bits."""
BLOCK, DIGEST = 64, 32
"""Bytes that SHA-256 takes in at a time, and gives."""
INNER, OUTER = 0x36, 0x5C
"""What HMAC makes of the secret's bytes before either hash (RFC 2104)."""


@dataclass(frozen=True)
class PersonKey:
    """A versioned secret. `repr` shows only the version."""

    version: str
    secret: bytes = field(repr=False)

    def of(self, domain: str, text: str) -> str:
        digest = hmac.digest(self.secret, f"{domain}\x1f{text}".encode(), "sha256")
        return f"{self.version}:{digest[: LENGTH // 2].hex()}"

    def column(self, domain: str, texts: pa.Array | pa.ChunkedArray) -> pa.Array:
        """The keys of a column of texts without nulls."""
        # HMAC is two hashes, each begun with a block made of the secret: begun once and copied, they take half the time.
        secret = self.secret if len(self.secret) <= BLOCK else hashlib.sha256(self.secret).digest()
        secret = secret.ljust(BLOCK, b"\0")
        begin = hashlib.sha256(bytes(byte ^ INNER for byte in secret) + f"{domain}\x1f".encode()).copy
        end = hashlib.sha256(bytes(byte ^ OUTER for byte in secret)).copy
        digests = []
        for text in texts.cast(pa.binary()).to_pylist():
            inner, outer = begin(), end()
            inner.update(text)
            outer.update(inner.digest())
            digests.append(outer.digest())
        told = pa.py_buffer(b"".join(digests).hex().encode())
        whole = pa.Array.from_buffers(pa.binary(2 * DIGEST), len(digests), [None, told])
        short = pc.utf8_slice_codeunits(whole.cast(pa.binary()).cast(pa.string()), 0, LENGTH)
        return pc.binary_join_element_wise(f"{self.version}:", short, "")
