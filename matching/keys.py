"""The person key: a keyed hash that names a person in releases and can't be turned back without the key file.

It is made from the valid 18-character ID number that one person alone holds (of several the first known), so that entering a
register changes no key; where the register knows no such number, from its own 人编号. Where people of disagreeing names
outside the register use one number, it is made from the name too for all but the first of the names in order, which does
not hang on how often a name is written. The key's version stands in front, so that keys of two key files are never taken
for one another.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

LENGTH = 32
"""Hex digits kept: 128 bits."""
BLOCK = 64
"""Bytes that SHA-256 takes in at a time."""
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


def blocks(secret: bytes) -> tuple[str, str]:
    """What begins the inner and the outer hash of HMAC, as hex: with them SQL keys a column of texts."""
    key = secret if len(secret) <= BLOCK else hashlib.sha256(secret).digest()
    key = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ INNER for byte in key).hex(), bytes(byte ^ OUTER for byte in key).hex()
