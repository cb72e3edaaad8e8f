"""The person key: a whole column's keys are HMAC's, one by one."""

import pyarrow as pa
import pytest

from matching.keys import PersonKey


@pytest.mark.parametrize("secret", [b"k", b"x" * 64, b"longer than a block of the hash " * 3])
def test_a_column_of_keys_is_that_of_single_ones(secret: bytes) -> None:
    key = PersonKey("v2", secret)
    texts = ["R1", "", "459901199003070126\x1f韦秀英"]
    assert key.column("person", pa.array(texts)).to_pylist() == [key.of("person", text) for text in texts]


def test_no_text_no_key() -> None:
    assert PersonKey("v1", b"k").column("person", pa.array([], pa.string())).to_pylist() == []
