"""The person key: a keyed hash that names a person in releases and can't be turned back without the key file.

A register person's key is made from the register's own 人编号, which stays when the ID number is corrected or re-issued;
a person outside the register has nothing but the number, so the key is made from its sound 18-character form (and, where
people of disagreeing names use one number, from the name too for all but the first of the names in order, which does not
hang on how often a name is written). The key's version stands in front, so that keys of two key files are never taken for
one another.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

REGISTER = "register"
NUMBER = "number"
HOUSEHOLD = "household"
LENGTH = 32
"""Hex digits kept: 128 bits."""


@dataclass(frozen=True)
class PersonKey:
    """A versioned secret. `repr` shows only the version."""

    version: str
    secret: bytes = field(repr=False)

    def of(self, domain: str, text: str) -> str:
        digest = hmac.digest(self.secret, f"{domain}\x1f{text}".encode(), "sha256")
        return f"{self.version}:{digest[: LENGTH // 2].hex()}"

    def column(self, domain: str, texts: Iterable[str | None]) -> pa.Array:
        """The keys of a column of texts; null where there is none."""
        start, secret, version = f"{domain}\x1f".encode(), self.secret, f"{self.version}:"
        digest, half = hmac.digest, LENGTH // 2
        return pa.array(
            [
                None
                if text is None
                else version + digest(secret, start + text.encode(), "sha256")[:half].hex()
                for text in texts
            ],
            type=pa.string(),
        )
