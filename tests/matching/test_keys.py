"""The person key: what SQL makes of a column is the HMAC of each text."""

import hashlib

import pytest

from matching.keys import LENGTH, PersonKey, blocks


@pytest.mark.parametrize("secret", [b"k", b"x" * 64, b"longer than a block of the hash " * 3])
def test_the_blocks_give_the_hashes_of_single_keys(secret: bytes) -> None:
    inner, outer = (bytes.fromhex(block) for block in blocks(secret))
    for text in ("R1", "", "459901199003070126\x1f韦秀英"):
        digest = hashlib.sha256(outer + hashlib.sha256(inner + f"person\x1f{text}".encode()).digest())
        assert PersonKey("v2", secret).of("person", text) == f"v2:{digest.hexdigest()[:LENGTH]}"
